/** Files as a source. */
@NullMarked
package dev.ingot.files;

import org.jspecify.annotations.NullMarked;
