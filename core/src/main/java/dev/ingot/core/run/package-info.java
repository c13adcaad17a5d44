/** Runs a selection of the graph: planner, engine, outcomes. */
@NullMarked
package dev.ingot.core.run;

import org.jspecify.annotations.NullMarked;
