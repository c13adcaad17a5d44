/** What templates see: functions, objects, macros. */
@NullMarked
package dev.ingot.models.internal.context;

import org.jspecify.annotations.NullMarked;
