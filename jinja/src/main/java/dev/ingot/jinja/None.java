package dev.ingot.jinja;

/** Python's {@code None}. A Java {@code null} that comes in from a host is turned into this; it prints {@code None}. */
public enum None {
    NONE;

    @Override
    public String toString() {
        return "None";
    }
}
