package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.file.Presence;
import dev.ingot.config.Bound;
import dev.ingot.config.ConfigError;
import dev.ingot.config.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files with pipelines: those named, and those below the folders named, sorted by path. */
final class PipelineFiles {

    private PipelineFiles() {}

    static List<Path> find(Path folder, Bound bound, Problems problems) {
        List<Path> files = new ArrayList<>();
        List<String> paths = bound.strings("pipeline_paths");
        for (int i = 0; i < paths.size(); i++) {
            Path path = folder.resolve(paths.get(i)).normalize();
            if (Presence.isFile(path)) {
                files.add(path);
            } else if (Presence.isFolder(path)) {
                files.addAll(below(path, paths.get(i), problems));
            } else if (bound.written("pipeline_paths")) {
                problems.add(
                        ProjectError.MISSING_FOLDER,
                        "There is no folder '" + paths.get(i) + "'.",
                        bound.itemPlace("pipeline_paths", i),
                        "Paths start at the folder of ingot.yml.");
            }
        }
        return files.stream().distinct().toList();
    }

    private static List<Path> below(Path folder, String shownAs, Problems problems) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return (name.endsWith(".yml") || name.endsWith(".yaml")) && Presence.isFile(file);
                    })
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            problems.add(
                    ConfigError.UNREADABLE,
                    "Cannot list the folder '" + shownAs + "': " + e.getMessage() + ".",
                    Place.of(shownAs),
                    "Check that this user may read it and all folders below.");
            return List.of();
        }
    }
}
