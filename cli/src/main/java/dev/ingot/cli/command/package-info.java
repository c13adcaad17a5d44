/** The commands: each a thin class that asks the workspace and prints. */
@NullMarked
package dev.ingot.cli.command;

import org.jspecify.annotations.NullMarked;
