package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.UndefinedPolicy;
import dev.ingot.jinja.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a template; {@code at} is the offset in the source that a failure is shown at. */
public sealed interface Expression {

    int at();

    Object evaluate(Frame frame);

    record Literal(int at, Object value) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            return value;
        }
    }

    record Name(int at, String name) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = frame.find(name);
            if (value != null) {
                return value;
            }
            frame.at(at);
            return frame.get(name);
        }
    }

    record Attribute(int at, Expression object, String name) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object target = object.evaluate(frame);
            frame.at(target instanceof Undefined ? object.at() : at);
            return Members.attribute(frame.activation(), target, name);
        }
    }

    record Item(int at, Expression object, Expression key) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object target = object.evaluate(frame);
            Object wanted = key.evaluate(frame);
            frame.at(target instanceof Undefined ? object.at() : at);
            return Members.item(frame.activation(), target, wanted);
        }
    }

    /** {@code object[from:to:step]}; a part that is left out is None. */
    record Slice(int at, Expression object, Expression from, Expression to, Expression step) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object target = object.evaluate(frame);
            Object first = from.evaluate(frame);
            Object last = to.evaluate(frame);
            Object every = step.evaluate(frame);
            frame.at(at);
            return Slices.slice(target, first, last, every);
        }
    }

    /** The arguments of a call as written; {@code spread} and {@code spreadNamed} are {@code *a} and {@code **k}. */
    record CallArguments(
            List<Expression> positional,
            Map<String, Expression> named,
            @Nullable Expression spread,
            @Nullable Expression spreadNamed) {

        static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

        Arguments evaluate(Frame frame) {
            if (positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null) {
                return Arguments.NONE;
            }
            List<Object> values = new ArrayList<>(positional.size());
            for (Expression expression : positional) {
                values.add(expression.evaluate(frame));
            }
            if (spread != null) {
                Values.iterate(spread.evaluate(frame)).forEachRemaining(values::add);
            }
            Map<String, Object> keywords = named.isEmpty() && spreadNamed == null ? Map.of() : new LinkedHashMap<>();
            named.forEach((name, value) -> keywords.put(name, value.evaluate(frame)));
            if (spreadNamed != null) {
                spread(spreadNamed.evaluate(frame), keywords);
            }
            return new Arguments(values, keywords);
        }

        private static void spread(Object mapping, Map<String, Object> keywords) {
            Operators.mapping(mapping).forEach((key, value) -> {
                if (!(key instanceof String name)) {
                    throw new EvaluationException("keywords must be strings");
                }
                if (keywords.put(name, Values.of(value)) != null) {
                    throw new EvaluationException("got multiple values for keyword argument '" + name + "'");
                }
            });
        }
    }

    record Call(int at, Expression callee, CallArguments arguments) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object function = callee.evaluate(frame);
            Arguments given = arguments.evaluate(frame);
            return call(frame, at, function, given);
        }

        static Object call(Frame frame, int at, Object function, Arguments given) {
            frame.at(at);
            if (function instanceof dev.ingot.jinja.Callable callable) {
                try {
                    return Values.of(callable.call(given));
                } catch (TemplateException e) {
                    throw callable instanceof Named named
                            ? e.calledFrom(frame.activation().source().call(named.name(), at))
                            : e;
                } finally {
                    frame.at(at);
                }
            }
            if (function instanceof Undefined undefined) {
                return undefined.member(undefined.name());
            }
            throw new EvaluationException("'" + Types.name(function) + "' object is not callable");
        }
    }

    record FilterCall(int at, @Nullable Expression value, String name, CallArguments arguments) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            if (value == null) {
                throw new IllegalStateException("a filter block gives its text to apply()");
            }
            return apply(frame, value.evaluate(frame));
        }

        Object apply(Frame frame, Object input) {
            Arguments given = arguments.evaluate(frame);
            frame.at(at);
            return named(frame.activation(), name).apply(frame.activation(), input, given);
        }

        static Filter named(Activation activation, String name) {
            Filter filter = activation.settings().filters().get(name);
            if (filter == null) {
                throw new EvaluationException(
                        TemplateException.Kind.UNDEFINED,
                        "no filter named '" + name + "'",
                        Suggestions.didYouMean(
                                name, activation.settings().filters().keySet()));
            }
            return filter;
        }
    }

    record TestCall(int at, Expression value, String name, CallArguments arguments) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object input = value.evaluate(frame);
            Arguments given = arguments.evaluate(frame);
            frame.at(at);
            return Types.truth(named(frame.activation(), name).apply(frame.activation(), input, given));
        }

        static Filter named(Activation activation, String name) {
            Filter test = activation.settings().tests().get(name);
            if (test == null) {
                throw new EvaluationException(
                        TemplateException.Kind.UNDEFINED,
                        "no test named '" + name + "'",
                        Suggestions.didYouMean(
                                name, activation.settings().tests().keySet()));
            }
            return test;
        }
    }

    record Not(int at, Expression operand) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = operand.evaluate(frame);
            frame.at(at);
            return !Types.truth(value);
        }
    }

    record Sign(int at, boolean minus, Expression operand) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = operand.evaluate(frame);
            frame.at(at);
            return minus ? Operators.negate(value) : Operators.plus(value);
        }
    }

    record Binary(int at, String operator, Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object one = left.evaluate(frame);
            Object two = right.evaluate(frame);
            frame.at(at);
            return Operators.binary(operator, one, two);
        }
    }

    /** {@code and} gives the first false operand, {@code or} the first true one, else the last. */
    record Logical(int at, boolean and, Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = left.evaluate(frame);
            frame.at(at);
            return Types.truth(value) == and ? right.evaluate(frame) : value;
        }
    }

    /** {@code a < b < c}: each operand is evaluated once. */
    record Compare(int at, Expression first, List<String> operators, List<Expression> others) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object left = first.evaluate(frame);
            for (int i = 0; i < others.size(); i++) {
                Object right = others.get(i).evaluate(frame);
                frame.at(at);
                if (!Operators.compare(operators.get(i), left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        }
    }

    record Concat(int at, List<Expression> parts) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            StringBuilder text = new StringBuilder();
            for (Expression part : parts) {
                Object value = part.evaluate(frame);
                frame.at(part.at());
                text.append(Values.print(value));
            }
            return text.toString();
        }
    }

    record Conditional(
            int at,
            Expression condition,
            Expression then,
            @Nullable Expression otherwise) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = condition.evaluate(frame);
            frame.at(at);
            if (Types.truth(value)) {
                return then.evaluate(frame);
            }
            if (otherwise != null) {
                return otherwise.evaluate(frame);
            }
            // Whatever the policy is: Jinja2 lets a missing else print nothing even where undefined names fail.
            return new Undefined(
                    UndefinedPolicy.STANDARD,
                    "if",
                    "the inline if-expression evaluated to false and no else section was defined",
                    () -> "Add an else.");
        }
    }

    record ListOf(int at, List<Expression> items) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            PyList list = new PyList();
            for (Expression item : items) {
                list.add(item.evaluate(frame));
            }
            return list;
        }
    }

    record TupleOf(int at, List<Expression> items) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            return new PyTuple(items.stream().map(item -> item.evaluate(frame)).toList());
        }
    }

    record DictOf(int at, List<Expression> keys, List<Expression> items) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            PyDict dict = new PyDict();
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).evaluate(frame);
                Object item = items.get(i).evaluate(frame);
                frame.at(keys.get(i).at());
                dict.put(key, item);
            }
            return dict;
        }
    }

    /** {@code ns.name}, as the target of a set. */
    record NamespaceTarget(int at, String namespace, String name) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            return None.NONE;
        }
    }
}
