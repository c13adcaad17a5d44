package dev.ingot.cdc;

import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Source.Batches;
import org.jspecify.annotations.Nullable;

/** All of a table as a snapshot sees it, to look at: its position means nothing. For one thread. */
record CurrentRows(Parts parts) implements Batches {

    @Override
    public @Nullable Batch next() {
        TableSnapshot.Part part = parts.next();
        return part == null ? null : new Batch(part.rows(), "{}");
    }

    @Override
    public void close() {
        parts.close();
    }
}
