package dev.ingot.acceptance.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The machine's disk as the JVM sees it, where each call is first made known to {@link Calls}. A JVM takes it for its own
 * with {@code -Djava.nio.file.spi.DefaultFileSystemProvider}; native libraries pass it by. Thread-safe.
 */
public final class RefusingDisk extends FileSystemProvider {

    private final FileSystemProvider disk;
    private final RefusingFiles files;

    /**
     * @param disk the one that the JVM would use
     */
    public RefusingDisk(FileSystemProvider disk) {
        this.disk = disk;
        this.files = new RefusingFiles(this, disk.getFileSystem(URI.create("file:///")));
    }

    @Override
    public String getScheme() {
        return disk.getScheme();
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
        return disk.newFileSystem(uri, environment);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return files.ours(disk.getPath(uri));
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Calls.made(opening(options), path);
        return new RefusingChannel(disk.newFileChannel(real(path), options, attributes), path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    private static String opening(Set<? extends OpenOption> options) {
        boolean writing = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        return writing ? "open for writing" : "open for reading";
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Calls.made("list", folder);
        DirectoryStream<Path> listed = disk.newDirectoryStream(real(folder), path -> filter.accept(files.ours(path)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> paths = listed.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return paths.hasNext();
                    }

                    @Override
                    public Path next() {
                        return files.ours(paths.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                listed.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        Calls.made("make folder", folder);
        disk.createDirectory(real(folder), attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Calls.made("link", link);
        disk.createSymbolicLink(real(link), real(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Calls.made("link", link);
        disk.createLink(real(link), real(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        Calls.made("read link", link);
        return files.ours(disk.readSymbolicLink(real(link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        Calls.made("delete", path);
        disk.delete(real(path));
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        Calls.made("delete", path);
        return disk.deleteIfExists(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Calls.made("copy", target);
        disk.copy(real(source), real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Calls.made("move", target);
        disk.move(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        Calls.made("compare", path);
        return disk.isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return disk.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        Calls.made("ask for the store", path);
        return disk.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Calls.made("check", path);
        disk.checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        V view = disk.getFileAttributeView(real(path), type, options);
        return type == BasicFileAttributeView.class ? type.cast(new Times((BasicFileAttributeView) view, path)) : view;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        Calls.made("look at", path);
        return disk.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Calls.made("look at", path);
        return disk.readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Calls.made("set attribute", path);
        disk.setAttribute(real(path), attribute, value, options);
    }

    static Path real(Path path) {
        return path instanceof RefusingPath ours ? ours.real() : path;
    }

    private record Times(BasicFileAttributeView view, Path path) implements BasicFileAttributeView {

        @Override
        public String name() {
            return view.name();
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            Calls.made("look at", path);
            return view.readAttributes();
        }

        @Override
        public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
            Calls.made("set times", path);
            view.setTimes(modified, accessed, created);
        }
    }
}
