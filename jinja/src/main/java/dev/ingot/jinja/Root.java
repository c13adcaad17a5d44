package dev.ingot.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A parsed template: rendering, inclusion, import. */
record Root(Source source, Settings settings, List<Statement> body) {

    Output run(Names names) {
        return run(frame(names));
    }

    private Frame frame(Names names) {
        return new Frame(new Activation(source, settings, names), null);
    }

    private Output run(Frame frame) {
        return frame.activation.deeper(0, () -> {
            Output out = new Output();
            try {
                Statement.all(body, frame, out);
            } catch (ReturnValue e) {
                throw source.failure(frame.activation.at, e);
            }
            return out;
        });
    }

    /** The macro as a function that sees only {@code names}. */
    Callable function(Macro macro, Names names) {
        return new MacroFunction(macro, frame(names));
    }

    /** A call from outside of any template. */
    Object call(Macro macro, Names names, Arguments arguments) {
        try {
            return Values.of(function(macro, names).call(arguments));
        } catch (EvaluationException e) {
            throw source.failure(macro.at(), e);
        }
    }

    static void include(Frame frame, int at, Object wanted, boolean ignoreMissing, boolean withContext, Output out) {
        frame.at(at);
        List<Object> names =
                wanted instanceof String || wanted instanceof Undefined ? List.of(wanted) : Values.list(wanted);
        for (Object name : names) {
            Optional<Root> root = load(frame, name);
            if (root.isPresent()) {
                Names seen = withContext ? frame::find : Names.EMPTY;
                out.text(nested(frame, at, name, () -> root.get().run(seen)).toString());
                return;
            }
        }
        if (!ignoreMissing) {
            throw notFound(names);
        }
    }

    private static EvaluationException notFound(List<Object> names) {
        return new EvaluationException("there is no template "
                + String.join(" or ", names.stream().map(Values::repr).toList()));
    }

    private static Optional<Root> load(Frame frame, Object name) {
        if (name instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Settings settings = frame.activation.settings();
        String path = Values.print(name);
        return settings.loader.load(path).map(text -> Parser.parse(new Source(path, text), settings));
    }

    private static <T> T nested(Frame frame, int at, Object name, Supplier<T> work) {
        try {
            return work.get();
        } catch (TemplateException e) {
            throw e.calledFrom(frame.activation.source().call(Values.print(name), at));
        }
    }

    /** What the template of that name sets at its top level. */
    static Module module(Frame frame, int at, Object name, boolean withContext) {
        frame.at(at);
        Root root = load(frame, name).orElseThrow(() -> notFound(List.of(name)));
        Frame top = root.frame(withContext ? frame::find : Names.EMPTY);
        nested(frame, at, name, () -> root.run(top));
        top.variables.keySet().removeIf(variable -> variable.startsWith("_"));
        return new Module(Values.print(name), new PyDict(top.variables));
    }

    record Module(String name, PyDict exported) implements HostObject {

        @Override
        public @Nullable Object attribute(String attribute) {
            return exported.get(attribute);
        }

        @Override
        public Collection<String> attributeNames() {
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
