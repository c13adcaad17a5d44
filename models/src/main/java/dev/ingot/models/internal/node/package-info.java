/** What a project consists of once it is read. */
@NullMarked
package dev.ingot.models.internal.node;

import org.jspecify.annotations.NullMarked;
