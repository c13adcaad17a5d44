package dev.ingot.models.internal.context;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.Jinja;
import dev.ingot.jinja.MacroDefinition;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.Template;
import dev.ingot.jinja.UndefinedPolicy;
import dev.ingot.models.internal.node.SourceText;
import java.util.List;

/**
 * The two ways in which dbt reads templates. A name that does not exist prints as nothing in both, because packages rely
 * on it; its attributes and calls fail, except in a model while the project is read. Immutable and thread-safe.
 */
public final class Templates {

    private static final Callable AS_IT_IS = arguments -> arguments.value(0, "value");

    private final Jinja standard;
    private final Jinja lenient;

    public Templates() {
        Jinja dbt = Jinja.dbt()
                .withFilter("as_text", AS_IT_IS)
                .withFilter("as_bool", AS_IT_IS)
                .withFilter("as_native", AS_IT_IS)
                .withFilter("as_number", AS_IT_IS);
        this.standard = dbt.withUndefined(UndefinedPolicy.STANDARD);
        this.lenient = dbt.withUndefined(UndefinedPolicy.LENIENT);
    }

    /** A model while the project is read: what is not known yet may be undefined. */
    public Template reading(SourceText source) {
        return part(lenient, source);
    }

    /** A model that is to run. */
    public Template building(SourceText source) {
        return part(standard, source);
    }

    private static Template part(Jinja jinja, SourceText source) {
        Template whole = jinja.parse(source.file(), source.whole());
        if (source.block() == null) {
            return whole;
        }
        return whole.macros().stream()
                .filter(block -> block.kind().equals("snapshot") && block.name().equals(source.block()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no block " + source.block() + " in " + source.file()))
                .body();
    }

    /** The macros, tests, materialisations, snapshots and docs of a file. */
    public List<MacroDefinition> blocks(String file, String text) {
        return standard.parse(file, text).macros();
    }

    /** A text of YAML as a typed value. */
    public Object evaluate(String file, String text, Names names) {
        return standard.parse(file, text).evaluateNative(names);
    }

    /** A hook, a where clause, a macro call as text. */
    public String render(String file, String text, Names names) {
        return standard.parse(file, text).render(names);
    }
}
