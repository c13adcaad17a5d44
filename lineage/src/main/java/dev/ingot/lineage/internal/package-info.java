/** How a parse tree is traced. */
@NullMarked
package dev.ingot.lineage.internal;

import org.jspecify.annotations.NullMarked;
