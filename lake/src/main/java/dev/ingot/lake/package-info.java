/** The DuckDB engine over Delta tables. */
@NullMarked
package dev.ingot.lake;

import org.jspecify.annotations.NullMarked;
