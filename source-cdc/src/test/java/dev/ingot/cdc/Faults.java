package dev.ingot.cdc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real folder of which one access fails, and calls of others that fail with it in the same count. Thread-safe. */
final class Faults implements WorkFiles {

    private final WorkFiles disk;
    private final AtomicInteger left = new AtomicInteger();
    private volatile Optional<String> failed = Optional.empty();

    Faults(Path folder) {
        this.disk = WorkFiles.in(folder);
    }

    /**
     * @param number of the call from now on that fails, from 1; 0 where none does
     */
    void fail(int number) {
        left.set(number);
        failed = Optional.empty();
    }

    /** The call that failed since the last {@link #fail}. */
    Optional<String> failed() {
        return failed;
    }

    /** A call of something that is no file. */
    void call(String what) {
        try {
            access(what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void access(String what) throws IOException {
        if (left.decrementAndGet() == 0) {
            failed = Optional.of(what);
            throw new IOException("No space left on device: " + what);
        }
    }

    @Override
    public Path create(String prefix, String suffix) throws IOException {
        access("create " + suffix);
        return disk.create(prefix, suffix);
    }

    @Override
    public OutputStream write(Path file) throws IOException {
        access("open for writing");
        OutputStream out = disk.write(file);
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                access("write");
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                try (out) {
                    access("close");
                }
            }
        };
    }

    @Override
    public ReadableByteChannel read(Path file) throws IOException {
        access("open for reading");
        ReadableByteChannel in = disk.read(file);
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) throws IOException {
                access("read");
                return in.read(to);
            }

            @Override
            public boolean isOpen() {
                return in.isOpen();
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    @Override
    public void delete(Path file) throws IOException {
        access("delete");
        disk.delete(file);
    }
}
