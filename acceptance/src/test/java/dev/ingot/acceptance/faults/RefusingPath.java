package dev.ingot.acceptance.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of the real file system that belongs to {@link RefusingFiles}. */
record RefusingPath(RefusingFiles files, Path real) implements Path {

    private @Nullable Path ours(@Nullable Path path) {
        return path == null ? null : files.ours(path);
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return real.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return ours(real.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return ours(real.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return ours(real.getParent());
    }

    @Override
    public int getNameCount() {
        return real.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return files.ours(real.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return files.ours(real.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return real.startsWith(RefusingDisk.real(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return real.endsWith(RefusingDisk.real(other));
    }

    @Override
    public Path normalize() {
        return files.ours(real.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return files.ours(real.resolve(RefusingDisk.real(other)));
    }

    @Override
    public Path relativize(Path other) {
        return files.ours(real.relativize(RefusingDisk.real(other)));
    }

    @Override
    public URI toUri() {
        return real.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return files.ours(real.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        Calls.made("resolve", this);
        return files.ours(real.toRealPath(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        return real.register(watcher, events, modifiers);
    }

    @Override
    public int compareTo(Path other) {
        return real.compareTo(RefusingDisk.real(other));
    }

    @Override
    public String toString() {
        return real.toString();
    }
}
