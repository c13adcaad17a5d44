package dev.ingot.api.warehouse;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL over one warehouse. Over the lake it sees one picture, taken when the session was opened: commits of others do
 * not show. Over a database each statement sees what is committed when it begins. For one thread. Statements that fail throw {@link dev.ingot.api.error.IngotException} with the line and column in the
 * statement as {@link dev.ingot.api.error.Place} ({@code file} is {@code "sql"}).
 */
public interface Session extends SqlReader {

    /** What the warehouse has under this name; of what this session changed, what it made of it. */
    Optional<TableInfo> find(TableName name);

    /** Every table and view. */
    List<TableInfo> list();

    /** Removes a relation, where there is one. */
    void drop(TableName name);

    /** The columns that a query would give, without running it. */
    TableSchema describe(String sql);

    /**
     * Runs statements whose result does not matter. Over the lake what they do stays inside the session (macros,
     * settings, temp tables); over a database it is done for all, and committed with each statement.
     *
     * @return how many rows they wrote, −1 where that is not known
     */
    long execute(String sql);

    /**
     * Lets the statements that follow take effect together, at {@link #commit}; a session that is closed before takes them
     * back. Nothing happens where that has begun already.
     *
     * @throws dev.ingot.api.error.IngotException over the lake, where statements have no effect outside of the session
     */
    void begin();

    /** Lets what was executed since {@link #begin} take effect; from then on each statement does by itself. */
    void commit();

    /** Whether tables keep the constraints of their design, so that rows which break one are refused. */
    boolean keepsConstraints();

    /**
     * Makes a temporary table of text columns with these rows, and a first column {@code ingot_row bigint} that counts
     * them from 0. Replaces one of this name.
     */
    void fill(String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows);

    /**
     * The {@link WriteTag#position} of the node's last write, where the table is what that write made of it: put back to an
     * earlier version, it has that version's position, and none where somebody else has written since. Empty where the
     * warehouse keeps none.
     */
    Optional<String> position(TableName table, String node);

    /** Writes the select aside as the next state of {@code target}. */
    Staged stage(
            TableName target, String select, BuildMode mode, SchemaPolicy policy, WriteTag tag, StepControl control);

    /** Stores a view; visible to sessions opened later. */
    void createView(TableName view, String select, WriteTag tag);

    /**
     * What a write leaves in the table's history.
     *
     * @param node the model's unique id
     * @param run the run's id
     * @param position how far the node has read what its table is made of; opaque. Null where it does not say
     */
    record WriteTag(
            String node,
            String run,
            @Nullable String comment,
            @Nullable String position) {

        public WriteTag(String node, String run, @Nullable String comment) {
            this(node, run, comment, null);
        }

        public WriteTag at(@Nullable String newPosition) {
            return new WriteTag(node, run, comment, newPosition);
        }
    }
}
