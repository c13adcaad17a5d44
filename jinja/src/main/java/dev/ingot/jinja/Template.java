package dev.ingot.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable and thread-safe; made by {@link Jinja#parse}. */
public final class Template {

    private final Source source;
    private final Jinja jinja;
    private final List<Statement> body;

    Template(Source source, Jinja jinja, List<Statement> body) {
        this.source = source;
        this.jinja = jinja;
        this.body = body;
    }

    public String name() {
        return source.name();
    }

    /** The source as it was given. */
    public String source() {
        return source.text();
    }

    /**
     * What the template writes.
     *
     * @throws TemplateException if it fails, with the place
     */
    public String render(Map<String, ?> context) {
        return render(Names.of(context));
    }

    public String render(Names names) {
        return run(frame(names)).toString();
    }

    /**
     * The value itself, if the template writes exactly one value and no text ({@code "{{ [1, 2] }}"} gives a list); else
     * the text.
     */
    public Object evaluateNative(Map<String, ?> context) {
        return evaluateNative(Names.of(context));
    }

    public Object evaluateNative(Names names) {
        return run(frame(names)).nativeValue();
    }

    /** Whether there is nothing but text in it, so that rendering needs no names. */
    public boolean isPlainText() {
        return body.stream().allMatch(Statement.Text.class::isInstance);
    }

    /** The macros, and blocks of registered tags, at the top level, in the order of the source. */
    public List<MacroDefinition> macros() {
        return body.stream()
                .filter(Statement.Define.class::isInstance)
                .map(define -> new MacroDefinition(((Statement.Define) define).macro(), source, jinja))
                .toList();
    }

    private Frame frame(Names names) {
        return new Frame(new Activation(source, jinja, names), null);
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

    static void include(Frame frame, int at, Object wanted, boolean ignoreMissing, boolean withContext, Output out) {
        frame.at(at);
        List<Object> names =
                wanted instanceof String || wanted instanceof Undefined ? List.of(wanted) : Values.list(wanted);
        for (Object name : names) {
            Optional<Template> template = load(frame, name);
            if (template.isPresent()) {
                Names seen = withContext ? frame::find : Names.EMPTY;
                out.text(nested(frame, at, name, () -> template.get().render(seen)));
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

    private static Optional<Template> load(Frame frame, Object name) {
        if (name instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Jinja jinja = frame.activation.jinja();
        String path = Values.print(name);
        return jinja.loader.load(path).map(text -> Parser.parse(new Source(path, text), jinja));
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
        Template template = load(frame, name).orElseThrow(() -> notFound(List.of(name)));
        Frame top = template.frame(withContext ? frame::find : Names.EMPTY);
        String text = nested(frame, at, name, () -> template.run(top)).toString();
        top.variables.keySet().removeIf(variable -> variable.startsWith("_"));
        return new Module(Values.print(name), text, new PyDict(top.variables));
    }

    record Module(String name, String text, PyDict exported) implements HostObject {

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
            return text;
        }
    }
}
