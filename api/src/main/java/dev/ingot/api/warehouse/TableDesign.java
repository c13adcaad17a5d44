package dev.ingot.api.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a new table is made where its select does not say enough. Names are as SQL writes them, quoted where they must be.
 *
 * @param columns of an enforced contract, in the table's order; empty: the select's columns and types
 * @param constraints of the table, each as SQL writes it: {@code primary key (id)}
 * @param unlogged whether the database may leave it out of its journal
 */
public record TableDesign(List<ColumnDesign> columns, List<String> constraints, List<Index> indexes, boolean unlogged) {

    public static final TableDesign PLAIN = new TableDesign(List.of(), List.of(), List.of(), false);

    public TableDesign {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        indexes = List.copyOf(indexes);
    }

    /**
     * @param type as the database writes it
     * @param constraints each as SQL writes it: {@code not null}
     */
    public record ColumnDesign(String name, String type, List<String> constraints) {
        public ColumnDesign {
            constraints = List.copyOf(constraints);
        }
    }

    /**
     * @param type for example {@code btree} or {@code gin}; null: the database's default
     */
    public record Index(
            List<String> columns, boolean unique, @Nullable String type) {
        public Index {
            columns = List.copyOf(columns);
        }
    }
}
