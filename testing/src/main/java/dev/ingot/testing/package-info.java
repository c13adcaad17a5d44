/** Contract kits, fault injection and the settable clock; test scope everywhere else. */
@NullMarked
package dev.ingot.testing;

import org.jspecify.annotations.NullMarked;
