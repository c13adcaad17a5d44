/** What a person sees: lines, tables, colours, progress. */
@NullMarked
package dev.ingot.cli.terminal;

import org.jspecify.annotations.NullMarked;
