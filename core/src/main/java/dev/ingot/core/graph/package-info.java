/** What there is to run and how it depends on each other: nodes, the graph, dbt's selectors. */
@NullMarked
package dev.ingot.core.graph;

import org.jspecify.annotations.NullMarked;
