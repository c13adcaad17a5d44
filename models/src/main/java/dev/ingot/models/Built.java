package dev.ingot.models;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Staged;
import java.util.List;
import java.util.Optional;

/**
 * A model that has been built aside: nobody sees it until {@link #publish}, except tests that are run with it. Either
 * publish or close it. For one thread at a time.
 */
public interface Built extends AutoCloseable {

    /** The model's unique id. */
    String node();

    /** What it fills. */
    TableName table();

    /** The table as it will be; empty for a view and for what a block of the project's own makes. */
    default Optional<Staged> staged() {
        return Optional.empty();
    }

    /** What publishing will do, counted; zero for a view. */
    default Counts counts() {
        return Counts.ZERO;
    }

    /** {@code table}, {@code view}, {@code incremental}, {@code seed}, {@code snapshot}. */
    String materialized();

    /** The compiled select. */
    String sql();

    /**
     * Finds out what else only {@link #publish} would: to be called where something stands between the two. A view is
     * not looked at before, because whoever stores it looks at it as well.
     *
     * @throws dev.ingot.api.error.IngotException if it cannot be published
     */
    default void check() {}

    /**
     * Makes it visible, atomically. A view changes no table's version.
     *
     * @throws dev.ingot.api.error.IngotException if somebody else changed the table in between
     */
    List<TableChange> publish();

    /** Throws away what was written unless it was published. */
    @Override
    void close();
}
