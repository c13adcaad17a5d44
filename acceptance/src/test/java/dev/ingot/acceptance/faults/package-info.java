/** The calls by which Ingot reaches outside, of which one may be refused. */
@NullMarked
package dev.ingot.acceptance.faults;

import org.jspecify.annotations.NullMarked;
