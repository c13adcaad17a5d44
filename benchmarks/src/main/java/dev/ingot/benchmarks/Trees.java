package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of lakes. */
final class Trees {

    private Trees() {}

    /** Data files never change, so they are linked; the log and all else is copied. */
    static void copy(Path from, Path to) {
        Benchmarks.remove(to);
        try (Stream<Path> walk = Files.walk(from)) {
            List<Path> paths = walk.toList();
            for (Path path : paths) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else if (path.getFileName().toString().endsWith(".parquet")
                        && !path.toString().contains("_delta_log")) {
                    Files.createLink(copy, path);
                } else {
                    Files.copy(path, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
