/** How a batch becomes part of a table: load mode, contract, thresholds, result. */
@NullMarked
package dev.ingot.api.load;

import org.jspecify.annotations.NullMarked;
