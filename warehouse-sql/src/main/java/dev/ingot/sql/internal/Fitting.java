package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a select's columns become those of a table that is there, by dbt's {@code on_schema_change}; of a column that both
 * have, {@link Meeting} knows the type.
 *
 * @param columns of the table afterwards
 * @param given of these, in the table's order, what the select gives
 * @param before the table's columns as they are
 * @param statements that change the table's columns first
 */
record Fitting(TableSchema columns, List<String> given, TableSchema before, List<String> statements) {

    /**
     * Finds out how they fit, and gives the select's rows the types that the table will have.
     *
     * @param aside where the select's rows are
     */
    static Fitting of(
            Jdbc jdbc, TableName table, TableSchema now, TableName aside, TableSchema select, SchemaPolicy policy) {
        Dialect dialect = jdbc.dialect();
        List<Problem> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        List<String> settling = new ArrayList<>();
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
            Meeting meeting = Meeting.of(jdbc, table, aside, column, given.get(), policy);
            DataType type = meeting.type();
            Optional<Problem> problem = meeting.problem(type);
            problem.ifPresent(problems::add);
            if (!type.equals(column.type())) {
                statements.add(alter + retyped(dialect, column, type, cast(dialect, column, type)));
            }
            if (problem.isEmpty() && !type.equals(given.get().type())) {
                settling.add("alter table " + aside.quoted() + " "
                        + retyped(dialect, given.get(), type, meeting.settled(type)));
            }
            columns.add(new Column(column.name(), type, column.nullable()));
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
        settling.forEach(jdbc::execute);
        TableSchema after = new TableSchema(columns);
        return new Fitting(
                after,
                after.names().stream()
                        .filter(name -> select.find(name).isPresent())
                        .toList(),
                now,
                statements);
    }

    private static String retyped(Dialect dialect, Column column, DataType type, String value) {
        return "alter column " + Sql.id(column.name()) + " type " + dialect.type(type) + " using " + value;
    }

    private static String cast(Dialect dialect, Column column, DataType type) {
        return "cast(" + Sql.id(column.name()) + " as " + dialect.type(type) + ")";
    }

    static Problem changed(TableName table, String what) {
        return Problem.of(SqlError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + what + ".")
                .fix("Set on_schema_change to append_new_columns or sync_all_columns, or build with --full-refresh.");
    }

    /** The table as it is, with its columns as they will be: to be compared with the select's rows. */
    String table(Dialect dialect, TableName table) {
        return statements.isEmpty()
                ? table.quoted()
                : "(select " + fromTable(dialect, "ingot_there") + " from " + table.quoted() + " as ingot_there)";
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
