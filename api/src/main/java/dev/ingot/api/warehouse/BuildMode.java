package dev.ingot.api.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model's select does to its table when it is published. */
public sealed interface BuildMode {

    /** The select becomes the table. */
    record Replace(List<String> partitionBy, TableDesign design) implements BuildMode {
        public Replace {
            partitionBy = List.copyOf(partitionBy);
        }

        public Replace(List<String> partitionBy) {
            this(partitionBy, TableDesign.PLAIN);
        }
    }

    /** The select's rows are added. */
    record Append() implements BuildMode {}

    /**
     * The select's rows are added or replaced by key.
     *
     * @param update columns to set on a match; null: all but the key
     * @param predicates conditions beside the key, over {@code DBT_INTERNAL_DEST} and {@code DBT_INTERNAL_SOURCE}
     * @param deleted a truth value of the select that is no column of the table: where it is true, the row is a marker,
     *     and the table's row of its key is deleted. Null: no row is a marker
     */
    record Merge(
            List<String> key,
            @Nullable List<String> update,
            List<String> predicates,
            @Nullable String deleted) implements BuildMode {
        public Merge {
            key = List.copyOf(key);
            update = update == null ? null : List.copyOf(update);
            predicates = List.copyOf(predicates);
        }

        public Merge(List<String> key, @Nullable List<String> update, List<String> predicates) {
            this(key, update, predicates, null);
        }

        public Merge(List<String> key, @Nullable List<String> update) {
            this(key, update, List.of());
        }
    }

    /**
     * Rows whose key is in the select are deleted, then the select's rows are added; duplicates of the select stay.
     *
     * @param predicates further conditions on the rows to delete
     * @param identity columns that say which new row stands for which deleted one, for the counts; empty: none do
     */
    record DeleteInsert(List<String> key, List<String> predicates, List<String> identity) implements BuildMode {
        public DeleteInsert {
            key = List.copyOf(key);
            predicates = List.copyOf(predicates);
            identity = List.copyOf(identity);
        }

        public DeleteInsert(List<String> key, List<String> predicates) {
            this(key, predicates, key);
        }

        public DeleteInsert(List<String> key) {
            this(key, List.of());
        }
    }

    /**
     * Rows of which a condition holds are deleted, then the select's rows are added.
     *
     * @param condition over the table's columns; where it is null the row stays
     * @param identity as of {@link DeleteInsert}
     */
    record DeleteWhere(String condition, List<String> identity) implements BuildMode {
        public DeleteWhere {
            identity = List.copyOf(identity);
        }

        public DeleteWhere(String condition) {
            this(condition, List.of());
        }
    }

    /**
     * dbt's snapshot: SCD type 2.
     *
     * @param updatedAt the column of the timestamp strategy; null: the check strategy
     * @param checkColumns of the check strategy; empty: all
     * @param hardDeletes {@code ignore}, {@code invalidate} or {@code new_record}
     * @param columns what the history's own columns are called
     * @param openEnd SQL of the moment at which versions end that are current; null: they have no end. Without an end
     *     is always current, too
     */
    record Scd2(
            List<String> key,
            @Nullable String updatedAt,
            List<String> checkColumns,
            String hardDeletes,
            HistoryColumns columns,
            @Nullable String openEnd)
            implements BuildMode {
        public Scd2 {
            key = List.copyOf(key);
            checkColumns = List.copyOf(checkColumns);
        }

        public Scd2(List<String> key, @Nullable String updatedAt, List<String> checkColumns, String hardDeletes) {
            this(key, updatedAt, checkColumns, hardDeletes, HistoryColumns.DBT, null);
        }
    }

    /**
     * The columns that a snapshot adds.
     *
     * @param id of the version
     * @param deleted only there with {@code new_record}
     */
    record HistoryColumns(String id, String updatedAt, String validFrom, String validTo, String deleted) {

        /** As dbt names them where nothing else is said. */
        public static final HistoryColumns DBT =
                new HistoryColumns("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted");
    }
}
