package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.ReturnValue;
import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro that can be called: it sees the scope it was defined in, or, made for a host, only the host's names. */
final class MacroFunction implements Callable, HostObject, Named {

    private final MacroNode macro;
    private final Frame scope;

    MacroFunction(MacroNode macro, Frame scope) {
        this.macro = macro;
        this.scope = scope;
    }

    /** The macro as a module of its own. */
    static MacroFunction separate(MacroNode macro, Source source, Settings settings, Names names) {
        return new MacroFunction(macro, new Frame(new Activation(source, settings, names), null));
    }

    @Override
    public String name() {
        return macro.name();
    }

    @Override
    public Object call(Arguments arguments) {
        // Each call is an activation of its own: the place of a failure in a caller must not be lost to its callee.
        Activation outer = scope.activation();
        Map<String, Object> named = surplus(arguments);
        Frame frame = scope.inner();
        int place = outer.at();
        try {
            outer.enter();
        } catch (EvaluationException e) {
            throw outer.source().failure(macro.at(), e);
        }
        try {
            bind(frame, arguments, named);
            outer.at(macro.at());
            return Statement.rendered(macro.body(), frame);
        } catch (ReturnValue e) {
            if (macro.kind().equals("call")) {
                throw e;
            }
            return e.value();
        } catch (TemplateException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw Modules.tooDeep(outer);
        } catch (RuntimeException e) {
            throw outer.source().failure(outer.at(), e);
        } finally {
            outer.leave();
            outer.at(place);
        }
    }

    /** Keyword arguments that no parameter takes. What the macro can't take is a mistake of its caller. */
    private Map<String, Object> surplus(Arguments arguments) {
        List<MacroNode.Parameter> parameters = macro.parameters();
        int given = arguments.positional().size();
        if (given > parameters.size() && !macro.usesVarargs()) {
            throw new EvaluationException(
                    described() + " takes not more than " + parameters.size() + " argument(s), but was given " + given);
        }
        if (arguments.named().isEmpty()) {
            return new LinkedHashMap<>();
        }
        Map<String, Object> surplus = new LinkedHashMap<>(arguments.named());
        for (int i = given; i < parameters.size(); i++) {
            surplus.remove(parameters.get(i).name());
        }
        if (!macro.usesKwargs()) {
            for (String name : surplus.keySet()) {
                if (!(name.equals("caller") && macro.usesCaller())) {
                    throw unexpected(name);
                }
            }
        }
        return surplus;
    }

    private void bind(Frame frame, Arguments arguments, Map<String, Object> surplus) {
        List<MacroNode.Parameter> parameters = macro.parameters();
        List<Object> given = arguments.positional();
        boolean callerIsParameter = false;
        for (int i = 0; i < parameters.size(); i++) {
            MacroNode.Parameter parameter = parameters.get(i);
            callerIsParameter |= parameter.name().equals("caller");
            Object value = i < given.size() ? given.get(i) : arguments.named().get(parameter.name());
            if (value == null && parameter.defaultValue() != null) {
                value = parameter.defaultValue().evaluate(frame);
            }
            frame.set(parameter.name(), value != null ? value : notProvided(parameter.name()));
        }
        if (macro.usesCaller() && !callerIsParameter) {
            Object caller = surplus.remove("caller");
            frame.set("caller", caller != null ? caller : scope.activation().undefined("caller", "no caller defined"));
        }
        if (macro.usesKwargs()) {
            frame.set("kwargs", new PyDict(surplus));
        }
        if (macro.usesVarargs()) {
            frame.set("varargs", new PyTuple(arguments.skip(parameters.size()).positional()));
        }
    }

    private Object notProvided(String parameter) {
        return scope.activation()
                .undefined(parameter, "parameter '" + parameter + "' of " + described() + " was not provided");
    }

    private RuntimeException unexpected(String name) {
        if (name.equals("caller")) {
            return new EvaluationException(
                    described() + " was called by a call block, but does not use caller()",
                    "Use {{ caller() }} in the macro.");
        }
        List<String> known =
                macro.parameters().stream().map(MacroNode.Parameter::name).toList();
        return new EvaluationException(
                described() + " takes no keyword argument '" + name + "'", Suggestions.didYouMean(name, known));
    }

    private String described() {
        return macro.kind().equals("call") ? "the call block" : "macro '" + macro.name() + "'";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "name" -> macro.name();
            case "arguments" ->
                new PyTuple(macro.parameters().stream()
                        .map(MacroNode.Parameter::name)
                        .toList());
            case "catch_kwargs" -> macro.usesKwargs();
            case "catch_varargs" -> macro.usesVarargs();
            case "caller" -> macro.usesCaller();
            default -> null;
        };
    }

    @Override
    public String typeName() {
        return "Macro";
    }

    @Override
    public String toString() {
        return "<Macro '" + macro.name() + "'>";
    }
}
