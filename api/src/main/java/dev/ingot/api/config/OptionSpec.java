package dev.ingot.api.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a YAML block. Bound values are of these Java types: STRING {@code String}, INTEGER {@code Long}, NUMBER
 * {@code Double}, BOOLEAN {@code Boolean}, DURATION {@code java.time.Duration}, SIZE {@code Long} (bytes), STRINGS
 * {@code List<String>}, MAP {@code Map<String, String>}.
 *
 * @param defaultValue as it would be written in YAML; null where there is none
 * @param choices the only values allowed; empty: any
 * @param secret its value is never printed
 * @param doc one or two sentences, shown in help, editor and docs
 * @param example as it would be written in YAML; null where the default says enough
 */
public record OptionSpec(
        String name,
        Type type,
        boolean required,
        @Nullable String defaultValue,
        List<String> choices,
        boolean secret,
        String doc,
        @Nullable String example) {

    /** How the value is written. */
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}. */
        DURATION,
        /** {@code 512MB}, {@code 2GB}. */
        SIZE,
        /** One string or a list of them. */
        STRINGS,
        /** String to string. */
        MAP
    }

    public OptionSpec {
        choices = List.copyOf(choices);
    }

    public static OptionSpec required(String name, Type type, String doc) {
        return new OptionSpec(name, type, true, null, List.of(), false, doc, null);
    }

    public static OptionSpec optional(String name, Type type, String doc) {
        return new OptionSpec(name, type, false, null, List.of(), false, doc, null);
    }

    public static OptionSpec withDefault(String name, Type type, String defaultValue, String doc) {
        return new OptionSpec(name, type, false, defaultValue, List.of(), false, doc, null);
    }

    public OptionSpec choices(String... values) {
        return new OptionSpec(name, type, required, defaultValue, List.of(values), secret, doc, example);
    }

    public OptionSpec asSecret() {
        return new OptionSpec(name, type, required, defaultValue, choices, true, doc, example);
    }

    public OptionSpec example(String text) {
        return new OptionSpec(name, type, required, defaultValue, choices, secret, doc, text);
    }
}
