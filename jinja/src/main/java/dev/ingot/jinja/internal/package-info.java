/** The engine: tokens, tree, evaluation, Python's operators, methods, filters and tests. Not for callers. */
@NullMarked
package dev.ingot.jinja.internal;

import org.jspecify.annotations.NullMarked;
