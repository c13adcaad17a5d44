package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's binary and unary operators on any values. */
final class Operators {

    private static final long MOST_CHARACTERS = 100_000_000;

    private Operators() {}

    static Object binary(String operator, Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return Numbers.arithmetic(operator, left, right);
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (operator.equals("%") && left instanceof String template) {
            return PercentFormat.format(template, right);
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        return switch (operator) {
            case "+" -> add(left, right);
            case "-" -> subtract(left, right);
            case "*" -> multiply(left, right);
            default -> {
                if (left instanceof Duration || right instanceof Duration) {
                    yield Dates.scale(operator, left, right);
                }
                throw unsupported(operator, left, right);
            }
        };
    }

    private static Object add(Object left, Object right) {
        if (left instanceof String one) {
            if (right instanceof String two) {
                return one + two;
            }
            throw new EvaluationException(
                    "can only concatenate str (not \"" + Types.name(right) + "\") to str",
                    "Use ~ to put values together as text.");
        }
        if (left instanceof List<?> one
                && right instanceof List<?> two
                && one instanceof PyTuple == two instanceof PyTuple) {
            PyList sum = new PyList(one);
            two.forEach(sum::add);
            return one instanceof PyTuple ? new PyTuple(sum) : sum;
        }
        if (left instanceof Temporal || left instanceof Duration) {
            return Dates.add(left, right);
        }
        throw unsupported("+", left, right);
    }

    private static Object subtract(Object left, Object right) {
        if (left instanceof Temporal || left instanceof Duration) {
            return Dates.subtract(left, right);
        }
        if (left instanceof Set<?> one && right instanceof Set<?> two) {
            Set<Object> difference = new LinkedHashSet<>(one);
            difference.removeAll(two);
            return difference;
        }
        throw unsupported("-", left, right);
    }

    private static Object multiply(Object left, Object right) {
        if (Types.isInteger(left) && (right instanceof String || right instanceof List<?>)) {
            return multiply(right, left);
        }
        if (Types.isInteger(right)) {
            long times = Math.max(0, Numbers.toBig(right).longValue());
            if (left instanceof String text) {
                limit(times * (double) text.length());
                return text.repeat((int) times);
            }
            if (left instanceof List<?> list && !(list instanceof Range)) {
                limit(times * (double) list.size());
                PyList repeated = new PyList();
                for (long i = 0; i < times; i++) {
                    repeated.addAll(list);
                }
                return list instanceof PyTuple ? new PyTuple(repeated) : repeated;
            }
        }
        if (left instanceof Duration || right instanceof Duration) {
            return Dates.scale("*", left, right);
        }
        throw unsupported("*", left, right);
    }

    private static void limit(double size) {
        if (size > MOST_CHARACTERS) {
            throw new EvaluationException(TemplateException.Kind.LIMIT, "the repetition is too large", "");
        }
    }

    static EvaluationException unsupported(String operator, Object left, Object right) {
        String name = operator.equals("**") ? "** or pow()" : operator;
        return new EvaluationException("unsupported operand type(s) for " + name + ": '" + Types.name(left) + "' and '"
                + Types.name(right) + "'");
    }

    static Object negate(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (value instanceof Duration duration) {
            return duration.negated();
        }
        if (!Types.isNumber(value)) {
            throw new EvaluationException("bad operand type for unary -: '" + Types.name(value) + "'");
        }
        return Numbers.negate(value);
    }

    static Object plus(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Types.isNumber(value)) {
            throw new EvaluationException("bad operand type for unary +: '" + Types.name(value) + "'");
        }
        return value instanceof Boolean ? Numbers.arithmetic("+", value, 0L) : value;
    }

    static boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Comparison.equal(left, right);
            case "!=" -> !Comparison.equal(left, right);
            case "in" -> Comparison.contains(right, left);
            case "not in" -> !Comparison.contains(right, left);
            default -> ordered(operator, left, right);
        };
    }

    private static boolean ordered(String operator, Object left, Object right) {
        boolean nan = (left instanceof Double a && a.isNaN()) || (right instanceof Double b && b.isNaN());
        if (nan && Types.isNumber(left) && Types.isNumber(right)) {
            return false;
        }
        int order = Comparison.compare(left, right, operator);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** {@code dict(a, **b)} and keyword arguments from {@code **mapping}. */
    static Map<?, ?> mapping(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        PyDict dict = new PyDict();
        Iteration.iterate(value).forEachRemaining(pair -> {
            List<Object> parts = Values.list(pair);
            if (parts.size() != 2) {
                throw new EvaluationException("dictionary update sequence element #" + dict.size() + " has length "
                        + parts.size() + "; 2 is required");
            }
            dict.put(parts.get(0), parts.get(1));
        });
        return dict;
    }
}
