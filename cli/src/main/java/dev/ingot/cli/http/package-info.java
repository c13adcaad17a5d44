/** HTTP for what is only read. */
@NullMarked
package dev.ingot.cli.http;

import org.jspecify.annotations.NullMarked;
