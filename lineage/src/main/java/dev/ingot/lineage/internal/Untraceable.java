package dev.ingot.lineage.internal;

/** Something in a statement whose lineage cannot be told; ends the tracing of the whole statement. */
public final class Untraceable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String why;

    Untraceable(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
