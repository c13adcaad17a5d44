package dev.ingot.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real files of the examples, where {@code INGOT_EXAMPLE_DATA} names a folder that has them, at whatever depth. Several
 * folders are separated as in a class path.
 */
final class ExampleData {

    static final String VARIABLE = "INGOT_EXAMPLE_DATA";

    private ExampleData() {}

    /** The folder in which {@code file} lies, for example {@code 20250323/orders.json}. */
    static Optional<Path> folderWith(String file) {
        return foldersWith(file).findFirst();
    }

    static Stream<Path> foldersWith(String file) {
        String folders = System.getenv(VARIABLE);
        if (folders == null || folders.isBlank()) {
            return Stream.empty();
        }
        return Stream.of(folders.split(java.io.File.pathSeparator))
                .flatMap(folder -> below(Path.of(folder)))
                .filter(folder -> Files.exists(folder.resolve(file)));
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            return files.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
