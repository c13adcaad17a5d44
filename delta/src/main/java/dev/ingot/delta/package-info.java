/** Delta Lake tables without a query engine. */
@NullMarked
package dev.ingot.delta;

import org.jspecify.annotations.NullMarked;
