package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.delta.DeltaError;
import dev.ingot.lake.LakeError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises failures of the engine that are about a data file of a table, which is missing or damaged. */
final class DataFiles {

    private static final Pattern QUOTED = Pattern.compile("([\"'])(/.*?\\.parquet)\\1");
    private static final String FIX =
            "Put the file back from a backup of this table. Where there is none, take back the"
                    + " run that wrote it (ingot undo), or build the table again (--full-refresh).";

    private DataFiles() {}

    /** The problem with the data file that a message names; empty where it names none. */
    static Optional<Problem> named(String message) {
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() && isDataFile(Path.of(quoted.group(2)))
                ? Optional.of(
                        problem(quoted.group(2), message.lines().findFirst().orElse(message)))
                : Optional.empty();
    }

    /** Any Delta table's, as its folder shows; what is still being staged belongs to no version. */
    private static boolean isDataFile(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(Folders.LOG))) {
                return !folder.relativize(file).startsWith("_stage");
            }
        }
        return false;
    }

    private static Problem problem(String file, @Nullable String why) {
        return Files.notExists(Path.of(file))
                ? Problem.of(DeltaError.DISK, "a data file of the table is missing")
                        .at(Place.of(file))
                        .because("The table's log names it, but it is not on the disk.")
                        .fix(FIX)
                : Problem.of(DeltaError.DISK, "a data file of the table cannot be read")
                        .at(Place.of(file))
                        .because(why)
                        .fix(FIX);
    }

    /** The engine does not say which file it could not decode: reads each of them again by itself. */
    static IngotException explained(IngotException failure, Collection<FileSet> read, SqlRunner runner) {
        if (failure.first().code() != LakeError.SQL_ENGINE) {
            return failure;
        }
        for (FileSet files : read) {
            for (FileSet.Part part : files.parts()) {
                try {
                    runner.execute("SELECT count(COLUMNS(*)) FROM ("
                            + files.withParts(List.of(part)).select() + ")");
                } catch (IngotException e) {
                    return e.first().code() == DeltaError.DISK
                            ? e
                            : new IngotException(
                                    problem(part.location(), e.first().what()), failure.getCause());
                }
            }
        }
        return failure;
    }
}
