/**
 * What Ingot takes for its main jobs, beside what the machine could do: DuckDB's bare copy and Spark's merge. Start
 * reading at {@link dev.ingot.benchmarks.Benchmarks}; the method is in this module's README.md.
 */
@NullMarked
package dev.ingot.benchmarks;

import org.jspecify.annotations.NullMarked;
