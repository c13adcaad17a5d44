package dev.ingot.models.internal.context;

import dev.ingot.jinja.MacroDefinition;

/**
 * A macro of the project, of a package or built in.
 *
 * @param uniqueId {@code macro.package.name}
 * @param path relative to its package
 */
public record Macro(
        String uniqueId, String packageName, String name, String path, String source, MacroDefinition definition) {}
