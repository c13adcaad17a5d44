package dev.ingot.api.warehouse;

import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a warehouse knows of a relation without reading its rows.
 *
 * @param version of the table, −1 for a view
 * @param rows −1 where it is not known without a scan
 * @param definition the SQL of a view, which a database leaves out (empty) where it lists many; null for a table
 */
public record TableInfo(
        TableName name,
        Kind kind,
        TableSchema schema,
        long version,
        long rows,
        long bytes,
        int files,
        Instant modified,
        @Nullable String definition) {

    /** Table or view. */
    public enum Kind {
        TABLE,
        VIEW
    }
}
