package dev.ingot.cdc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder in which changes and parts of tables wait until they are loaded. Everything that reaches its disk goes
 * through here, so a test can let each single access fail. Thread-safe.
 */
interface WorkFiles {

    /** A new empty file with a name of its own; makes the folder where it is missing. */
    Path create(String prefix, String suffix) throws IOException;

    OutputStream write(Path file) throws IOException;

    ReadableByteChannel read(Path file) throws IOException;

    void delete(Path file) throws IOException;

    static WorkFiles in(Path folder) {
        return new Folder(folder);
    }

    /** On a real disk. */
    record Folder(Path folder) implements WorkFiles {

        @Override
        public Path create(String prefix, String suffix) throws IOException {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, prefix, suffix);
        }

        @Override
        public OutputStream write(Path file) throws IOException {
            return Files.newOutputStream(file);
        }

        @Override
        public ReadableByteChannel read(Path file) throws IOException {
            return FileChannel.open(file);
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
