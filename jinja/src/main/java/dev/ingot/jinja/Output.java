package dev.ingot.jinja;

import org.jspecify.annotations.Nullable;

/** Collects what a template writes: text, and, as long as there is only one, the value itself. */
final class Output {

    private final StringBuilder text = new StringBuilder();
    private @Nullable Object only;
    private int pieces;

    void text(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            pieces++;
        }
    }

    void print(Object value, String shown) {
        if (pieces++ == 0) {
            only = value;
        }
        text.append(shown);
    }

    /** The value that was printed if there was exactly one and no text, else the text. */
    Object nativeValue() {
        return pieces == 1 && only != null ? only : text.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
