package dev.ingot.delta;

import org.jspecify.annotations.Nullable;

/**
 * Rows whose column lies between two values, both included. Rows without a value are not in any range.
 *
 * @param min null: no lower bound; otherwise of the type that {@link FileStats} has for the column
 * @param max null: no upper bound
 */
public record ColumnRange(
        String column, @Nullable Object min, @Nullable Object max) {}
