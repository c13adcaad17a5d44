package dev.ingot.api.warehouse;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import java.util.function.Consumer;

/**
 * A table as it will be, written aside: nobody sees it until {@link #publish}, except a session that was opened with
 * it. Either publish or discard it; a process that dies before leaves only files that vacuum removes.
 */
public interface Staged extends AutoCloseable {

    TableName table();

    TableSchema schema();

    /** What publishing will do, counted. */
    Counts counts();

    /**
     * Swaps it in, atomically. Fails with a conflict if somebody else changed the table in between.
     *
     * @param after what belongs to it, such as hooks, grants and comments: runs over the published table, in the same
     *     transaction where the warehouse has transactions for that
     */
    TableChange publish(Consumer<Session> after);

    TableChange publish();

    /** Throws the written files away unless it was published. */
    @Override
    void close();
}
