/** Files on this machine. */
@NullMarked
package dev.ingot.api.file;

import org.jspecify.annotations.NullMarked;
