package dev.ingot.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Delta Kernel's door to the disk, without Hadoop: Hadoop's own log store loses commits when several processes write
 * (its check and its rename are two steps). Thread-safe.
 */
final class LocalFileIO implements FileIO {

    private static final Pattern CHECKPOINT = Pattern.compile("(\\d{20})\\.checkpoint\\..*");

    private final Predicate<Path> hidden;

    /** @param hidden files of the log that Kernel is to do without */
    LocalFileIO(Predicate<Path> hidden) {
        this.hidden = hidden;
    }

    @Override
    public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
        Path from = local(path);
        Path folder = LogFolder.parent(from);
        String first = String.valueOf(from.getFileName());
        if (LogFolder.stamp(folder) == null) {
            throw new FileNotFoundException(folder.toString());
        }
        SortedMap<String, FileStatus> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            // A file may disappear between listing and asking for its size; log cleanup of another process does that.
            files.filter(file -> name(file).compareTo(first) >= 0 && !hidden.test(file))
                    .forEach(file -> statusIfThere(file).ifPresent(status -> found.put(name(file), status)));
        }
        commitsOfCheckpoints(folder, found);
        Iterator<FileStatus> statuses = found.values().iterator();
        return new CloseableIterator<>() {
            @Override
            public boolean hasNext() {
                return statuses.hasNext();
            }

            @Override
            public FileStatus next() {
                return statuses.next();
            }

            @Override
            public void close() {}
        };
    }

    /** Kernel wants the name of a commit beside each checkpoint, which it does not read and which may have expired. */
    private static void commitsOfCheckpoints(Path folder, SortedMap<String, FileStatus> found) {
        for (Map.Entry<String, FileStatus> entry : List.copyOf(found.entrySet())) {
            Matcher checkpoint = CHECKPOINT.matcher(entry.getKey());
            if (checkpoint.matches()) {
                String commit = checkpoint.group(1) + ".json";
                long time = entry.getValue().getModificationTime();
                found.putIfAbsent(commit, FileStatus.of(folder.resolve(commit).toString(), 0, time));
            }
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Optional<FileStatus> statusIfThere(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(FileStatus.of(
                    file.toString(),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        Path file = local(path);
        return statusIfThere(file).orElseThrow(() -> new FileNotFoundException(file.toString()));
    }

    @Override
    public String resolvePath(String path) {
        return local(path).toString();
    }

    @Override
    public boolean mkdirs(String path) throws IOException {
        Files.createDirectories(local(path));
        return true;
    }

    @Override
    public boolean delete(String path) throws IOException {
        return Files.deleteIfExists(local(path));
    }

    @Override
    public Optional<String> getConf(String key) {
        return Optional.empty();
    }

    @Override
    public void copyFileAtomically(String source, String target, boolean overwrite) throws IOException {
        publish(local(target), Files.readAllBytes(local(source)), overwrite);
    }

    private static void publish(Path target, byte[] content, boolean overwrite) throws IOException {
        if (overwrite) {
            LogFolder.replace(target, content);
            return;
        }
        Path temporary = LogFolder.temporary(LogFolder.parent(target));
        try {
            LogFolder.writeSynced(temporary, content);
            Files.createLink(target, temporary);
        } finally {
            LogFolder.deleteQuietly(temporary);
        }
    }

    @Override
    public InputFile newInputFile(String path, long size) {
        Path file = local(path);
        return new InputFile() {
            @Override
            public long length() throws IOException {
                return size > 0 ? size : Files.size(file);
            }

            @Override
            public String path() {
                return file.toString();
            }

            @Override
            public SeekableInputStream newStream() throws IOException {
                if (hidden.test(file)) {
                    throw new FileNotFoundException(file.toString());
                }
                try {
                    return new In(FileChannel.open(file, StandardOpenOption.READ));
                } catch (NoSuchFileException e) {
                    FileNotFoundException missing = new FileNotFoundException(file.toString());
                    missing.initCause(e);
                    throw missing;
                }
            }
        };
    }

    @Override
    public OutputFile newOutputFile(String path) {
        Path file = local(path);
        return new OutputFile() {
            @Override
            public String path() {
                return file.toString();
            }

            @Override
            public PositionOutputStream create(boolean putIfAbsent) throws IOException {
                if (putIfAbsent && LogFolder.stamp(file) != null) {
                    throw new FileAlreadyExistsException(file.toString());
                }
                return new Out(file, putIfAbsent);
            }

            @Override
            public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) throws IOException {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                try (lines) {
                    while (lines.hasNext()) {
                        content.write(lines.next().getBytes(StandardCharsets.UTF_8));
                        content.write('\n');
                    }
                }
                publish(file, content.toByteArray(), overwrite);
            }
        };
    }

    private static Path local(String path) {
        Path file = path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
        return file.toAbsolutePath().normalize();
    }

    /** A whole-file reader; buffered, because Parquet's footer is read in small pieces. */
    private static final class In extends SeekableInputStream {
        private final SeekableByteChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();

        In(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() throws IOException {
            return channel.position() - buffer.remaining();
        }

        @Override
        public void seek(long position) throws IOException {
            channel.position(position);
            buffer.position(buffer.limit());
        }

        private boolean fill() throws IOException {
            buffer.clear();
            int read = channel.read(buffer);
            buffer.flip();
            return read > 0;
        }

        @Override
        public int read() throws IOException {
            return buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining() && !fill()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            return count;
        }

        @Override
        public void readFully(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = read(bytes, offset + done, length - done);
                if (count < 0) {
                    throw new EOFException("the file ends " + (length - done) + " bytes too early");
                }
                done += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Writes aside; the file appears whole when the stream is closed. */
    private static final class Out extends PositionOutputStream {
        private final Path target;
        private final boolean putIfAbsent;
        private final Path temporary;
        private final FileChannel channel;
        private final java.io.OutputStream out;
        private long position;
        private boolean failed;
        private boolean closed;

        Out(Path target, boolean putIfAbsent) throws IOException {
            this.target = target;
            this.putIfAbsent = putIfAbsent;
            this.temporary = LogFolder.temporary(LogFolder.parent(target));
            this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            this.out = new java.io.BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            failed = true;
            out.write(bytes, offset, length);
            failed = false;
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                try (channel) {
                    out.flush();
                    channel.force(true);
                }
                if (failed) {
                    throw new IOException("an earlier write to " + target + " failed");
                }
                if (putIfAbsent) {
                    Files.createLink(target, temporary);
                } else {
                    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                LogFolder.deleteQuietly(temporary);
            }
        }
    }
}
