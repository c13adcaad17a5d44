/** What is told to people when a run ends. */
@NullMarked
package dev.ingot.api.notify;

import org.jspecify.annotations.NullMarked;
