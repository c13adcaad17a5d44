/** Column lineage: from which columns of which tables each column of a select comes. */
@NullMarked
package dev.ingot.lineage;

import org.jspecify.annotations.NullMarked;
