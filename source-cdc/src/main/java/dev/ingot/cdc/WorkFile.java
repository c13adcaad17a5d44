package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** One file of {@link WorkFiles}: written once, then read, then removed. For one thread. */
final class WorkFile implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(WorkFile.class.getName());

    private final WorkFiles files;
    private final Path path;

    private WorkFile(WorkFiles files, Path path) {
        this.files = files;
        this.path = path;
    }

    static WorkFile create(WorkFiles files, String prefix, String suffix) throws IOException {
        return new WorkFile(files, files.create(prefix, suffix));
    }

    OutputStream write() throws IOException {
        return files.write(path);
    }

    ReadableByteChannel read() throws IOException {
        return files.read(path);
    }

    /**
     * Removes it. What it held is loaded or will be read again, so a file that stays behind costs only space: that is
     * logged, and never keeps the reading from going on.
     */
    @Override
    public void close() {
        try {
            files.delete(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The file " + path + " cannot be removed.", e);
        }
    }

    /** Closes what reads or writes a file that is not needed any more. */
    static void closeQuietly(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            // It would have been thrown away anyway.
            LOG.log(System.Logger.Level.DEBUG, "closing a file", e);
        }
    }

    static IngotException failed(IOException e) {
        return new IngotException(
                Problem.of(CdcError.SPOOL, "Changes cannot be kept in the work folder.")
                        .because(String.valueOf(e.getMessage()))
                        .fix("Make room on its disk. The next run reads them again from the server's log."),
                e);
    }
}
