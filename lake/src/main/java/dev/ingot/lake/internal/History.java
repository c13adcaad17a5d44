package dev.ingot.lake.internal;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.warehouse.BuildMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table keeps every version of a row (SCD type 2).
 *
 * @param updatedAt the column that says when a row changed: a row is new where it is later than the version that is
 *     there (timestamp strategy); null: a row is new where a column differs (check strategy)
 * @param checkColumns of the check strategy; empty: all
 * @param hardDeletes what becomes of rows that the select has no more
 * @param openEnd SQL of the moment at which current versions end; null: they have no end
 * @param now the time of changes that no column dates; a version that follows one of a later time begins right after it
 * @param versions whether several rows of one key are versions, in the order of the select; else they are refused
 */
public record History(
        List<String> key,
        @Nullable String updatedAt,
        List<String> checkColumns,
        HardDeletes hardDeletes,
        Names names,
        @Nullable String openEnd,
        Instant now,
        boolean versions,
        Arrival arrival) {

    public History {
        key = List.copyOf(key);
        checkColumns = List.copyOf(checkColumns);
    }

    /** dbt's {@code hard_deletes}. */
    public enum HardDeletes {
        IGNORE,
        /** The version that is there is closed. */
        INVALIDATE,
        /** It is closed, and a new version says that the row is deleted. */
        NEW_RECORD
    }

    /**
     * The columns that the history adds.
     *
     * @param id a hash of key and time; null: no such column
     * @param updatedAt null: no such column
     * @param deleted null: no such column; text {@code True} or {@code False} as in dbt
     * @param current null: no such column
     */
    public record Names(
            @Nullable String id,
            @Nullable String updatedAt,
            String validFrom,
            String validTo,
            @Nullable String deleted,
            @Nullable String current) {

        static Names of(BuildMode.HistoryColumns columns, boolean withDeleted) {
            return new Names(
                    columns.id(),
                    columns.updatedAt(),
                    columns.validFrom(),
                    columns.validTo(),
                    withDeleted ? columns.deleted() : null,
                    null);
        }

        /** The columns of a pipeline that loads snapshots. */
        public static Names pipeline() {
            return new Names(null, null, "valid_from", "valid_to", null, "is_current");
        }

        List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            if (id != null) {
                columns.add(Column.of(id, Simple.STRING));
            }
            if (updatedAt != null) {
                columns.add(Column.of(updatedAt, Simple.TIMESTAMP));
            }
            columns.add(Column.of(validFrom, Simple.TIMESTAMP));
            columns.add(Column.of(validTo, Simple.TIMESTAMP));
            if (deleted != null) {
                columns.add(Column.of(deleted, Simple.STRING));
            }
            if (current != null) {
                columns.add(Column.of(current, Simple.BOOLEAN));
            }
            return columns;
        }

        boolean has(String column) {
            return columns().stream().anyMatch(own -> own.name().equalsIgnoreCase(column));
        }
    }

    static History of(BuildMode.Scd2 mode, Instant now) {
        HardDeletes deletes = switch (mode.hardDeletes()) {
            case "ignore" -> HardDeletes.IGNORE;
            case "invalidate" -> HardDeletes.INVALIDATE;
            case "new_record" -> HardDeletes.NEW_RECORD;
            default -> throw new IllegalArgumentException("hard_deletes: " + mode.hardDeletes());
        };
        return new History(
                mode.key(),
                mode.updatedAt(),
                mode.checkColumns(),
                deletes,
                Names.of(mode.columns(), deletes == HardDeletes.NEW_RECORD),
                mode.openEnd(),
                now,
                false,
                Arrival.CHANGES);
    }
}
