/** Reports by e-mail and webhook. */
@NullMarked
package dev.ingot.notify;

import org.jspecify.annotations.NullMarked;
