package dev.ingot.delta;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commits and checkpoints in a log folder at one moment, by their names alone (protocol, "Checkpoints"). The
 * pointer {@code _last_checkpoint} is not asked: it spares a listing on object stores, and may be wrong. Immutable.
 *
 * @param commits versions whose JSON file is there
 * @param checkpoints the names of the files of each version's checkpoint, whole or not
 */
record LogListing(NavigableSet<Long> commits, NavigableMap<Long, SortedSet<String>> checkpoints) {

    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
    private static final Pattern CHECKPOINT = Pattern.compile("(\\d{20})\\.checkpoint\\.(?:.*\\.)?(?:parquet|json)");
    private static final Pattern PART = Pattern.compile("\\d{20}\\.checkpoint\\.(\\d{10})\\.(\\d{10})\\.parquet");

    static LogListing of(Path folder) throws IOException {
        LogListing listing = new LogListing(new TreeSet<>(), new TreeMap<>());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> listing.add(String.valueOf(file.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return listing;
        }
        return listing;
    }

    private void add(String name) {
        Matcher commit = COMMIT.matcher(name);
        Matcher checkpoint = CHECKPOINT.matcher(name);
        if (commit.matches()) {
            commits.add(Long.parseLong(commit.group(1)));
        } else if (checkpoint.matches()) {
            checkpoints
                    .computeIfAbsent(Long.parseLong(checkpoint.group(1)), any -> new TreeSet<>())
                    .add(name);
        }
    }

    /** The newest version that the names speak of; −1 where there is no table. */
    long newest() {
        long newest = commits.isEmpty() ? -1 : commits.last();
        return checkpoints.isEmpty() ? newest : Math.max(newest, checkpoints.lastKey());
    }

    /** The oldest version that can be read if no file is damaged. */
    long oldest() {
        long first = commits.isEmpty() ? Long.MAX_VALUE : commits.first();
        return first == 0
                ? 0
                : checkpoints.keySet().stream()
                        .filter(this::isWhole)
                        .findFirst()
                        .orElse(first);
    }

    /** The first version from one on, up to another, whose commit is not there. */
    OptionalLong firstMissing(long from, long to) {
        for (long version = from; version <= to; version++) {
            if (!commits.contains(version)) {
                return OptionalLong.of(version);
            }
        }
        return OptionalLong.empty();
    }

    /** Whether all parts of a version's checkpoint are there. */
    boolean isWhole(long checkpoint) {
        Collection<String> names = checkpoints.getOrDefault(checkpoint, new TreeSet<>());
        return names.stream().anyMatch(name -> {
            Matcher part = PART.matcher(name);
            return !part.matches() || partsThere(names, part.group(2)) == Long.parseLong(part.group(2));
        });
    }

    private static long partsThere(Collection<String> names, String total) {
        return names.stream()
                .map(PART::matcher)
                .filter(part -> part.matches() && part.group(2).equals(total))
                .count();
    }
}
