package dev.ingot.api.source;

import java.time.Instant;

/**
 * A file as the source saw it.
 *
 * @param path how people and the ledger name it, relative to the connection's root
 * @param location what the engine opens; differs from the path where the file had to be transcoded
 * @param fingerprint checksum of the content (local files: {@code sha256:…}) or the store's etag
 */
public record FileRef(String path, String location, long size, Instant modified, String fingerprint) {}
