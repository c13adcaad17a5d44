package dev.ingot.jinja;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A template's name and text, and the places in it: counted only when asked for, as most templates have no error. */
record Source(String name, String text) {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

    /** Offsets at which the lines up to that place begin, but for the first. */
    private int[] lineStarts(int at) {
        return LINE_END.matcher(text)
                .results()
                .mapToInt(MatchResult::end)
                .takeWhile(end -> end <= at)
                .toArray();
    }

    int line(int at) {
        return lineStarts(at).length + 1;
    }

    private int lineStart(int at) {
        int[] starts = lineStarts(at);
        return starts.length == 0 ? 0 : starts[starts.length - 1];
    }

    int column(int at) {
        return at - lineStart(at) + 1;
    }

    String lineText(int at) {
        return LINE_END.split(text.substring(lineStart(at)), 2)[0];
    }

    TemplateException syntax(int at, String problem, String hint) {
        return failure(TemplateException.Kind.SYNTAX, at, problem, hint, null);
    }

    TemplateException failure(
            TemplateException.Kind kind, int at, String problem, String hint, @Nullable Throwable cause) {
        return new TemplateException(kind, problem, hint, this, at, List.of(), cause);
    }

    TemplateException failure(int at, RuntimeException cause) {
        if (cause instanceof EvaluationException known) {
            return failure(known.kind(), at, known.text(), known.hint(), known);
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return failure(TemplateException.Kind.EVALUATION, at, message, "", cause);
    }

    TemplateException.MacroCall call(String macro, int at) {
        return new TemplateException.MacroCall(macro, name, line(at), column(at));
    }
}
