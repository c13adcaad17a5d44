package dev.ingot.sql.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What publishing does to a table.
 *
 * @param aside the table that was built: the next state itself, or the rows that change the table in place
 * @param schema of the table afterwards
 * @param counts of what publishing will do
 * @param growth how many rows the table has more afterwards; of a replaced table, how many it has
 * @param statements that change the table in place; empty: the table aside takes its place
 * @param preview a select that gives the table as it will be; null: the table aside
 */
record Change(
        TableName aside,
        TableSchema schema,
        String operation,
        Counts counts,
        long growth,
        List<String> statements,
        @Nullable String preview) {

    Change {
        statements = List.copyOf(statements);
    }

    boolean replaces() {
        return preview == null;
    }
}
