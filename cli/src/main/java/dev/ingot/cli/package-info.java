/** Commands, terminal output, distribution. */
@NullMarked
package dev.ingot.cli;

import org.jspecify.annotations.NullMarked;
