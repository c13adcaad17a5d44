package dev.ingot.models.internal.context;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.TemplateException.MacroCall;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.SourceText;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a failed rendering into a problem that points into the file a person wrote. */
public final class TemplateProblems {

    /** The prefix of the names of built-in macro files: nobody can mend those, so messages point at their caller. */
    public static final String BUILT_IN_FILE = "built-in:";

    private TemplateProblems() {}

    /**
     * @param source the text that was rendered
     */
    public static Problem of(TemplateException failure, SourceText source) {
        Problem cause = cause(failure);
        Place place = place(failure, source);
        String calls = failure.calls().stream()
                .filter(call -> !call.template().startsWith(BUILT_IN_FILE))
                .map(MacroCall::toString)
                .collect(Collectors.joining(", "));
        String why = calls.isEmpty() ? null : calls;
        if (cause != null) {
            String both = cause.why() == null ? why : why == null ? cause.why() : cause.why() + "; " + why;
            return new Problem(cause.code(), cause.what(), place, both, cause.fix());
        }
        String hint = failure.hint().isEmpty() ? null : failure.hint();
        boolean raised = failure.getCause() instanceof RaisedByProject;
        return new Problem(raised ? ModelsError.RAISED : ModelsError.TEMPLATE, failure.problem(), place, why, hint);
    }

    private static @Nullable Problem cause(TemplateException failure) {
        return failure.getCause() instanceof IngotException known ? known.first() : null;
    }

    private static Place place(TemplateException failure, SourceText source) {
        if (!failure.template().startsWith(BUILT_IN_FILE)) {
            return new Place(failure.template(), failure.line(), failure.column(), failure.sourceLine());
        }
        for (MacroCall call : failure.calls()) {
            if (!call.template().startsWith(BUILT_IN_FILE)) {
                return call.template().equals(source.file())
                        ? source.place(call.line(), call.column())
                        : Place.of(call.template(), call.line(), call.column());
            }
        }
        return source.place(1, 1);
    }
}
