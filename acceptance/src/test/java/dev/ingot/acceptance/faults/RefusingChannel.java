package dev.ingot.acceptance.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file of {@link RefusingDisk}. */
final class RefusingChannel extends FileChannel {

    private final FileChannel real;
    private final Path file;

    RefusingChannel(FileChannel real, Path file) {
        this.real = real;
        this.file = file;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        Calls.made("read", file);
        return real.read(to);
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        Calls.made("read", file);
        return real.read(to, offset, length);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        Calls.made("read", file);
        return real.read(to, position);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        Calls.made("write", file);
        return real.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Calls.made("write", file);
        return real.write(from, offset, length);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        Calls.made("write", file);
        return real.write(from, position);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        Calls.made("ask for the size", file);
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        Calls.made("truncate", file);
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        Calls.made("force", file);
        real.force(metadata);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Calls.made("read", file);
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        Calls.made("write", file);
        return real.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        Calls.made("map", file);
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        Calls.made("lock", file);
        return real.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        Calls.made("lock", file);
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try (real) {
            Calls.made("close", file);
        }
    }
}
