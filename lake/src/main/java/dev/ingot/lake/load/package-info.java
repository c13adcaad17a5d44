/**
 * From a batch to a table, all of it SQL: {@code scan → text columns → cast → split → deduplicate → count → write →
 * commit}. Start reading at {@link dev.ingot.lake.load.Loader}.
 */
@NullMarked
package dev.ingot.lake.load;

import org.jspecify.annotations.NullMarked;
