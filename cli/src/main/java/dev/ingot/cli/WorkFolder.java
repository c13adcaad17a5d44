package dev.ingot.cli;

import dev.ingot.api.file.OwnerOnly;
import dev.ingot.api.file.Presence;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for one process's temporary files. A process that is killed leaves its folder behind, spilled gigabytes
 * included; whoever makes the next one removes it. Alive is who holds the lock on the folder's file {@code .alive}: the
 * operating system frees it with the process, whatever its end was, and process numbers that are used again mislead
 * nobody.
 */
final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

    /** Opening and closing a file that this very process has locked would free the lock (POSIX), so these are left alone. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel alive;

    private WorkFolder(Path folder, FileChannel alive) {
        this.folder = folder;
        this.alive = alive;
    }

    /** Makes a new folder below {@code parent} and removes those of dead processes there. */
    static synchronized WorkFolder in(Path parent) throws IOException {
        OwnerOnly.folder(parent);
        // The gate is for the moment in which a new folder is there but its lock is not held yet.
        try (FileChannel gate = open(parent.resolve(".gate"));
                FileLock held = gate.lock()) {
            removeDead(parent);
            Path folder = Files.createTempDirectory(
                            parent, ProcessHandle.current().pid() + "-")
                    .toAbsolutePath();
            OURS.add(folder);
            FileChannel alive = open(folder.resolve(".alive"));
            alive.lock();
            LOG.debug("{} is made while {} is held", folder, held);
            return new WorkFolder(folder, alive);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void removeDead(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                if (!OURS.contains(folder.toAbsolutePath()) && isDead(folder)) {
                    LOG.info("removing {}, which a process left that did not live to its end", folder);
                    delete(folder);
                }
            }
        }
    }

    private static boolean isDead(Path folder) throws IOException {
        Path file = folder.resolve(".alive");
        if (!Presence.isThere(file)) {
            return true;
        }
        try (FileChannel alive = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = alive.tryLock()) {
            return lock != null;
        }
    }

    Path path() {
        return folder;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (alive) {
            delete(folder);
        } finally {
            OURS.remove(folder);
        }
    }
}
