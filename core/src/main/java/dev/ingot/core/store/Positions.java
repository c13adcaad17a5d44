package dev.ingot.core.store;

import java.util.List;
import java.util.Optional;

/** Where each pipeline stands. Written by {@link FileLedger#record} after the data was committed. */
public interface Positions {

    /** The newest batch in force. */
    Optional<Position> current(String pipeline);

    /** The number for the next batch: one more than any that was ever recorded. */
    long nextBatch(String pipeline);

    /** Batches of a pipeline, undone ones too, newest first. */
    List<Position> history(String pipeline, int limit);

    /** The current position of every pipeline, by name. */
    List<Position> all();
}
