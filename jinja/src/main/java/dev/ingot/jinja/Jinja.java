package dev.ingot.jinja;

import dev.ingot.jinja.internal.Constants;
import dev.ingot.jinja.internal.Filter;
import dev.ingot.jinja.internal.Parser;
import dev.ingot.jinja.internal.Settings;
import dev.ingot.jinja.internal.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An environment: how templates are read and what they all may use. Immutable and thread-safe; each {@code with…} gives
 * a changed copy.
 *
 * <p>The language is Jinja2 3.1 with the extensions {@code do} and {@code loopcontrols}, without template inheritance
 * ({@code extends}, {@code block}) and without autoescaping.
 *
 * <pre>{@code
 * Jinja jinja = Jinja.standard().withGlobal("greet", (Callable) arguments -> "hello " + arguments.text(0, "name"));
 * String text = jinja.parse("mail.txt", "{{ greet('you') }}").render(Map.of());
 * }</pre>
 */
public final class Jinja {

    private final Settings settings;

    private Jinja(Settings settings) {
        this.settings = settings;
    }

    /** Jinja2's defaults, with all its filters, tests and global functions. */
    public static Jinja standard() {
        return new Jinja(Settings.STANDARD);
    }

    /** As dbt configures Jinja2: its block tags, macros as modules of their own, source stripped before it is read. */
    public static Jinja dbt() {
        return standard()
                .withBlockTags("test", "data_test", "materialization", "snapshot", "docs")
                .withMacroScope(MacroScope.SEPARATE)
                .withStrippedSource();
    }

    public Jinja withGlobal(String name, Object value) {
        return withGlobals(Map.of(name, value));
    }

    public Jinja withGlobals(Map<String, ?> values) {
        Map<String, Object> globals = new HashMap<>(settings.globals());
        globals.putAll(values);
        return new Jinja(settings.with(settings.filters(), settings.tests(), Map.copyOf(globals)));
    }

    /** A filter: a function whose first argument is the filtered value. */
    public Jinja withFilter(String name, Callable filter) {
        Map<String, Filter> filters = new HashMap<>(settings.filters());
        filters.put(name, Filter.of(filter));
        return new Jinja(settings.with(Map.copyOf(filters), settings.tests(), settings.globals()));
    }

    /** A test for {@code is}: a function whose first argument is the tested value. */
    public Jinja withTest(String name, Callable test) {
        Map<String, Filter> tests = new HashMap<>(settings.tests());
        tests.put(name, Filter.of(test));
        return new Jinja(settings.with(settings.filters(), Map.copyOf(tests), settings.globals()));
    }

    /**
     * Tags that define something, besides {@code macro}: {@code {% tag name(parameters), option, option=constant %} …
     * {% endtag %}}. They write nothing where they stand, and are found in {@link Template#macros}.
     */
    public Jinja withBlockTags(String... tags) {
        Set<String> all = new HashSet<>(settings.blockTags());
        all.addAll(List.of(tags));
        return new Jinja(
                settings.with(settings.undefined(), settings.macroScope(), settings.loader(), Set.copyOf(all)));
    }

    public Jinja withUndefined(UndefinedPolicy policy) {
        return new Jinja(settings.with(policy, settings.macroScope(), settings.loader(), settings.blockTags()));
    }

    public Jinja withMacroScope(MacroScope scope) {
        return new Jinja(settings.with(settings.undefined(), scope, settings.loader(), settings.blockTags()));
    }

    public Jinja withLoader(TemplateLoader loader) {
        return new Jinja(settings.with(settings.undefined(), settings.macroScope(), loader, settings.blockTags()));
    }

    /** Jinja2's {@code trim_blocks}: the first newline after a tag is removed. */
    public Jinja withTrimBlocks() {
        return new Jinja(settings.withSpace(
                true, settings.lstripBlocks(), settings.keepTrailingNewline(), settings.stripSource()));
    }

    /** Jinja2's {@code lstrip_blocks}: white space between the start of a line and a tag is removed. */
    public Jinja withLstripBlocks() {
        return new Jinja(settings.withSpace(
                settings.trimBlocks(), true, settings.keepTrailingNewline(), settings.stripSource()));
    }

    /** Jinja2's {@code keep_trailing_newline}: without it the last newline of a source is dropped. */
    public Jinja withTrailingNewlineKept() {
        return new Jinja(
                settings.withSpace(settings.trimBlocks(), settings.lstripBlocks(), true, settings.stripSource()));
    }

    /** White space around the whole source is ignored, as by Python's {@code strip()}; places stay those of the source. */
    public Jinja withStrippedSource() {
        return new Jinja(settings.withSpace(
                settings.trimBlocks(), settings.lstripBlocks(), settings.keepTrailingNewline(), true));
    }

    /**
     * Where evaluation is stopped with {@link TemplateException.Kind#LIMIT}.
     *
     * @param depth nested calls of macros; a level takes some 3 KB of the thread's stack
     * @param steps loop steps of one rendering
     */
    public Jinja withLimits(int depth, long steps) {
        return new Jinja(settings.withLimits(depth, steps));
    }

    /**
     * Reads a template.
     *
     * @param name how failures call it, for example its file
     * @throws TemplateException if it is none
     */
    public Template parse(String name, String source) {
        return new Template(Parser.parse(new Source(name, source), settings));
    }

    /** A text that is a literal of Python (number, string, list, tuple, dict, True, False, None), as its value. */
    public static Optional<Object> literal(String text) {
        try {
            return Constants.of(Parser.parseExpression(new Source("literal", text), Settings.STANDARD));
        } catch (TemplateException | EvaluationException e) {
            return Optional.empty();
        }
    }
}
