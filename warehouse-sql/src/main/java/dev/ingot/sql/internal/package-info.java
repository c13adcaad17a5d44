/** How a warehouse over a SQL database works; used by this module only. */
@NullMarked
package dev.ingot.sql.internal;

import org.jspecify.annotations.NullMarked;
