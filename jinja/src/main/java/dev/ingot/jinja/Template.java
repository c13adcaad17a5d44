package dev.ingot.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                throw e.outside(source);
            }
            return out;
        });
    }

    static void include(Frame frame, int at, Object wanted, boolean ignoreMissing, boolean withContext, Output out) {
        boolean single = wanted instanceof String || wanted instanceof Undefined;
        List<Object> names = single ? List.of(wanted) : frame.at(at, () -> Values.list(wanted));
        Optional<Template> found = names.stream()
                .map(name -> load(frame, at, name))
                .flatMap(Optional::stream)
                .findFirst();
        if (found.isPresent() || !ignoreMissing) {
            Template template = found.orElseThrow(() -> notFound(frame, at, names));
            Names seen = withContext ? frame::find : Names.EMPTY;
            out.text(template.nested(frame, at, template.frame(seen)).toString());
        }
    }

    private static TemplateException notFound(Frame frame, int at, List<Object> names) {
        String all = String.join(" or ", names.stream().map(Values::repr).toList());
        return frame.activation.source.failure(at, new EvaluationException("there is no template " + all));
    }

    private static Optional<Template> load(Frame frame, int at, Object name) {
        return frame.at(at, () -> {
            Undefined.refuse(name);
            Jinja jinja = frame.activation.jinja;
            String path = Values.print(name);
            return jinja.loader.load(path).map(text -> Parser.parse(new Source(path, text), jinja));
        });
    }

    private Output nested(Frame frame, int at, Frame top) {
        try {
            return run(top);
        } catch (TemplateException e) {
            throw e.calledFrom(frame.activation.source.call(name(), at));
        }
    }

    /** What the template of that name sets at its top level. */
    static Module module(Frame frame, int at, Object name, boolean withContext) {
        Template template = load(frame, at, name).orElseThrow(() -> notFound(frame, at, List.of(name)));
        Frame top = template.frame(withContext ? frame::find : Names.EMPTY);
        String text = template.nested(frame, at, top).toString();
        top.variables.keySet().removeIf(variable -> variable.startsWith("_"));
        return new Module(template.name(), text, new PyDict(top.variables));
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
