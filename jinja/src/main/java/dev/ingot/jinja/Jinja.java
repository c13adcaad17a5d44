package dev.ingot.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
public final class Jinja implements Cloneable {

    private static final Jinja STANDARD = new Jinja();

    Map<String, Filter> filters = union(TextFilters.ALL, union(ListFilters.ALL, ValueFilters.ALL));
    Map<String, Filter> tests = Tests.ALL;
    Map<String, Object> globals = Globals.BUILTIN;
    Set<String> blockTags = Set.of();
    UndefinedPolicy undefined = UndefinedPolicy.STANDARD;
    MacroScope macroScope = MacroScope.TEMPLATE;
    TemplateLoader loader = name -> Optional.empty();
    boolean trimBlocks;
    boolean lstripBlocks;
    boolean keepTrailingNewline;
    boolean stripSource;
    /** Deep enough for any real project, and far from the end of a thread's usual stack of 1 MB. */
    int maxDepth = 200;

    long maxSteps = 50_000_000;

    private Jinja() {}

    /** Jinja2's defaults, with all its filters, tests and global functions. */
    public static Jinja standard() {
        return STANDARD;
    }

    /** As dbt configures Jinja2: its block tags, macros as modules of their own, source stripped before it is read. */
    public static Jinja dbt() {
        return standard()
                .withBlockTags("test", "data_test", "materialization", "snapshot", "docs")
                .withMacroScope(MacroScope.SEPARATE)
                .withStrippedSource();
    }

    private Jinja with(Consumer<Jinja> change) {
        try {
            Jinja copy = (Jinja) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> Map<String, T> union(Map<String, T> one, Map<String, ? extends T> two) {
        Map<String, T> union = new HashMap<>(one);
        union.putAll(two);
        return Map.copyOf(union);
    }

    public Jinja withGlobal(String name, Object value) {
        return withGlobals(Map.of(name, value));
    }

    public Jinja withGlobals(Map<String, ?> values) {
        return with(changed -> changed.globals = union(changed.globals, values));
    }

    /** A filter: a function whose first argument is the filtered value. */
    public Jinja withFilter(String name, Callable filter) {
        return with(changed -> changed.filters = union(changed.filters, Map.of(name, Filter.of(filter))));
    }

    /** A test for {@code is}: a function whose first argument is the tested value. */
    public Jinja withTest(String name, Callable test) {
        return with(changed -> changed.tests = union(changed.tests, Map.of(name, Filter.of(test))));
    }

    /**
     * Tags that define something, besides {@code macro}: {@code {% tag name(parameters), option, option=constant %} …
     * {% endtag %}}. They write nothing where they stand, and are found in {@link Template#macros}.
     */
    public Jinja withBlockTags(String... tags) {
        return with(changed -> changed.blockTags =
                Stream.concat(changed.blockTags.stream(), Stream.of(tags)).collect(Collectors.toUnmodifiableSet()));
    }

    public Jinja withUndefined(UndefinedPolicy policy) {
        return with(changed -> changed.undefined = policy);
    }

    public Jinja withMacroScope(MacroScope scope) {
        return with(changed -> changed.macroScope = scope);
    }

    public Jinja withLoader(TemplateLoader loader) {
        return with(changed -> changed.loader = loader);
    }

    /** Jinja2's {@code trim_blocks}: the first newline after a tag is removed. */
    public Jinja withTrimBlocks() {
        return with(changed -> changed.trimBlocks = true);
    }

    /** Jinja2's {@code lstrip_blocks}: white space between the start of a line and a tag is removed. */
    public Jinja withLstripBlocks() {
        return with(changed -> changed.lstripBlocks = true);
    }

    /** Jinja2's {@code keep_trailing_newline}: without it the last newline of a source is dropped. */
    public Jinja withTrailingNewlineKept() {
        return with(changed -> changed.keepTrailingNewline = true);
    }

    /** White space around the whole source is ignored, as by Python's {@code strip()}; places stay those of the source. */
    public Jinja withStrippedSource() {
        return with(changed -> changed.stripSource = true);
    }

    /**
     * Where evaluation is stopped with {@link TemplateException.Kind#LIMIT}.
     *
     * @param depth nested calls of macros; a level takes some 3 KB of the thread's stack
     * @param steps loop steps of one rendering
     */
    public Jinja withLimits(int depth, long steps) {
        return with(changed -> {
            changed.maxDepth = depth;
            changed.maxSteps = steps;
        });
    }

    /**
     * Reads a template.
     *
     * @param name how failures call it, for example its file
     * @throws TemplateException if it is none
     */
    public Template parse(String name, String source) {
        return Parser.parse(new Source(name, source), this);
    }

    /** A text that is a literal of Python (number, string, list, tuple, dict, True, False, None), as its value. */
    public static Optional<Object> literal(String text) {
        try {
            return Parser.parseExpression(text).constant();
        } catch (TemplateException e) {
            return Optional.empty();
        }
    }
}
