/** The machine's file system, of which one call may be refused. */
@NullMarked
package dev.ingot.acceptance.disk;

import org.jspecify.annotations.NullMarked;
