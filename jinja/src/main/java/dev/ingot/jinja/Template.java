package dev.ingot.jinja;

import java.util.List;
import java.util.Map;

/** A parsed template. Immutable and thread-safe; made by {@link Jinja#parse}. */
public final class Template {

    private final Root root;

    Template(Root root) {
        this.root = root;
    }

    public String name() {
        return root.source().name();
    }

    /** The source as it was given. */
    public String source() {
        return root.source().text();
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
        return root.run(names).toString();
    }

    /**
     * The value itself, if the template writes exactly one value and no text ({@code "{{ [1, 2] }}"} gives a list); else
     * the text.
     */
    public Object evaluateNative(Map<String, ?> context) {
        return evaluateNative(Names.of(context));
    }

    public Object evaluateNative(Names names) {
        return root.run(names).nativeValue();
    }

    /** Whether there is nothing but text in it, so that rendering needs no names. */
    public boolean isPlainText() {
        return root.body().stream().allMatch(Statement.Text.class::isInstance);
    }

    /** The macros, and blocks of registered tags, at the top level, in the order of the source. */
    public List<MacroDefinition> macros() {
        return root.body().stream()
                .filter(Statement.Define.class::isInstance)
                .map(define -> new MacroDefinition(((Statement.Define) define).macro(), root))
                .toList();
    }
}
