package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a select's columns become those of a table that is there. A change that is more than adding columns at the end
 * rewrites the table: Delta tables without features keep old files under the new columns only if those are added.
 *
 * @param schema the table's columns after the write
 * @param select the select's columns
 * @param rewrite whether the files that are there must be written anew
 */
record SchemaPlan(TableSchema schema, TableSchema select, boolean rewrite) {

    private static final List<DataType> WHOLE_NUMBERS =
            List.of(Simple.TINYINT, Simple.SMALLINT, Simple.INTEGER, Simple.BIGINT);

    static SchemaPlan of(TableName table, TableSchema now, TableSchema select, SchemaPolicy policy) {
        List<Problem> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        boolean rewrite = false;
        for (Column column : now.columns()) {
            Optional<Column> given = select.find(column.name());
            if (given.isEmpty()) {
                missing(table, column, policy).ifPresent(problems::add);
                if (policy == SchemaPolicy.SYNC_ALL_COLUMNS) {
                    rewrite = true;
                } else {
                    columns.add(column);
                }
                continue;
            }
            DataType type = type(column.type(), given.get().type(), policy);
            if (policy == SchemaPolicy.FAIL && !column.type().equals(given.get().type())) {
                problems.add(changed(
                        table,
                        "'" + column.name() + "' is " + column.type() + " in the table and "
                                + given.get().type() + " in the select"));
            }
            rewrite |= !type.equals(column.type());
            columns.add(new Column(column.name(), type, column.nullable()));
        }
        for (Column column : select.columns()) {
            if (now.find(column.name()).isPresent() || policy == SchemaPolicy.IGNORE) {
                continue;
            }
            if (policy == SchemaPolicy.FAIL) {
                problems.add(changed(table, "'" + column.name() + "' is in the select but not in the table"));
            }
            columns.add(Column.of(column.name(), column.type()));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return new SchemaPlan(new TableSchema(columns), select, rewrite);
    }

    private static Optional<Problem> missing(TableName table, Column column, SchemaPolicy policy) {
        return switch (policy) {
            case IGNORE, FAIL ->
                Optional.of(changed(table, "'" + column.name() + "' is in the table but not in the select"));
            case APPEND_NEW_COLUMNS, SYNC_ALL_COLUMNS -> Optional.empty();
        };
    }

    private static Problem changed(TableName table, String what) {
        return Problem.of(LakeError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + what + ".")
                .fix("Set on_schema_change to append_new_columns or sync_all_columns, or build with --full-refresh.");
    }

    private static DataType type(DataType now, DataType given, SchemaPolicy policy) {
        return switch (policy) {
            case IGNORE, FAIL -> now;
            case APPEND_NEW_COLUMNS -> widens(now, given) ? given : now;
            case SYNC_ALL_COLUMNS -> given;
        };
    }

    /** Whether every value of {@code from} is also one of {@code to}. */
    static boolean widens(DataType from, DataType to) {
        int whole = WHOLE_NUMBERS.indexOf(from);
        if (whole >= 0 && to instanceof Decimal decimal) {
            return decimal.precision() - decimal.scale()
                    >= List.of(3, 5, 10, 19).get(whole);
        }
        if (whole >= 0) {
            return WHOLE_NUMBERS.indexOf(to) > whole || (to == Simple.DOUBLE && whole < 3);
        }
        if (from == Simple.FLOAT) {
            return to == Simple.DOUBLE;
        }
        if (from == Simple.DATE) {
            return to == Simple.TIMESTAMP;
        }
        return from instanceof Decimal narrow
                && to instanceof Decimal wide
                && !narrow.equals(wide)
                && wide.scale() >= narrow.scale()
                && wide.precision() - wide.scale() >= narrow.precision() - narrow.scale();
    }

    /** Names of the table's columns that the select gives, as the table writes them. */
    List<String> given() {
        return schema.names().stream()
                .filter(name -> select.find(name).isPresent())
                .toList();
    }

    /** The user's select with the table's columns in their order; what it does not give is null. */
    String cast(String userSelect) {
        return cast(userSelect, null);
    }

    /** @param marker a column of the select beside those of the table; null: none */
    String cast(String userSelect, @Nullable String marker) {
        return "SELECT "
                + schema.columns().stream().map(this::expression).collect(Collectors.joining(", "))
                + (marker == null ? "" : ", __ingot_select." + Sql.id(marker))
                + " FROM (\n" + userSelect + "\n) AS __ingot_select";
    }

    private String expression(Column column) {
        Optional<Column> given = select.find(column.name());
        if (given.isEmpty()) {
            return "CAST(NULL AS " + DuckTypes.sql(column.type()) + ") AS " + Sql.id(column.name());
        }
        return exact("__ingot_select." + Sql.id(given.get().name()), given.get().type(), column) + " AS "
                + Sql.id(column.name());
    }

    /** The table's present rows in the new types; a value that would be changed by the cast is an error. */
    String castOld(FileSet old) {
        return "SELECT "
                + schema.columns().stream()
                        .map(column -> old.schema()
                                        .find(column.name())
                                        .map(before ->
                                                exact("__ingot_old." + Sql.id(before.name()), before.type(), column))
                                        .orElse("CAST(NULL AS " + DuckTypes.sql(column.type()) + ")")
                                + " AS " + Sql.id(column.name()))
                        .collect(Collectors.joining(", "))
                + " FROM (" + old.select() + ") AS __ingot_old";
    }

    private static String exact(String value, DataType from, Column to) {
        String type = DuckTypes.sql(to.type());
        String cast = "CAST(" + value + " AS " + type + ")";
        boolean simple = from instanceof Simple || from instanceof Decimal;
        if (from.equals(to.type()) || widens(from, to.type()) || from == Simple.STRING || !simple) {
            return cast;
        }
        String back = "CAST(" + cast + " AS " + DuckTypes.sql(from) + ")";
        String message = "'The value ' || CAST(" + value + " AS VARCHAR) || "
                + Sql.text(" of column '" + to.name() + "' does not fit the table's type " + to.type());
        return "CASE WHEN " + back + " IS NOT DISTINCT FROM CAST(" + value + " AS " + DuckTypes.sql(from) + ") THEN "
                + cast + " ELSE CAST(error(" + message + ") AS " + type + ") END";
    }
}
