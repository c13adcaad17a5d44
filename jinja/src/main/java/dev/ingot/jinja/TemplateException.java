package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template that can't be parsed or rendered: what, where, and what to do. Immutable.
 *
 * <p>{@link #line} and {@link #column} are 1-based and count characters of the source as it was given to
 * {@link Jinja#parse}; {@link #calls} tells which macros were running, innermost first.
 */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The text is no template. */
        SYNTAX,
        /** A name, attribute or item that does not exist was used. */
        UNDEFINED,
        /** An operation, or a host's function, failed. */
        EVALUATION,
        /** Too many steps, too deep, or too large. */
        LIMIT
    }

    /**
     * A macro that was running.
     *
     * @param macro its name
     * @param template the template in which it was called
     * @param line 1-based line of the call
     * @param column 1-based column of the call
     */
    public record MacroCall(String macro, String template, int line, int column) {

        @Override
        public String toString() {
            return "called as " + macro + " at " + template + ":" + line + ":" + column;
        }
    }

    /** An endless recursion is told by its innermost calls. */
    private static final int MOST_CALLS = 30;

    private final Kind kind;
    private final String problem;
    private final String template;
    private final int line;
    private final int column;
    private final String sourceLine;
    private final String hint;
    private final transient List<MacroCall> calls;

    public TemplateException(
            Kind kind,
            String problem,
            String hint,
            String template,
            int line,
            int column,
            String sourceLine,
            List<MacroCall> calls,
            @Nullable Throwable cause) {
        super(template + ":" + line + ":" + column + ": " + problem + (hint.isEmpty() ? "" : " " + hint), cause);
        this.kind = kind;
        this.problem = problem;
        this.hint = hint;
        this.template = template;
        this.line = line;
        this.column = column;
        this.sourceLine = sourceLine;
        this.calls = List.copyOf(calls);
    }

    /** The same failure, seen from one call further out. */
    public TemplateException calledFrom(MacroCall call) {
        if (calls.size() == MOST_CALLS) {
            return this;
        }
        List<MacroCall> longer = new ArrayList<>(calls);
        longer.add(call);
        TemplateException seen =
                new TemplateException(kind, problem, hint, template, line, column, sourceLine, longer, getCause());
        seen.setStackTrace(getStackTrace());
        return seen;
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }

    /** The name given to {@link Jinja#parse}. */
    public String template() {
        return template;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The line of the source, for a caret beneath it. */
    public String sourceLine() {
        return sourceLine;
    }

    /** What the author may do about it; empty if nothing is known. */
    public String hint() {
        return hint;
    }

    /** The calls that led here, innermost first. */
    public List<MacroCall> calls() {
        return calls;
    }
}
