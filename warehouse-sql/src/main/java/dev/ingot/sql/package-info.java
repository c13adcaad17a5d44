/**
 * Models in any SQL database. A table is built aside and swapped in; what changes a table in place is computed aside and
 * applied in one short transaction. A database is a {@link dev.ingot.sql.Dialect}; the rest is the same for all.
 */
@NullMarked
package dev.ingot.sql;

import org.jspecify.annotations.NullMarked;
