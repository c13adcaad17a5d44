/** The metadata store on SQLite. */
@NullMarked
package dev.ingot.metadata;

import org.jspecify.annotations.NullMarked;
