package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Values;
import dev.ingot.models.internal.node.Dependencies;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what a template asks for while it is read. For one thread. */
public final class Captured {

    private final Set<Ref> refs = new LinkedHashSet<>();
    private final Set<SourceRef> sources = new LinkedHashSet<>();
    private final Set<String> macros = new LinkedHashSet<>();
    private final Map<String, @Nullable Object> config = new LinkedHashMap<>();
    private boolean lasting = true;

    /** Whether the same template will ask for the same as long as the project, its variables and its target are the same. */
    public boolean lasting() {
        return lasting;
    }

    /** The template looked at something that may be another the next time. */
    void passing() {
        lasting = false;
    }

    public Dependencies dependencies() {
        return new Dependencies(java.util.List.copyOf(refs), java.util.List.copyOf(sources), Set.of(), macros);
    }

    /** The keys of {@code config()} calls; a later call wins. */
    public Map<String, @Nullable Object> config() {
        return config;
    }

    public void used(Macro macro) {
        used(macro.uniqueId());
    }

    public void used(String macro) {
        macros.add(macro);
    }

    public void add(Ref ref) {
        refs.add(ref);
    }

    public void add(SourceRef source) {
        sources.add(source);
    }

    void configure(Arguments arguments) {
        if (arguments.positional().size() == 1 && arguments.positional().get(0) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> config.put(String.valueOf(key), Values.toJava(Values.of(value))));
        } else if (!arguments.positional().isEmpty()) {
            throw new EvaluationException("config() takes named arguments", "Write config(materialized='table').");
        }
        arguments.named().forEach((key, value) -> config.put(key, Values.toJava(value)));
    }

    /** Reads the arguments of {@code ref}: a name, or package and name, and a version. */
    public static Ref ref(Arguments arguments) {
        if (arguments.positional().isEmpty() || arguments.positional().size() > 2) {
            throw new EvaluationException("ref() takes a name, or a package and a name; got "
                    + arguments.positional().size() + " arguments");
        }
        String first = Values.print(arguments.positional().get(0));
        Object version = arguments.named().containsKey("version")
                ? arguments.named().get("version")
                : arguments.named().get("v");
        String shown = version == null || version == dev.ingot.jinja.None.NONE ? null : Values.print(version);
        return arguments.positional().size() == 1
                ? new Ref(null, first, shown)
                : new Ref(first, Values.print(arguments.positional().get(1)), shown);
    }

    public static SourceRef source(Arguments arguments) {
        if (arguments.size() != 2) {
            throw new EvaluationException(
                    "source() takes a source and a table; got " + arguments.size() + " arguments");
        }
        return new SourceRef(arguments.text(0, "source_name"), arguments.text(1, "table_name"));
    }
}
