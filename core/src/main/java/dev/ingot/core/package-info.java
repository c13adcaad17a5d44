/** Project, graph, selection, planner, run engine, ledger. */
@NullMarked
package dev.ingot.core;

import org.jspecify.annotations.NullMarked;
