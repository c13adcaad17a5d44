package dev.ingot.api.warehouse;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * SQL over one consistent picture of the warehouse, taken when the session was opened: commits of others do not show.
 * For one thread. Statements that fail throw {@link dev.ingot.api.error.IngotException} with the line and column in the
 * statement as {@link dev.ingot.api.error.Place} ({@code file} is {@code "sql"}).
 */
public interface Session extends AutoCloseable {

    /** Runs a query and returns at most {@code limit} rows. */
    Rows query(String sql, int limit);

    /** The columns that a query would give, without running it. */
    TableSchema describe(String sql);

    /** Runs a statement whose result does not matter and that stays inside the session (macros, settings, temp tables). */
    void execute(String sql);

    /** Writes the select aside as the next state of {@code target}. */
    Staged stage(
            TableName target, String select, BuildMode mode, SchemaPolicy policy, WriteTag tag, StepControl control);

    /** Stores a view; visible to sessions opened later. */
    void createView(TableName view, String select, WriteTag tag);

    @Override
    void close();

    /**
     * What a write leaves in the table's history.
     *
     * @param node the model's unique id
     * @param run the run's id
     */
    record WriteTag(String node, String run, @Nullable String comment) {}
}
