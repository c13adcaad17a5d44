package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.ColumnValue;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.UnitTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a unit test as a select with given columns and types.
 *
 * @param what the rows are, for messages
 */
record RowsSql(DbtNode test, String what, String targetType) {

    /** @param table that has these columns; null where no table has */
    String select(UnitTest.Rows rows, TableSchema schema, @Nullable TableName table) {
        if (rows.sql() != null) {
            return rows.sql();
        }
        rows.values().forEach(row -> row.keySet().forEach(name -> known(name, schema, rows)));
        if (rows.values().isEmpty()) {
            return row(Map.of(), schema, table) + " where false";
        }
        List<String> selects = new ArrayList<>();
        rows.values().forEach(row -> selects.add(row(row, schema, table)));
        return String.join("\nunion all\n", selects);
    }

    private void known(String name, TableSchema schema, UnitTest.Rows rows) {
        if (schema.columns().stream().noneMatch(column -> column.name().equalsIgnoreCase(name))) {
            List<String> names = schema.columns().stream().map(Column::name).toList();
            throw Problem.of(
                            ModelsError.BAD_PROPERTY,
                            "The unit test '" + test.name() + "' names a column '" + name + "' that " + what
                                    + " does not have")
                    .at(rows.place())
                    .fix(Suggestion.nearest(name, names)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse("Its columns are " + String.join(", ", names) + "."))
                    .toException();
        }
    }

    private String row(Map<String, @Nullable Object> row, TableSchema schema, @Nullable TableName table) {
        return schema.columns().stream()
                .map(column -> value(find(row, column.name()), column, table) + " as " + quoted(column.name()))
                .collect(Collectors.joining(", ", "select ", ""));
    }

    private static @Nullable Object find(Map<String, @Nullable Object> row, String name) {
        return row.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    private String value(@Nullable Object value, Column column, @Nullable TableName table) {
        boolean plain = column.type() instanceof DataType.Simple
                || column.type() instanceof DataType.Decimal
                || column.type() instanceof DataType.Native;
        if (!plain && value == null) {
            return table == null
                    ? "null"
                    : "(select " + quoted(column.name()) + " from " + table.quoted() + " where false)";
        }
        String literal = value == null
                ? "null"
                : value instanceof Number || value instanceof Boolean
                        ? value.toString()
                        : "'" + value.toString().replace("'", "''") + "'";
        return plain
                ? "cast(" + literal + " as "
                        + ColumnValue.of(column, targetType).dataType() + ")"
                : literal;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
