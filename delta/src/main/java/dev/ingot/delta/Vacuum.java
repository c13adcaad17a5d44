package dev.ingot.delta;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes files that no version within the retention has, and what dead writers left behind. */
final class Vacuum {

    /**
     * A file that no commit has named may belong to a writer that is still at work, however short the retention is: it
     * has to be this old before it counts as left behind.
     */
    static final Duration SAFE_MINIMUM = Duration.ofHours(24);

    private static final Logger LOGGER = LoggerFactory.getLogger(Vacuum.class);
    private static final String STAGING = "_stage";

    private final String root;
    private final Path folder;
    private final LogFolder log;
    private final StateLoader loader;
    private final TableState state;
    private final Instant cutoff;
    private final Instant safeCutoff;
    private final boolean dryRun;
    private final Set<String> kept = new HashSet<>();
    private final Set<String> expired = new HashSet<>();
    private int files;
    private long bytes;

    Vacuum(
            String root,
            LogFolder log,
            StateLoader loader,
            TableState state,
            Instant now,
            Duration retention,
            boolean dryRun) {
        this.root = root;
        this.folder = Path.of(root);
        this.log = log;
        this.loader = loader;
        this.state = state;
        this.cutoff = now.minus(retention);
        this.safeCutoff = now.minus(retention.compareTo(SAFE_MINIMUM) < 0 ? SAFE_MINIMUM : retention);
        this.dryRun = dryRun;
    }

    VacuumResult run() throws IOException {
        Features.requireWritable(root, state.protocol(), state.metadata());
        readLog();
        removeOld(folder, false);
        Path staging = folder.resolve(STAGING);
        if (LogFolder.stamp(staging) != null) {
            removeOld(staging, true);
        }
        removeTemporary();
        return new VacuumResult(files, bytes);
    }

    /**
     * What was removed after the cutoff belongs to a version that was still the newest within the retention. From the
     * first such version on, all count, because clocks may step back.
     */
    private void readLog() throws IOException {
        String realRoot = folder.toRealPath().toString();
        state.files().all().forEach(file -> kept.add(inFolder(file.location, realRoot)));
        boolean within = false;
        boolean recent = false;
        for (long version : log.list().commits()) {
            CommitStamp stamp = log.stamp(version);
            if (version > state.version() || stamp == null) {
                continue;
            }
            within |= stamp.modified().isAfter(cutoff);
            recent |= stamp.modified().isAfter(safeCutoff);
            LogCommit commit = within || recent ? loader.commit(version) : null;
            if (commit != null) {
                for (String location : commit.removedLocations()) {
                    (within ? kept : expired).add(inFolder(location, realRoot));
                }
            }
        }
    }

    /** The log may name a file by another way to the same folder (through a symbolic link). */
    private String inFolder(String location, String realRoot) {
        if (location.startsWith(root + "/") || !location.startsWith(realRoot + "/")) {
            return location;
        }
        return root + location.substring(realRoot.length());
    }

    private void removeOld(Path start, boolean staging) throws IOException {
        boolean utf8 = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
                .name()
                .equals("UTF-8");
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean enter = directory.equals(start) || staging || !hidden(directory);
                return enter ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String location = LogPaths.absolute(file);
                // Under a locale without UTF-8, Java garbles the names of files, and a live one would not be known.
                boolean nameSure =
                        utf8 ? location.indexOf('\uFFFD') < 0 : location.chars().allMatch(c -> c < 128);
                boolean old = attributes.lastModifiedTime().toInstant().isBefore(safeCutoff);
                boolean unused = !kept.contains(location) && (old || expired.contains(location));
                if (nameSure && unused && (staging || !hidden(file))) {
                    remove(file, attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                if (staging && !dryRun && !directory.equals(start)) {
                    removeIfEmptyAndOld(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Folders like {@code _stage} and {@code _delta_log}; a folder of a partition is none, whatever its column's name. */
    private boolean hidden(Path path) {
        String name = String.valueOf(path.getFileName());
        if (!name.startsWith("_") && !name.startsWith(".")) {
            return false;
        }
        List<String> partitions = state.metadata().partitionColumns();
        return partitions.stream().noneMatch(column -> name.startsWith(column + "="));
    }

    private void removeIfEmptyAndOld(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            boolean old = Files.getLastModifiedTime(directory).toInstant().isBefore(safeCutoff);
            if (content.findAny().isEmpty() && old) {
                Files.deleteIfExists(directory);
            }
        } catch (NoSuchFileException e) {
            LOGGER.debug("{} is already gone", directory);
        }
    }

    private void removeTemporary() throws IOException {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(log.folder(), LogFolder.TEMPORARY_PREFIX + "*")) {
            for (Path file : content) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.lastModifiedTime().toInstant().isBefore(safeCutoff)) {
                    remove(file, attributes.size());
                }
            }
        }
    }

    private void remove(Path file, long size) throws IOException {
        if (dryRun || Files.deleteIfExists(file)) {
            files++;
            bytes += size;
            LOGGER.debug("vacuum: {} {}", dryRun ? "would remove" : "removed", file);
        }
    }
}
