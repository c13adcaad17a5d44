/** Rates against the physical limit. */
@NullMarked
package dev.ingot.benchmarks;

import org.jspecify.annotations.NullMarked;
