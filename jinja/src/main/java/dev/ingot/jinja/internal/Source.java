package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.TemplateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A template's name and text, and where its lines begin. Thread-safe. */
public final class Source {

    private final String name;
    private final String text;
    private volatile @Nullable List<Integer> lineStarts;

    public Source(String name, String text) {
        this.name = name;
        this.text = text;
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /** Made only when a place is asked for: most templates have no error. */
    private List<Integer> lineStarts() {
        List<Integer> starts = lineStarts;
        if (starts == null) {
            starts = new ArrayList<>();
            starts.add(0);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
                    starts.add(i + 1);
                }
            }
            lineStarts = starts;
        }
        return starts;
    }

    public int line(int at) {
        int index = Collections.binarySearch(lineStarts(), at);
        return index >= 0 ? index + 1 : -index - 1;
    }

    public int column(int at) {
        return at - lineStarts().get(line(at) - 1) + 1;
    }

    private String lineText(int at) {
        int start = lineStarts().get(line(at) - 1);
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return text.substring(start, end);
    }

    TemplateException syntax(int at, String problem, String hint) {
        return failure(TemplateException.Kind.SYNTAX, at, problem, hint, null);
    }

    TemplateException failure(
            TemplateException.Kind kind, int at, String problem, String hint, @Nullable Throwable cause) {
        return new TemplateException(kind, problem, hint, name, line(at), column(at), lineText(at), List.of(), cause);
    }

    TemplateException failure(int at, RuntimeException cause) {
        if (cause instanceof EvaluationException known) {
            return failure(known.kind(), at, known.text(), known.hint(), known);
        }
        String message = cause.getMessage();
        return failure(
                TemplateException.Kind.EVALUATION,
                at,
                message == null ? cause.getClass().getSimpleName() : message,
                "",
                cause);
    }

    TemplateException.MacroCall call(String macro, int at) {
        return new TemplateException.MacroCall(macro, name, line(at), column(at));
    }
}
