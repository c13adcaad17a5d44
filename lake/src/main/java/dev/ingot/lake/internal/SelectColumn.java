package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableSchema;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column that a select gives.
 *
 * @param duckType as DuckDB names it
 */
record SelectColumn(String name, String duckType) {

    private static final String FORBIDDEN = " ,;{}()\n\t\r=";

    /** Types whose values may be others in the type that they are stored in. */
    private static final Pattern STORED_ANEW = Pattern.compile("\\b(TIMESTAMP_NS|U?HUGEINT)\\b");

    private static final Pattern UNION = Pattern.compile("\\bUNION\\(");

    /** The columns of a query, without running it. */
    static List<SelectColumn> of(SqlRunner runner, String sql) {
        try (PreparedStatement statement = runner.connection().prepareStatement(sql)) {
            ResultSetMetaData meta = statement.getMetaData();
            List<SelectColumn> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(new SelectColumn(meta.getColumnName(i), meta.getColumnTypeName(i)));
            }
            boolean open = columns.stream().anyMatch(column -> column.duckType().equals("UNKNOWN"));
            // The columns of a PIVOT without IN depend on the rows: they are known when it has begun to run.
            return open ? running(runner, sql) : columns;
        } catch (SQLException e) {
            throw SqlFailures.translate(e, sql, sql);
        }
    }

    private static List<SelectColumn> running(SqlRunner runner, String sql) {
        return runner.result(sql, sql, dev.ingot.api.run.StepControl.NONE, result -> {
            ResultSetMetaData meta = result.getMetaData();
            List<SelectColumn> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(new SelectColumn(meta.getColumnName(i), meta.getColumnTypeName(i)));
            }
            return columns;
        });
    }

    Optional<DataType> type() {
        return DuckTypes.parse(duckType);
    }

    private boolean isNull() {
        return DuckTypes.isNull(duckType);
    }

    /** The type, or string where it has no counterpart: for showing only. */
    DataType known() {
        return type().orElse(DataType.Simple.STRING);
    }

    /**
     * The select, in which a value stops the statement that would be another one in the type that a table stores it in: the
     * engine rounds nanoseconds, and says of numbers inside of nested values no column.
     */
    static String exact(List<SelectColumn> columns, String select) {
        String values = columns.stream()
                .filter(SelectColumn::isStoredAnew)
                .map(SelectColumn::exact)
                .collect(Collectors.joining(", "));
        return values.isEmpty() ? select : "SELECT * REPLACE (" + values + ") FROM (" + select + "\n)";
    }

    private boolean isStoredAnew() {
        return STORED_ANEW.matcher(duckType).find() && !duckType.equals("HUGEINT");
    }

    private String exact() {
        String value = Sql.id(name);
        String stored = DuckTypes.sql(known());
        String fix = "Cast it in the select: CAST(" + value + " AS " + stored + ") where it may be rounded, CAST("
                + value + " AS VARCHAR) to keep all of it.";
        String message = SqlFailures.message(
                "The value ",
                value,
                " of column '" + name + "' does not fit: '" + name + "' is " + known() + " in the table and " + duckType
                        + " in the select.",
                fix);
        return "CASE WHEN " + value + " IS NOT NULL AND TRY_CAST(TRY_CAST(" + value + " AS " + stored + ") AS "
                + duckType
                + ") IS DISTINCT FROM " + value + " THEN CAST(error(" + message + ") AS " + duckType + ") ELSE " + value
                + " END AS " + value;
    }

    /**
     * The schema of a table of these columns; all that is wrong with them at once.
     *
     * @param now the table's columns: a bare null takes the type that is there
     */
    static TableSchema schema(List<SelectColumn> columns, TableSchema now) {
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<Column> schema = new ArrayList<>();
        for (SelectColumn column : columns) {
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                problems.add(Problem.of(
                                LakeError.COLUMN_NAMES, "The column '" + column.name() + "' is there more than once.")
                        .fix("Give one of them another name with AS, or leave it out."));
            }
            nameProblem(column.name()).ifPresent(problems::add);
            if (UNION.matcher(column.duckType()).find()) {
                problems.add(Problem.of(
                                LakeError.SQL_TYPE,
                                "The column '" + column.name() + "' has the type " + column.duckType()
                                        + ", and text would not say which of its members a value is.")
                        .fix("Select its members, for example union_extract(" + Sql.id(column.name())
                                + ", '…'), and union_tag(" + Sql.id(column.name()) + ")."));
                continue;
            }
            Optional<DataType> type =
                    column.isNull() ? now.find(column.name()).map(Column::type).or(column::type) : column.type();
            if (type.isEmpty()) {
                problems.add(Problem.of(
                                LakeError.SQL_TYPE,
                                "The column '" + column.name() + "' has the type " + column.duckType()
                                        + ", which a table cannot have.")
                        .fix("Cast it, for example CAST(" + Sql.id(column.name()) + " AS VARCHAR)."));
            } else {
                schema.add(Column.of(column.name(), type.get()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems.stream()
                    .map(problem -> problem.at(Place.of("sql")))
                    .toList());
        }
        return new TableSchema(schema);
    }

    static Optional<Problem> nameProblem(String name) {
        boolean bad = name.isBlank() || name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0);
        if (!bad) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                        LakeError.COLUMN_NAMES,
                        "The column '" + name + "' has a character that Delta tables do not allow in a name.")
                .fix("Give it a name of letters, digits and underscores with AS."));
    }
}
