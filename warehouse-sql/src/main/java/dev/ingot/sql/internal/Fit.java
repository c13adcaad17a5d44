package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a select's columns become those of a table that is there: dbt's {@code on_schema_change}, and texts that become
 * longer.
 *
 * @param columns of the table afterwards
 * @param given of these, in the table's order, what the select gives
 * @param statements that change the table's columns first
 */
record Fit(TableSchema columns, List<String> given, TableSchema before, List<String> statements) {

    private static final Pattern SIZED =
            Pattern.compile("(character varying|varchar)\\((\\d+)\\)", Pattern.CASE_INSENSITIVE);

    static Fit of(Dialect dialect, TableName table, TableSchema now, TableSchema select, SchemaPolicy policy) {
        List<Problem> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        String alter = "alter table " + table.quoted() + " ";
        for (Column column : now.columns()) {
            Optional<Column> given = select.find(column.name());
            if (given.isEmpty()) {
                if (policy == SchemaPolicy.IGNORE || policy == SchemaPolicy.FAIL) {
                    problems.add(changed(table, "'" + column.name() + "' is in the table but not in the select"));
                }
                if (policy == SchemaPolicy.SYNC_ALL_COLUMNS) {
                    statements.add(alter + "drop column " + Sql.id(column.name()));
                } else {
                    columns.add(column);
                }
                continue;
            }
            DataType type = given.get().type();
            boolean other = !type.equals(column.type());
            if (other && policy == SchemaPolicy.FAIL) {
                problems.add(changed(
                        table,
                        "'" + column.name() + "' is " + column.type() + " in the table and " + type
                                + " in the select"));
            }
            if (other && (policy == SchemaPolicy.SYNC_ALL_COLUMNS || longer(column.type(), type))) {
                statements.add(alter + "alter column " + Sql.id(column.name()) + " type " + dialect.type(type));
                columns.add(new Column(column.name(), type, column.nullable()));
            } else {
                columns.add(column);
            }
        }
        for (Column column : select.columns()) {
            if (now.find(column.name()).isPresent() || policy == SchemaPolicy.IGNORE) {
                continue;
            }
            if (policy == SchemaPolicy.FAIL) {
                problems.add(changed(table, "'" + column.name() + "' is in the select but not in the table"));
            }
            statements.add(alter + "add column " + Sql.id(column.name()) + " " + dialect.type(column.type()));
            columns.add(Column.of(column.name(), column.type()));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        TableSchema after = new TableSchema(columns);
        return new Fit(
                after,
                after.names().stream()
                        .filter(name -> select.find(name).isPresent())
                        .toList(),
                now,
                statements);
    }

    private static Problem changed(TableName table, String what) {
        return Problem.of(SqlError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + what + ".")
                .fix("Set on_schema_change to append_new_columns or sync_all_columns, or build with --full-refresh.");
    }

    private static boolean longer(DataType now, DataType given) {
        Matcher narrow = SIZED.matcher(now.toString());
        Matcher wide = SIZED.matcher(given.toString());
        return narrow.matches() && wide.matches() && Long.parseLong(narrow.group(2)) < Long.parseLong(wide.group(2));
    }

    /** The columns as they will be, out of the table as it is, under an alias. */
    String fromTable(Dialect dialect, String alias) {
        return columns.columns().stream()
                .map(column -> cast(dialect, column, alias, before) + " as " + Sql.id(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** The columns as they will be, out of rows that have those that are given. */
    String fromRows(Dialect dialect, String alias) {
        return columns.columns().stream()
                .map(column -> (given.contains(column.name())
                                ? "cast(" + alias + "." + Sql.id(column.name()) + " as " + dialect.type(column.type())
                                        + ")"
                                : "cast(null as " + dialect.type(column.type()) + ")")
                        + " as " + Sql.id(column.name()))
                .collect(Collectors.joining(", "));
    }

    private static String cast(Dialect dialect, Column column, String alias, TableSchema there) {
        Optional<Column> old = there.find(column.name());
        String type = dialect.type(column.type());
        if (old.isEmpty()) {
            return "cast(null as " + type + ")";
        }
        String name = alias + "." + Sql.id(column.name());
        return old.get().type().equals(column.type()) ? name : "cast(" + name + " as " + type + ")";
    }
}
