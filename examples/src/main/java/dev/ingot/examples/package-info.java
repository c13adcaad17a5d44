/** The example projects' generators. */
@NullMarked
package dev.ingot.examples;

import org.jspecify.annotations.NullMarked;
