package dev.ingot.delta;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of one version by their location. Immutable. A version shares the map of an older one and keeps only what
 * changed since, so that a small commit on a table of many files stays cheap.
 */
final class LiveFiles {

    static final LiveFiles NONE = new LiveFiles(Map.of(), Map.of(), 0, 0);

    private static final int SMALL = 64;
    private static final int SHARE = 16;

    private final Map<String, LogFile> base;
    private final Map<String, Optional<LogFile>> changed;
    private final int count;
    private final long bytes;

    private LiveFiles(Map<String, LogFile> base, Map<String, Optional<LogFile>> changed, int count, long bytes) {
        this.base = base;
        this.changed = changed;
        this.count = count;
        this.bytes = bytes;
    }

    static LiveFiles of(Map<String, LogFile> files) {
        long bytes = files.values().stream().mapToLong(file -> file.size).sum();
        return new LiveFiles(files, Map.of(), files.size(), bytes);
    }

    @Nullable
    LogFile find(String location) {
        Optional<LogFile> change = changed.get(location);
        return change == null ? base.get(location) : change.orElse(null);
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Removes first: a commit may remove a file and add it again with other statistics. */
    LiveFiles after(Collection<String> removed, Collection<LogFile> added) {
        Map<String, Optional<LogFile>> next = new LinkedHashMap<>(changed);
        int files = count;
        long size = bytes;
        for (String location : removed) {
            LogFile old = lookup(next, location);
            if (old != null) {
                files--;
                size -= old.size;
                next.put(location, Optional.empty());
            }
        }
        for (LogFile file : added) {
            LogFile old = lookup(next, file.location);
            if (old != null) {
                files--;
                size -= old.size;
            }
            files++;
            size += file.size;
            next.put(file.location, Optional.of(file));
        }
        LiveFiles result = new LiveFiles(base, next, files, size);
        return next.size() > Math.max(SMALL, base.size() / SHARE) ? of(result.toMap()) : result;
    }

    private @Nullable LogFile lookup(Map<String, Optional<LogFile>> changes, String location) {
        Optional<LogFile> change = changes.get(location);
        return change == null ? base.get(location) : change.orElse(null);
    }

    Collection<LogFile> all() {
        return changed.isEmpty() ? base.values() : toMap().values();
    }

    List<LogFile> list() {
        return List.copyOf(all());
    }

    private Map<String, LogFile> toMap() {
        Map<String, LogFile> all = new LinkedHashMap<>(base);
        changed.forEach((location, file) -> {
            if (file.isPresent()) {
                all.put(location, file.get());
            } else {
                all.remove(location);
            }
        });
        return all;
    }
}
