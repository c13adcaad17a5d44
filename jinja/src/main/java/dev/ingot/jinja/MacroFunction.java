package dev.ingot.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro that can be called: it sees the scope it was defined in, or, made for a host, only the host's names. */
record MacroFunction(Macro macro, Frame scope) implements Callable, HostObject, Named {

    @Override
    public String name() {
        return macro.name();
    }

    @Override
    public Object call(Arguments arguments) {
        Map<String, Object> surplus = surplus(arguments);
        return scope.activation.deeper(macro.at(), () -> {
            try {
                Frame frame = scope.inner();
                bind(frame, arguments, surplus);
                return Statement.rendered(macro.body(), frame);
            } catch (ReturnValue e) {
                if (isCallBlock()) {
                    throw e;
                }
                return e.value();
            }
        });
    }

    private boolean isCallBlock() {
        return macro.kind().equals("call");
    }

    /** Keyword arguments that no parameter takes. What the macro can't take is a mistake of its caller. */
    private Map<String, Object> surplus(Arguments arguments) {
        List<String> parameters = macro.parameterNames();
        int given = arguments.positional().size();
        if (given > parameters.size() && !macro.uses("varargs")) {
            throw new EvaluationException(
                    described() + " takes not more than " + parameters.size() + " argument(s), but was given " + given);
        }
        Map<String, Object> surplus = new LinkedHashMap<>(arguments.named());
        surplus.keySet().removeAll(parameters.subList(Math.min(given, parameters.size()), parameters.size()));
        for (String name : surplus.keySet()) {
            if (!macro.uses("kwargs") && !(name.equals("caller") && macro.uses("caller"))) {
                throw unexpected(name);
            }
        }
        return surplus;
    }

    private void bind(Frame frame, Arguments arguments, Map<String, Object> surplus) {
        List<String> names = macro.parameterNames();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Expression fallback = macro.parameters().get(i).defaultValue();
            if (arguments.has(i, name)) {
                frame.set(name, arguments.value(i, name));
            } else if (fallback != null) {
                frame.set(name, fallback.evaluate(frame));
            } else {
                frame.set(name, missing(name, "parameter '" + name + "' of " + described() + " was not provided"));
            }
        }
        if (macro.uses("caller") && !names.contains("caller")) {
            Object caller = surplus.remove("caller");
            frame.set("caller", caller != null ? caller : missing("caller", "no caller defined"));
        }
        if (macro.uses("kwargs")) {
            frame.set("kwargs", new PyDict(surplus));
        }
        if (macro.uses("varargs")) {
            frame.set("varargs", new PyTuple(arguments.skip(names.size()).positional()));
        }
    }

    private Object missing(String name, String message) {
        return scope.activation.undefined(name, message);
    }

    private EvaluationException unexpected(String name) {
        return name.equals("caller")
                ? new EvaluationException(
                        described() + " was called by a call block, but does not use caller()",
                        "Use {{ caller() }} in the macro.")
                : new EvaluationException(
                        described() + " takes no keyword argument '" + name + "'",
                        Suggestions.didYouMean(name, macro.parameterNames()));
    }

    private String described() {
        return isCallBlock() ? "the call block" : "macro '" + macro.name() + "'";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "name" -> macro.name();
            case "arguments" -> new PyTuple(macro.parameterNames());
            case "catch_kwargs" -> macro.uses("kwargs");
            case "catch_varargs" -> macro.uses("varargs");
            case "caller" -> macro.uses("caller");
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
