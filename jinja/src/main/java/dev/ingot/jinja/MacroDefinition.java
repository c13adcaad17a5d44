package dev.ingot.jinja;

import java.util.List;
import java.util.Map;

/**
 * A macro, or the block of a registered tag ({@code test}, {@code snapshot} …), as a module of its own: it sees its
 * parameters and the names that the caller gives, nothing of the file around it. Immutable and thread-safe.
 */
public final class MacroDefinition {

    private final Macro macro;
    private final Source file;
    private final Jinja jinja;

    MacroDefinition(Macro macro, Source file, Jinja jinja) {
        this.macro = macro;
        this.file = file;
        this.jinja = jinja;
    }

    /** {@code macro}, or the tag. */
    public String kind() {
        return macro.kind();
    }

    public String name() {
        return macro.name();
    }

    /** The names of the parameters, in order. */
    public List<String> parameters() {
        return macro.parameterNames();
    }

    /** What follows the name of a registered tag: {@code , default} is true, {@code , adapter='x'} its constant. */
    public Map<String, Object> options() {
        return macro.options();
    }

    /** The name of the template that it stands in. */
    public String template() {
        return file.name();
    }

    /** 1-based line of its opening tag. */
    public int line() {
        return file.line(macro.at());
    }

    /** 1-based column of its opening tag. */
    public int column() {
        return file.column(macro.at());
    }

    /** Its whole text, with the tags around it. */
    public String source() {
        return file.text().substring(macro.at(), macro.end());
    }

    /** Its text between the tags. */
    public String contents() {
        return file.text().substring(macro.bodyAt(), macro.bodyEnd());
    }

    /**
     * Its text between the tags as a template of its own, with the places of the file. White space around it is not
     * stripped.
     */
    public Template body() {
        return new Template(file, jinja, macro.body());
    }

    /** It as a function that sees {@code names}: what hosts offer under its name. */
    public Callable bind(Names names) {
        return new MacroFunction(macro, new Frame(new Activation(file, jinja, names), null));
    }

    /**
     * Calls it: its text, or whatever {@code return()} was given.
     *
     * @throws TemplateException if it fails, with the place
     */
    public Object call(Names names, Arguments arguments) {
        try {
            return Values.of(bind(names).call(arguments));
        } catch (EvaluationException e) {
            throw file.failure(macro.at(), e);
        }
    }

    @Override
    public String toString() {
        return kind() + " " + Values.repr(name());
    }
}
