package dev.ingot.delta;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plans the way back to an older version. */
final class Restore {

    private static final int NAMED = 3;

    private Restore() {}

    static Plan plan(String root, TableState current, TableState target, Map<String, String> userMetadata) {
        List<LogFile> adds = target.files().all().stream()
                .filter(file -> current.files().find(file.location) == null)
                .toList();
        List<LogFile> removes = current.files().all().stream()
                .filter(file -> target.files().find(file.location) == null)
                .toList();
        requireThere(root, target.version(), adds);
        Metadata old = target.metadata();
        return new Plan(
                "RESTORE",
                Map.of("version", Long.toString(target.version())),
                current.version(),
                now -> new Metadata(
                        now.id(),
                        old.name(),
                        old.description(),
                        old.provider(),
                        old.schemaJson(),
                        old.partitionColumns(),
                        old.configuration(),
                        now.createdTime()),
                adds,
                removes,
                null,
                userMetadata,
                Reads.TABLE,
                true,
                true);
    }

    private static void requireThere(String root, long version, List<LogFile> files) {
        List<String> gone = new ArrayList<>();
        for (LogFile file : files) {
            try {
                Path path = Path.of(file.location);
                if (LogFolder.stamp(path) == null || Files.size(path) != file.size) {
                    gone.add(file.path);
                }
            } catch (InvalidPathException e) {
                throw DeltaProblems.unnameable(file.location, e);
            } catch (IOException e) {
                throw DeltaProblems.disk(file.location, "a file of version " + version + " cannot be looked at", e);
            }
        }
        if (!gone.isEmpty()) {
            String more = gone.size() > NAMED ? " and " + (gone.size() - NAMED) + " more" : "";
            throw Problem.of(
                            DeltaError.FILES_GONE,
                            "version " + version + " cannot be restored: " + gone.size() + " of its files "
                                    + (gone.size() == 1 ? "is" : "are") + " gone")
                    .at(Place.of(root))
                    .because("Missing: " + String.join(", ", gone.subList(0, Math.min(NAMED, gone.size()))) + more
                            + ".")
                    .fix("Restore a younger version; 'history' shows them.")
                    .toException();
        }
    }
}
