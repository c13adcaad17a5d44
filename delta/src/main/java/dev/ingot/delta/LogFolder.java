package dev.ingot.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of a {@code _delta_log} folder. Several processes may work in it: a commit becomes visible by a hard link,
 * which the file system makes either once or not at all.
 */
class LogFolder {

    /** A name that begins with a point is seen by no reader of the log. */
    static final String TEMPORARY_PREFIX = ".ingot-";

    private final Path folder;

    LogFolder(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path commitFile(long version) {
        return folder.resolve(String.format(Locale.ROOT, "%020d.json", version));
    }

    LogListing list() throws IOException {
        return LogListing.of(folder);
    }

    /** Null where the file is not there. */
    @Nullable
    CommitStamp stamp(long version) throws IOException {
        return stamp(commitFile(version));
    }

    /** Null where the file is not there. */
    static @Nullable CommitStamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
        // Numbers of deleted files are used again at once, so the time of the last change of the file's entry, which
        // nobody can set, belongs to its identity.
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        Object changed = unix ? Files.getAttribute(file, "unix:ctime") : attributes.creationTime();
        return new CommitStamp(
                String.valueOf(attributes.fileKey()),
                String.valueOf(changed),
                attributes.lastModifiedTime().toInstant(),
                attributes.size());
    }

    /** Null where the file is not there. */
    byte @Nullable [] read(long version) throws IOException {
        try {
            return Files.readAllBytes(commitFile(version));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** How a commit file could not be made. */
    enum Outcome {
        COMMITTED,
        /** The version belongs to somebody else; nothing of ours is visible. */
        TAKEN,
        /** The table that the commit was made for is no longer in the folder; nothing of ours is visible. */
        GONE
    }

    /**
     * Makes the commit file of a version, on the disk for good when this returns. Only version 0 makes the folder: a
     * later one would bring a table back that was dropped meanwhile, without its beginning.
     *
     * @param before the commit that this one follows
     * @throws OutcomeUnknown when it may or may not be there
     * @throws IOException when it is certainly not there
     */
    Outcome commit(long version, byte[] content, Instant time, CommitStamp before) throws IOException {
        if (version == 0) {
            Files.createDirectories(folder);
        }
        if (isGone(version, before)) {
            return Outcome.GONE;
        }
        Path target = commitFile(version);
        Path temporary = temporary(folder);
        boolean linked = false;
        try {
            writeSynced(temporary, content);
            Files.setLastModifiedTime(temporary, FileTime.from(time));
            try {
                link(target, temporary);
            } catch (FileAlreadyExistsException e) {
                // A network file system may say so of our own link when it sent the request twice.
                if (!isSameFile(version, temporary, target, e)) {
                    return Outcome.TAKEN;
                }
            } catch (IOException e) {
                if (!isSameFile(version, temporary, target, e)) {
                    throw e;
                }
            }
            linked = true;
            sync(folder);
            return Outcome.COMMITTED;
        } catch (IOException e) {
            if (linked) {
                throw new OutcomeUnknown(version, e);
            }
            if (isGone(version, before)) {
                return Outcome.GONE;
            }
            throw e;
        } finally {
            deleteQuietly(temporary);
        }
    }

    private boolean isGone(long version, CommitStamp before) throws IOException {
        if (version == 0) {
            return false;
        }
        if (before.identity() == null) {
            return stamp(folder) == null;
        }
        CommitStamp now = stamp(version - 1);
        return now == null || !now.mayBe(before);
    }

    /** The one step that makes a commit visible; tests make it fail. */
    void link(Path target, Path temporary) throws IOException {
        Files.createLink(target, temporary);
    }

    private static boolean isSameFile(long version, Path temporary, Path target, IOException cause)
            throws OutcomeUnknown {
        try {
            return stamp(target) != null && Files.isSameFile(temporary, target);
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw new OutcomeUnknown(version, e);
        }
    }

    static Path temporary(Path folder) {
        return folder.resolve(TEMPORARY_PREFIX + UUID.randomUUID() + ".tmp");
    }

    static void writeSynced(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Puts a file's content, or a folder's names, on the disk for good. */
    static void sync(Path path) throws IOException {
        boolean windows = path.getFileSystem().getSeparator().equals("\\");
        if (windows && Files.isDirectory(path)) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(path, windows ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void replace(Path target, byte[] content) throws IOException {
        Path temporary = temporary(parent(target));
        try {
            writeSynced(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteQuietly(temporary);
        }
        // Hadoop keeps a checksum beside each file and refuses the file when they differ.
        deleteQuietly(parent(target).resolve("." + target.getFileName() + ".crc"));
    }

    static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("'" + file + "' is in no folder");
        }
        return parent;
    }

    /** For leftovers: one that cannot be deleted harms nobody, vacuum tries again. */
    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(LogFolder.class).debug("could not delete {}", file, e);
        }
    }

    /** The commit may or may not have become visible. */
    static final class OutcomeUnknown extends IOException {
        OutcomeUnknown(long version, IOException cause) {
            super("the outcome of version " + version + " is unknown", cause);
        }
    }
}
