/** How data comes in: a source hands over batches, each a relation and the position after it. */
@NullMarked
package dev.ingot.api.source;

import org.jspecify.annotations.NullMarked;
