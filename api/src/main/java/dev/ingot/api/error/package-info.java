/** Failures as values: codes, problems with a place, the one exception that carries them. */
@NullMarked
package dev.ingot.api.error;

import org.jspecify.annotations.NullMarked;
