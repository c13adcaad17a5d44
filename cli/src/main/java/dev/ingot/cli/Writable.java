package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.core.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks whether the folders of a project can be written, without writing there. */
final class Writable {

    private Writable() {}

    /**
     * Refuses a run that would stop half-way.
     *
     * @throws IngotException with every folder that cannot be written
     */
    static void require(Workspace workspace) {
        Project project = workspace.project();
        Map<Path, String> folders = new LinkedHashMap<>();
        folders.put(LogSetup.parent(project.metadata()), "The folder of the metadata store");
        folders.putIfAbsent(project.folder().resolve(".ingot"), "The folder of temporary files");
        Object lake = project.warehouse().options().get("path");
        if (project.warehouse().type().equals("lake") && lake != null) {
            folders.put(project.folder().resolve(lake.toString()), "The lake");
        }
        project.models().forEach(models -> folders.put(workspace.target(models), "The target folder of the models"));
        List<Problem> problems = folders.entrySet().stream()
                .filter(folder -> !canWrite(folder.getKey()))
                .map(folder -> Problem.of(CliError.NOT_WRITABLE, folder.getValue() + " cannot be written.")
                        .at(Place.of(folder.getKey().toString()))
                        .because("A run writes there, so nothing was begun.")
                        .fix("Give this user the right to write there, or mount it writable."))
                .toList();
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** Whether a folder, or the one in which it would be made, can be written. */
    static boolean canWrite(Path folder) {
        for (Path nearest = folder.toAbsolutePath(); nearest != null; nearest = nearest.getParent()) {
            if (Files.exists(nearest)) {
                return Files.isDirectory(nearest) && Files.isWritable(nearest);
            }
        }
        return false;
    }
}
