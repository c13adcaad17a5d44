package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which new columns a table may get while files written under the old ones stay in it. */
final class SchemaChange {

    private static final List<DataType> WHOLE_NUMBERS =
            List.of(Simple.TINYINT, Simple.SMALLINT, Simple.INTEGER, Simple.BIGINT);

    private SchemaChange() {}

    static void requireValid(String table, TableSchema schema, List<String> partitionColumns) {
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : schema.names()) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                problems.add(
                        problem(table, "column '" + name + "' is there twice (upper and lower case do not count)"));
            }
        }
        for (String name : partitionColumns) {
            if (schema.columns().stream().noneMatch(column -> column.name().equals(name))) {
                problems.add(problem(table, "the partition column '" + name + "' is no column of the table"));
            }
        }
        if (!schema.columns().isEmpty()
                && partitionColumns.size() >= schema.columns().size()) {
            problems.add(problem(table, "all columns are partition columns, so that no column is left for the files"));
        }
        throwIfAny(problems);
    }

    static void requireReadableWithOldFiles(String table, TableSchema old, TableSchema next) {
        List<Problem> problems = new ArrayList<>();
        for (Column before : old.columns()) {
            Column after = next.columns().stream()
                    .filter(column -> column.name().equals(before.name()))
                    .findFirst()
                    .orElse(null);
            if (after == null) {
                problems.add(
                        problem(table, "column '" + before.name() + "' is dropped, but older files still have it"));
            } else if (!widens(before.type(), after.type())) {
                problems.add(problem(
                        table,
                        "column '" + before.name() + "' changes from " + before.type() + " to " + after.type()
                                + ", which older files cannot be read as"));
            } else if (before.nullable() && !after.nullable()) {
                problems.add(problem(
                        table, "column '" + before.name() + "' becomes not null, but older files may have nulls"));
            }
        }
        for (Column after : next.columns()) {
            boolean added =
                    old.columns().stream().noneMatch(column -> column.name().equals(after.name()));
            if (added && !after.nullable()) {
                problems.add(problem(
                        table,
                        "column '" + after.name() + "' is new and not null, but older files have no"
                                + " value for it"));
            }
        }
        throwIfAny(problems);
    }

    /** Whether every value of {@code from} is a value of {@code to}, and readers cast one to the other. */
    static boolean widens(DataType from, DataType to) {
        if (from.equals(to)) {
            return true;
        }
        int whole = WHOLE_NUMBERS.indexOf(from);
        if (whole >= 0) {
            return WHOLE_NUMBERS.indexOf(to) > whole;
        }
        if (from == Simple.FLOAT) {
            return to == Simple.DOUBLE;
        }
        return from instanceof Decimal narrow
                && to instanceof Decimal wide
                && wide.scale() >= narrow.scale()
                && wide.precision() - wide.scale() >= narrow.precision() - narrow.scale();
    }

    private static Problem problem(String table, String what) {
        return Problem.of(DeltaError.INCOMPATIBLE_SCHEMA, what)
                .at(Place.of(table))
                .fix("Add nullable columns or widen types, or rewrite the table (full refresh).");
    }

    private static void throwIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }
}
