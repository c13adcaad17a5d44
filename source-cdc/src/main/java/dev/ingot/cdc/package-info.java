/** The changes of a PostgreSQL database as a source: start reading at {@link dev.ingot.cdc.PostgresCdcPlugin}. */
@NullMarked
package dev.ingot.cdc;

import org.jspecify.annotations.NullMarked;
