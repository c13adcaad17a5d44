package dev.ingot.jinja;

/**
 * An evaluation that can't be done, before its place is known: thrown by operations on values and by hosts' functions,
 * and turned into a {@link TemplateException} by the engine.
 */
public final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final TemplateException.Kind kind;
    private final String hint;

    public EvaluationException(String message) {
        this(message, "");
    }

    /** @param hint what the author may do about it; empty if nothing is known */
    public EvaluationException(String message, String hint) {
        this(TemplateException.Kind.EVALUATION, message, hint);
    }

    EvaluationException(TemplateException.Kind kind, String message, String hint) {
        super(message, null, false, false);
        this.kind = kind;
        this.hint = hint;
    }

    TemplateException.Kind kind() {
        return kind;
    }

    /** The message; never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public String hint() {
        return hint;
    }
}
