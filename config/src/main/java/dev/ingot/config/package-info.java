/** YAML with positions: reading, binding, interpolation, diagnostics, JSON Schema. */
@NullMarked
package dev.ingot.config;

import org.jspecify.annotations.NullMarked;
