package dev.ingot.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A rewritten copy of a file in the work folder, being written. */
final class TemporaryText implements Chunks {

    private final Path path;
    private final OutputStream out;

    TemporaryText(Path path, Compression compression) throws IOException {
        this.path = path;
        try {
            this.out = compression.pack(Files.newOutputStream(path));
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    /** The work folder failed, not the source. */
    static final class WriteFailed extends IOException {
        WriteFailed(IOException cause) {
            super(cause);
        }
    }
}
