/** Ingot as a user meets it: commands in, tables, audit and exit codes out. */
@NullMarked
package dev.ingot.acceptance;

import org.jspecify.annotations.NullMarked;
