/** What a step reports: counts that add up, outcomes, progress, cancellation. */
@NullMarked
package dev.ingot.api.run;

import org.jspecify.annotations.NullMarked;
