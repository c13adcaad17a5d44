/** Runs pipelines: from a source's batches to committed tables and a ledger that knows what was read. */
@NullMarked
package dev.ingot.core.pipeline;

import org.jspecify.annotations.NullMarked;
