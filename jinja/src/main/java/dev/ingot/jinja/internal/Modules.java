package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whole templates: rendering, inclusion, import. */
public final class Modules {

    private Modules() {}

    /** A parsed template. */
    public record Root(Source source, Settings settings, List<Statement> body) {}

    public static String render(Root root, Names names) {
        return run(root, names).toString();
    }

    public static Object evaluateNative(Root root, Names names) {
        return run(root, names).nativeValue();
    }

    /** The macro as a function that sees only {@code names}. */
    public static dev.ingot.jinja.Callable function(MacroNode macro, Root root, Names names) {
        return MacroFunction.separate(macro, root.source(), root.settings(), names);
    }

    /** A call from outside of any template. */
    public static Object call(MacroNode macro, Root root, Names names, dev.ingot.jinja.Arguments arguments) {
        try {
            return Values.of(function(macro, root, names).call(arguments));
        } catch (EvaluationException e) {
            throw root.source().failure(macro.at(), e);
        }
    }

    private static Output run(Root root, Names names) {
        Output out = new Output();
        run(root, new Frame(new Activation(root.source(), root.settings(), names), null), out);
        return out;
    }

    /** Runs a body; whatever fails in it leaves with its place. */
    private static void run(Root root, Frame frame, Output out) {
        Activation activation = frame.activation();
        boolean entered = false;
        try {
            activation.enter();
            entered = true;
            Statement.all(root.body(), frame, out);
        } catch (TemplateException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw tooDeep(activation);
        } catch (RuntimeException e) {
            throw activation.source().failure(activation.at(), e);
        } finally {
            if (entered) {
                activation.leave();
            }
        }
    }

    /** The stack may end before the limit is reached, where a thread has a small one. */
    static TemplateException tooDeep(Activation activation) {
        return activation
                .source()
                .failure(
                        TemplateException.Kind.LIMIT,
                        activation.at(),
                        "macros or expressions are nested too deeply",
                        "Is there a macro that calls itself without end?",
                        null);
    }

    static void include(Frame frame, int at, Object wanted, boolean ignoreMissing, boolean withContext, Output out) {
        frame.at(at);
        List<Object> names =
                wanted instanceof String || wanted instanceof Undefined ? List.of(wanted) : Values.list(wanted);
        for (Object name : names) {
            Optional<Root> root = load(frame, name);
            if (root.isPresent()) {
                Names seen = withContext ? visible(frame) : Names.EMPTY;
                out.text(nested(frame, at, Values.print(name), () -> render(root.get(), seen)));
                return;
            }
        }
        if (!ignoreMissing) {
            throw notFound(names);
        }
    }

    private static EvaluationException notFound(List<Object> names) {
        return new EvaluationException("there is no template "
                + String.join(" or ", names.stream().map(Printing::repr).toList()));
    }

    private static Optional<Root> load(Frame frame, Object name) {
        if (name instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Settings settings = frame.activation().settings();
        String path = Values.print(name);
        return settings.loader().load(path).map(text -> Parser.parse(new Source(path, text), settings));
    }

    private static Names visible(Frame frame) {
        return frame::find;
    }

    private static <T> T nested(Frame frame, int at, String name, java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (TemplateException e) {
            throw e.calledFrom(frame.activation().source().call(name, at));
        }
    }

    /** What a template sets at its top level. */
    static PyDict module(Frame frame, int at, Object name, boolean withContext) {
        Root root = load(frame, name).orElseThrow(() -> notFound(List.of(name)));
        Names seen = withContext ? visible(frame) : Names.EMPTY;
        Frame top = new Frame(new Activation(root.source(), root.settings(), seen), null);
        return nested(frame, at, Values.print(name), () -> {
            run(root, top, new Output());
            PyDict exported = new PyDict();
            for (String variable : top.own()) {
                if (!variable.startsWith("_")) {
                    exported.put(variable, top.get(variable));
                }
            }
            return exported;
        });
    }

    record Module(String name, PyDict exported) implements HostObject {

        @Override
        public @Nullable Object attribute(String attribute) {
            return exported.get(attribute);
        }

        @Override
        public List<String> attributeNames() {
            return exported.keySet().stream().map(String::valueOf).toList();
        }

        @Override
        public String typeName() {
            return "TemplateModule";
        }

        @Override
        public String toString() {
            return "<TemplateModule '" + name + "'>";
        }
    }
}
