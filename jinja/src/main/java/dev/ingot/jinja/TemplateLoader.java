package dev.ingot.jinja;

import java.util.Optional;

/** Where {@code include}, {@code import} and {@code from} find templates. Must be thread-safe. */
@FunctionalInterface
public interface TemplateLoader {

    /** The source of the template of that name; empty if there is none. */
    Optional<String> load(String name);
}
