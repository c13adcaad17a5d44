package dev.ingot.config;

import dev.ingot.api.error.Place;
import org.jspecify.annotations.Nullable;

/**
 * A single value.
 *
 * @param text the characters after unquoting and unfolding; {@code 012} stays {@code 012}
 * @param style how it is written; what is not plain is text, whatever it looks like
 * @param plain the value by the file's flavor, see {@link YamlNode#plain()}
 */
public record YamlScalar(
        Place place, String text, Style style, @Nullable Object plain) implements YamlNode {

    /** How a scalar is written. */
    public enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        /** {@code |} or {@code >}. */
        BLOCK
    }

    public boolean isNull() {
        return plain == null;
    }

    /** The same place and style with other text, which then counts as text and nothing else. */
    YamlScalar withText(String newText) {
        return new YamlScalar(place, newText, style, newText);
    }

    @Override
    public String shape() {
        if (plain == null) {
            return "nothing";
        }
        if (plain instanceof String) {
            return "text";
        }
        if (plain instanceof Boolean) {
            return "true or false";
        }
        return plain instanceof Number ? "a number" : "a date";
    }
}
