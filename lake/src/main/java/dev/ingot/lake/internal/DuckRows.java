package dev.ingot.lake.internal;

import dev.ingot.sql.Sql;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Brings rows of text into a new table of a DuckDB catalog. Stateless. */
final class DuckRows {

    private DuckRows() {}

    static void fill(
            DuckDBConnection connection,
            String catalog,
            String table,
            List<String> columns,
            Iterable<? extends List<@Nullable String>> rows) {
        String create = "CREATE OR REPLACE " + (catalog.equals("temp") ? "TEMP " : "") + "TABLE " + Sql.id(catalog)
                + ".main." + Sql.id(table) + " (ingot_row BIGINT, "
                + columns.stream().map(column -> Sql.id(column) + " VARCHAR").collect(Collectors.joining(", ")) + ")";
        try (Statement statement = connection.createStatement()) {
            statement.execute(create);
        } catch (SQLException e) {
            throw SqlFailures.translate(e, create, "");
        }
        try (DuckDBAppender appender = connection.createAppender(catalog, "main", table)) {
            long number = 0;
            for (List<@Nullable String> row : rows) {
                appender.beginRow();
                appender.append(number++);
                for (String value : row) {
                    if (value == null) {
                        appender.appendNull();
                    } else {
                        appender.append(value);
                    }
                }
                appender.endRow();
            }
        } catch (SQLException e) {
            throw SqlFailures.translate(e, "", "");
        }
    }
}
