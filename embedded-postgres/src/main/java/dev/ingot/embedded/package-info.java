/** A real PostgreSQL server that needs nothing installed: unpacked, started and stopped by this program. */
@NullMarked
package dev.ingot.embedded;

import org.jspecify.annotations.NullMarked;
