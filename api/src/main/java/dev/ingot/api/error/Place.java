package dev.ingot.api.error;

import org.jspecify.annotations.Nullable;

/**
 * Where a problem is: a file, and as far as known a line and a column, both counted from 1 (0 = unknown).
 *
 * @param file as a person would name it: relative to the project where that is possible
 * @param text the line itself, for the caret; null where it is not at hand
 */
public record Place(
        String file, int line, int column, @Nullable String text) {

    public static Place of(String file) {
        return new Place(file, 0, 0, null);
    }

    public static Place of(String file, int line, int column) {
        return new Place(file, line, column, null);
    }

    /** {@code file:line:column}, as far as known; editors and terminals make it a link. */
    @Override
    public String toString() {
        if (line <= 0) {
            return file;
        }
        return column <= 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
