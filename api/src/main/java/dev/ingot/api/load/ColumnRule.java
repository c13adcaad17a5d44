package dev.ingot.api.load;

import dev.ingot.api.table.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of one column. A value that breaks a rule sends its row to quarantine; a value is never
 * changed to fit.
 *
 * @param from its name in the source; equals {@code name} where it is not renamed
 * @param type null: inferred on the first load
 * @param epoch numbers are instants counted from 1970 in this unit; null where they are not
 * @param format a strptime pattern for dates and timestamps that are not ISO 8601; null where they are
 * @param accepted the only values allowed, as text; empty: any
 * @param min smallest value allowed, as written; null: none
 * @param max largest value allowed, as written; null: none
 * @param pattern a regular expression that the whole text must match; null: none
 * @param optional a file may lack the column, and its rows then have null; else such a file breaks the contract
 */
public record ColumnRule(
        String name,
        String from,
        @Nullable DataType type,
        boolean notNull,
        @Nullable EpochUnit epoch,
        @Nullable String format,
        List<String> accepted,
        @Nullable String min,
        @Nullable String max,
        @Nullable String pattern,
        boolean optional) {

    public ColumnRule {
        accepted = List.copyOf(accepted);
    }

    /** A column that every file must have. */
    public ColumnRule(
            String name,
            String from,
            @Nullable DataType type,
            boolean notNull,
            @Nullable EpochUnit epoch,
            @Nullable String format,
            List<String> accepted,
            @Nullable String min,
            @Nullable String max,
            @Nullable String pattern) {
        this(name, from, type, notNull, epoch, format, accepted, min, max, pattern, false);
    }

    public static ColumnRule of(String name, @Nullable DataType type) {
        return new ColumnRule(name, name, type, false, null, null, List.of(), null, null, null);
    }

    public ColumnRule required() {
        return new ColumnRule(name, from, type, true, epoch, format, accepted, min, max, pattern, optional);
    }

    public ColumnRule epoch(EpochUnit unit) {
        return new ColumnRule(name, from, type, notNull, unit, format, accepted, min, max, pattern, optional);
    }

    /** The same column, which files may lack. */
    public ColumnRule missingAllowed() {
        return new ColumnRule(name, from, type, notNull, epoch, format, accepted, min, max, pattern, true);
    }

    /** The unit of numeric instants. */
    public enum EpochUnit {
        S,
        MS,
        US,
        NS
    }
}
