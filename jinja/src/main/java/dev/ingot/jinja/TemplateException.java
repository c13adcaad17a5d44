package dev.ingot.jinja;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A template that can't be parsed or rendered: what, where, and what to do. Immutable. */
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
     * @param template the template in which it was called, with the 1-based place of the call
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
    private final String hint;
    private final transient Source source;
    private final int at;
    private final transient List<MacroCall> calls;

    TemplateException(
            Kind kind,
            String problem,
            String hint,
            Source source,
            int at,
            List<MacroCall> calls,
            @Nullable Throwable cause) {
        super(
                source.name() + ":" + source.line(at) + ":" + source.column(at) + ": " + problem
                        + (hint.isEmpty() ? "" : " " + hint),
                cause);
        this.kind = kind;
        this.problem = problem;
        this.hint = hint;
        this.source = source;
        this.at = at;
        this.calls = calls;
    }

    /** The same failure, seen from one call further out. */
    TemplateException calledFrom(MacroCall call) {
        if (calls.size() == MOST_CALLS) {
            return this;
        }
        List<MacroCall> longer = Stream.concat(calls.stream(), Stream.of(call)).toList();
        TemplateException seen = new TemplateException(kind, problem, hint, source, at, longer, getCause());
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

    /** What the author may do about it; empty if nothing is known. */
    public String hint() {
        return hint;
    }

    /** The name given to {@link Jinja#parse}. */
    public String template() {
        return source.name();
    }

    /** 1-based, in the source as it was given to {@link Jinja#parse}. */
    public int line() {
        return source.line(at);
    }

    /** 1-based, in characters. */
    public int column() {
        return source.column(at);
    }

    /** The line of the source, for a caret beneath it. */
    public String sourceLine() {
        return source.lineText(at);
    }

    /** The macros that were running, innermost first. */
    public List<MacroCall> calls() {
        return calls;
    }
}
