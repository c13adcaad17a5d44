package dev.ingot.jinja;

import dev.ingot.jinja.TemplateException.Kind;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One template or macro while it runs: its source and its outermost names. For one thread. */
final class Activation {

    /** Counted by thread because macros call each other through the host, which hands nothing of ours on. */
    private static final ThreadLocal<Run> RUN = ThreadLocal.withInitial(Run::new);

    private static final class Run {
        private int depth;
        private long steps;
    }

    final Source source;
    final Jinja jinja;

    final Names names;
    private final Run run = RUN.get();

    Activation(Source source, Jinja jinja, Names names) {
        this.source = source;
        this.jinja = jinja;
        this.names = names;
    }

    /** For what is evaluated outside of any template. */
    static Activation none() {
        return new Activation(new Source("", ""), Jinja.standard(), Names.EMPTY);
    }

    /** Work one level deeper; where it can't be done, that is shown at {@code at}. */
    <T> T deeper(int at, Supplier<T> work) {
        if (run.depth >= jinja.maxDepth) {
            throw tooDeep(at, "macros call each other too deeply (more than " + jinja.maxDepth + " levels)");
        }
        run.steps = run.depth == 0 ? 0 : run.steps;
        run.depth++;
        try {
            return work.get();
        } catch (StackOverflowError e) {
            // The stack may end before the limit is reached, where a thread has a small one.
            throw tooDeep(at, "macros or expressions are nested too deeply");
        } finally {
            run.depth--;
        }
    }

    private TemplateException tooDeep(int at, String problem) {
        return source.failure(Kind.LIMIT, at, problem, "Is there a macro that calls itself without end?", null);
    }

    /** Counts a step of a loop. */
    long step() {
        if (++run.steps > jinja.maxSteps) {
            throw new EvaluationException(
                    Kind.LIMIT, "the template does not end (more than " + jinja.maxSteps + " loop steps)", "");
        }
        return run.steps;
    }

    @Nullable
    Object outer(String name) {
        Object value = names.lookup(name);
        Object found = value == null ? jinja.globals.get(name) : value;
        return found == null ? null : Values.of(found);
    }

    Filter filter(boolean isTest, String name) {
        Map<String, Filter> known = isTest ? jinja.tests : jinja.filters;
        Filter filter = known.get(name);
        if (filter == null) {
            throw new EvaluationException(
                    Kind.UNDEFINED,
                    "no " + (isTest ? "test" : "filter") + " named '" + name + "'",
                    Suggestions.didYouMean(name, known.keySet()));
        }
        return filter;
    }

    Undefined undefined(String name, String message, Supplier<String> hint) {
        return new Undefined(jinja.undefined, name, message, hint);
    }

    Undefined undefined(String name, String message) {
        return undefined(name, message, () -> "");
    }
}
