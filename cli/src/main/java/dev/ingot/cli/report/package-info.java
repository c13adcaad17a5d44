/** What is told of a finished run: the report, its stored form, its delivery. */
@NullMarked
package dev.ingot.cli.report;

import org.jspecify.annotations.NullMarked;
