/** Where tables live and SQL runs. */
@NullMarked
package dev.ingot.api.warehouse;

import org.jspecify.annotations.NullMarked;
