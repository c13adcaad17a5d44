package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.table.TypeLattice.Fit;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.internal.HeldValues;
import dev.ingot.lake.internal.SqlRunner;
import java.util.Optional;

/**
 * Which type a column gets that is to take values of another one: {@link TypeLattice} by the types, the table's own
 * values where the types do not say.
 */
record Widening(SqlRunner runner, LoadPlan plan, Optional<DeltaSnapshot> base, StepControl control) {

    /** The type that holds both; a problem with its way out where there is none. */
    DataType of(String name, DataType now, DataType given) {
        Optional<DataType> wider = TypeLattice.wider(now, given);
        if (wider.isPresent() && example(name, wider.get()).isEmpty()) {
            return wider.get();
        }
        return surely(name, now, given);
    }

    /** The same for values that {@link #of} had no type for. */
    DataType surely(String name, DataType now, DataType given) {
        Optional<DataType> type = TypeLattice.surely(now, given);
        if (type.isEmpty() && plan.mode() == LoadMode.FULL) {
            return given;
        }
        DataType found = type.orElseThrow(() -> apart(name, now, given));
        boolean text = found.equals(now) && !TypeLattice.isNested(now) && now != Simple.BINARY;
        return text ? Simple.STRING : found;
    }

    /** A value of the table's that would not be the same in this type. */
    Optional<String> example(String name, DataType type) {
        Optional<Column> column = plan.mode() == LoadMode.FULL
                ? Optional.empty()
                : base.flatMap(table -> table.schema().find(name));
        return column.filter(held -> TypeLattice.fit(held.type(), type).compareTo(Fit.SOME) >= 0)
                .flatMap(held -> HeldValues.changedBy(runner, base.orElseThrow(), held, type, control));
    }

    private IngotException apart(String name, DataType now, DataType given) {
        return Problem.of(
                        LoadError.RULE,
                        "The column '" + name + "' of " + plan.table() + " is " + now + " in the table and " + given
                                + " in the source.")
                .because("No type holds the values of both, and what was loaded is not written in another notation.")
                .fix("Give the new values a column of their own in the contract (name: " + name + "_2, from: " + name
                        + "), or load the table anew with --full-refresh.")
                .toException();
    }
}
