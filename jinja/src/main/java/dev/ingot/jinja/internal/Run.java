package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.TemplateException;

/**
 * Counts depth and steps of what runs on a thread. Kept per thread because macros call each other through the host,
 * which hands nothing of ours on.
 */
final class Run {

    private static final ThreadLocal<Run> CURRENT = ThreadLocal.withInitial(Run::new);

    private int depth;
    private long steps;

    private Run() {}

    static Run current() {
        return CURRENT.get();
    }

    void enter(Settings settings) {
        if (depth >= settings.maxDepth()) {
            throw new EvaluationException(
                    TemplateException.Kind.LIMIT,
                    "macros call each other too deeply (more than " + settings.maxDepth() + " levels)",
                    "Is there a macro that calls itself without end?");
        }
        if (depth++ == 0) {
            steps = 0;
        }
    }

    void leave() {
        depth--;
    }

    void step(Settings settings) {
        if (++steps > settings.maxSteps()) {
            throw new EvaluationException(
                    TemplateException.Kind.LIMIT,
                    "the template does not end (more than " + settings.maxSteps() + " loop steps)",
                    "");
        }
    }
}
