package dev.ingot.metadata;

import dev.ingot.api.table.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Columns that several tables share. */
final class Columns {

    private Columns() {}

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static TableName table(ResultSet row) throws SQLException {
        return TableName.of(row.getString("schema_name"), row.getString("table_name"));
    }

    static NamedStatement bindTable(NamedStatement statement, TableName table) {
        return statement.bind("schema_name", table.schema()).bind("table_name", table.name());
    }
}
