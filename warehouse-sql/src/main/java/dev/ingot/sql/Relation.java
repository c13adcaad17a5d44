package dev.ingot.sql;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.TableInfo.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the database's catalog knows it.
 *
 * @param bytes on disk, 0 where that is not known
 * @param definition the select of a view
 */
public record Relation(
        TableName name,
        Kind kind,
        List<Column> columns,
        long bytes,
        @Nullable String definition) {
    public Relation {
        columns = List.copyOf(columns);
    }

    public TableSchema schema() {
        return new TableSchema(columns);
    }
}
