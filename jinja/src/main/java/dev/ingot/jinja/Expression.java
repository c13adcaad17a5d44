package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expression of a template: where a failure of it is shown, and how it is evaluated. */
interface Expression {

    /** What an expression does. */
    @FunctionalInterface
    interface Evaluation {
        Object in(Frame frame);
    }

    int at();

    Object evaluate(Frame frame);

    /** Whether it is a literal through and through, as Python's {@code ast.literal_eval} takes it. */
    default boolean isConstant() {
        return false;
    }

    /** The value of a constant. */
    default Optional<Object> constant() {
        try {
            return isConstant() ? Optional.of(evaluate(new Frame(Activation.none(), null))) : Optional.empty();
        } catch (TemplateException e) {
            return Optional.empty();
        }
    }

    record Simple(int at, boolean isConstant, Evaluation evaluation) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            try {
                return evaluation.in(frame);
            } catch (RuntimeException e) {
                throw frame.placed(at, e);
            }
        }
    }

    static Expression of(int at, Evaluation evaluation) {
        return new Simple(at, false, evaluation);
    }

    static Expression literal(int at, Object value) {
        return new Simple(at, true, frame -> value);
    }

    /** A list, tuple or dict as written: constant if its parts are. */
    static Expression display(int at, List<Expression> parts, Evaluation evaluation) {
        return new Simple(at, parts.stream().allMatch(Expression::isConstant), evaluation);
    }

    /** What it prints. */
    default String print(Frame frame) {
        Object value = evaluate(frame);
        return frame.at(at(), () -> Values.print(value));
    }

    default boolean truth(Frame frame) {
        Object value = evaluate(frame);
        return frame.at(at(), () -> Values.truth(value));
    }

    static List<Object> all(List<Expression> expressions, Frame frame) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(expression.evaluate(frame));
        }
        return values;
    }

    /** The arguments of a call as written; {@code spread} and {@code spreadNamed} are {@code *a} and {@code **k}. */
    record CallArguments(
            List<Expression> positional,
            Map<String, Expression> named,
            @Nullable Expression spread,
            @Nullable Expression spreadNamed) {

        static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

        Arguments evaluate(Frame frame) {
            List<Object> values = all(positional, frame);
            if (spread != null) {
                Values.iterate(spread.evaluate(frame)).forEachRemaining(values::add);
            }
            Map<String, Object> keywords = new LinkedHashMap<>();
            named.forEach((name, value) -> keywords.put(name, value.evaluate(frame)));
            if (spreadNamed != null) {
                Operators.mapping(spreadNamed.evaluate(frame)).forEach((key, value) -> {
                    if (!(key instanceof String name)) {
                        throw new EvaluationException("keywords must be strings");
                    }
                    if (keywords.put(name, Values.of(value)) != null) {
                        throw new EvaluationException("got multiple values for keyword argument '" + name + "'");
                    }
                });
            }
            return new Arguments(values, keywords);
        }
    }

    /** {@code callee(arguments)}. */
    record Call(int at, Expression callee, CallArguments arguments) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object function = callee.evaluate(frame);
            Arguments given = frame.at(at, () -> arguments.evaluate(frame));
            return call(frame, function, given);
        }

        Object call(Frame frame, Object function, Arguments given) {
            Source source = frame.activation.source;
            try {
                return function instanceof Undefined undefined
                        ? undefined.member(undefined.name())
                        : Values.of(Members.callable(function).call(given));
            } catch (TemplateException e) {
                throw function instanceof Named named ? e.calledFrom(source.call(named.name(), at)) : e;
            } catch (ReturnValue e) {
                throw e.from(source, at);
            } catch (RuntimeException e) {
                throw frame.placed(at, e);
            }
        }
    }

    /** {@code |name(arguments)} or {@code is name(arguments)}: what it makes of a value. */
    record Filtering(int at, boolean isTest, String name, CallArguments arguments) {

        Object apply(Frame frame, Object value) {
            Arguments given = arguments.evaluate(frame);
            Object result = frame.activation.filter(isTest, name).apply(frame.activation, value, given);
            return isTest ? (Object) Values.truth(result) : result;
        }

        Expression of(Expression value) {
            return Expression.of(at, frame -> apply(frame, value.evaluate(frame)));
        }
    }
}
