package dev.ingot.lake.internal;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.sql.Sql;
import java.util.List;
import java.util.Optional;

/** Whether values that are there are the same in another type, where the types alone do not say. Stateless. */
public final class HeldValues {

    private HeldValues() {}

    /** The text of a value of the table's column that would not be the same; empty where all would. */
    public static Optional<String> changedBy(
            SqlRunner runner, DeltaSnapshot table, Column column, DataType type, StepControl control) {
        return changedBy(runner, FileSet.of(table).select(), column, type, control);
    }

    /** The same for a column of a select. */
    static Optional<String> changedBy(
            SqlRunner runner, String select, Column column, DataType type, StepControl control) {
        String value = "CAST(" + Sql.id(column.name()) + " AS " + DuckTypes.sql(column.type()) + ")";
        List<String> examples = runner.rows(
                "SELECT CAST(" + value + " AS VARCHAR) FROM (\n" + select + "\n) WHERE "
                        + Cast.of(value, column.type(), type).failed() + " LIMIT 1",
                select,
                control,
                0,
                row -> row.getString(1));
        return examples.stream().findFirst();
    }
}
