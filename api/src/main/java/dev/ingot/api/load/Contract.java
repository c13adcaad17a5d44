package dev.ingot.api.load;

import java.util.List;

/**
 * What a table promises about its columns.
 *
 * @param columns the declared ones; what is not declared is inferred from the first batch and kept
 */
public record Contract(SchemaMode mode, List<ColumnRule> columns) {
    public Contract {
        columns = List.copyOf(columns);
    }

    public static final Contract INFERRED = new Contract(SchemaMode.EVOLVE, List.of());
}
