package dev.ingot.jinja;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a host's function to end the running macro with any value: the call of the macro gives that value instead of
 * the macro's text. Caught at the boundary of the innermost macro (a {@code call} block's body is none).
 */
public final class ReturnValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object value;
    private transient @Nullable Source source;
    private int at;

    public ReturnValue(@Nullable Object value) {
        super("return() outside of a macro", null, false, false);
        this.value = Values.of(value);
    }

    /** Notes the call that it came from. */
    ReturnValue from(Source caller, int place) {
        at = source == null ? place : at;
        source = source == null ? caller : source;
        return this;
    }

    /** The failure where no macro was running. */
    TemplateException outside(Source template) {
        return (source == null ? template : source).failure(at, this);
    }

    public Object value() {
        return value;
    }

    /** The function {@code return(value)}, to be registered by hosts that offer it. */
    public static Callable function() {
        return arguments -> {
            throw new ReturnValue(arguments.value(0, "data", None.NONE));
        };
    }
}
