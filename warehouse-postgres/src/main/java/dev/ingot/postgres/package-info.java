/** PostgreSQL as a warehouse: the plug-in of connections of type {@code postgres}. */
@NullMarked
package dev.ingot.postgres;

import org.jspecify.annotations.NullMarked;
