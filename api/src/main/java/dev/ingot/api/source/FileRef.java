package dev.ingot.api.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file as the source saw it.
 *
 * @param path how people and the ledger name it, relative to the connection's root
 * @param location what the engine opens; differs from the path where the file had to be transcoded
 * @param fingerprint checksum of the content (local files: {@code sha256:…}) or the store's etag
 * @param state of the file at the location when its fingerprint was taken; null where nobody else can write there
 */
public record FileRef(
        String path,
        String location,
        long size,
        Instant modified,
        String fingerprint,
        @Nullable State state) {

    /** A file at a location that nobody else writes to. */
    public FileRef(String path, String location, long size, Instant modified, String fingerprint) {
        this(path, location, size, modified, fingerprint, null);
    }

    /** Whether the file was cut, replaced or written to since its fingerprint was taken. */
    public boolean changed() {
        try {
            return state != null && !state.equals(State.of(Path.of(location)));
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * What tells one content of a file from another without reading it.
     *
     * @param key which file it is on its disk; empty where the file system does not say
     */
    public record State(long size, Instant modified, String key) {

        public static State of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(
                    now.size(),
                    now.lastModifiedTime().toInstant(),
                    now.fileKey() == null ? "" : now.fileKey().toString());
        }
    }
}
