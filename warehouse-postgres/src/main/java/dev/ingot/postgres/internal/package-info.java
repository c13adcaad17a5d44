/** What is PostgreSQL's own; used by this module only. */
@NullMarked
package dev.ingot.postgres.internal;

import org.jspecify.annotations.NullMarked;
