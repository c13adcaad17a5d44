/** Seeded generators that make the examples' data on the spot: the same seed gives the same bytes. */
@NullMarked
package dev.ingot.examples;

import org.jspecify.annotations.NullMarked;
