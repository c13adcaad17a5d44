/** From nodes to tables and test results. */
@NullMarked
package dev.ingot.models.internal.run;

import org.jspecify.annotations.NullMarked;
