/** The files under target that other tools read. */
@NullMarked
package dev.ingot.models.internal.artifact;

import org.jspecify.annotations.NullMarked;
