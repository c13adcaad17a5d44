package dev.ingot.jinja;

import dev.ingot.jinja.TemplateException.Kind;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A template's name and text, and the places in it. */
record Source(String name, String text) {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

    /** Counted only when a place is asked for: most templates have no error. */
    int line(int at) {
        return 1
                + (int) LINE_END.matcher(text)
                        .results()
                        .takeWhile(end -> end.end() <= at)
                        .count();
    }

    int column(int at) {
        return at - lineStart(at) + 1;
    }

    private int lineStart(int at) {
        return LINE_END.matcher(text)
                .results()
                .mapToInt(end -> end.end())
                .takeWhile(end -> end <= at)
                .reduce(0, (before, end) -> end);
    }

    TemplateException syntax(int at, String problem, String hint) {
        return failure(Kind.SYNTAX, at, problem, hint, null);
    }

    TemplateException failure(Kind kind, int at, String problem, String hint, @Nullable Throwable cause) {
        String line = LINE_END.split(text.substring(lineStart(at)), 2)[0];
        return new TemplateException(kind, problem, hint, name, line(at), column(at), line, List.of(), cause);
    }

    TemplateException failure(int at, RuntimeException cause) {
        if (cause instanceof EvaluationException known) {
            return failure(known.kind(), at, known.text(), known.hint(), known);
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return failure(Kind.EVALUATION, at, message, "", cause);
    }

    TemplateException.MacroCall call(String macro, int at) {
        return new TemplateException.MacroCall(macro, name, line(at), column(at));
    }
}
