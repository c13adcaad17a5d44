package dev.ingot.lake.internal;

import java.time.InstantSource;

/**
 * What the parts of an open lake share.
 *
 * @param targetFileBytes how large a data file should become, about
 * @param checkpointInterval a checkpoint of the log every so many commits
 */
public record Lake(
        String name,
        DuckDb engine,
        Catalog catalog,
        InstantSource clock,
        long targetFileBytes,
        int checkpointInterval) {

    /** The same tables, read by another engine. */
    Lake with(DuckDb other) {
        return new Lake(name, other, catalog, clock, targetFileBytes, checkpointInterval);
    }
}
