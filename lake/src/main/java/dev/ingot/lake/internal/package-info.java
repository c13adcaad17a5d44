/** How the lake works: the engine, the folders, sessions and writes. Nothing here is for users of the module. */
@NullMarked
package dev.ingot.lake.internal;

import org.jspecify.annotations.NullMarked;
