/** Names, types and schemas of tables, the same for every engine. */
@NullMarked
package dev.ingot.api.table;

import org.jspecify.annotations.NullMarked;
