package dev.ingot.api.source;

import java.time.Instant;

/**
 * One line of the file ledger: a file that a pipeline has read.
 *
 * @param batch the number of the batch that brought it, counted per pipeline from 1
 */
public record SourceFile(String path, long size, String fingerprint, Instant modified, long batch, String run) {}
