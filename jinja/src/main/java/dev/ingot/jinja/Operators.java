package dev.ingot.jinja;

import dev.ingot.jinja.TemplateException.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's binary and unary operators on any values. */
final class Operators {

    private static final long MOST_CHARACTERS = 100_000_000;

    private Operators() {}

    static Object binary(String operator, Object left, Object right) {
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return Numbers.arithmetic(operator, left, right);
        }
        Undefined.refuse(left);
        if (operator.equals("%") && left instanceof String template) {
            return PercentFormat.format(template, right);
        }
        Undefined.refuse(right);
        Object ofHost = left instanceof HostObject host ? host.operate(operator, right, false) : null;
        if (ofHost == null && right instanceof HostObject host) {
            ofHost = host.operate(operator, left, true);
        }
        if (ofHost != null) {
            return Values.of(ofHost);
        }
        return switch (operator) {
            case "+" -> add(left, right);
            case "-" -> subtract(left, right);
            case "*" -> multiply(left, right);
            default -> throw unsupported(operator, left, right);
        };
    }

    private static Object add(Object left, Object right) {
        if (left instanceof String one) {
            if (right instanceof String two) {
                return one + two;
            }
            throw new EvaluationException(
                    "can only concatenate str (not \"" + Values.typeName(right) + "\") to str",
                    "Use ~ to put values together as text.");
        }
        boolean tuples = left instanceof PyTuple;
        if (left instanceof List<?> one && right instanceof List<?> two && tuples == two instanceof PyTuple) {
            PyList sum = new PyList(one);
            two.forEach(sum::add);
            return tuples ? new PyTuple(sum) : sum;
        }
        throw unsupported("+", left, right);
    }

    private static Object subtract(Object left, Object right) {
        if (left instanceof Set<?> one && right instanceof Set<?> two) {
            Set<Object> difference = new LinkedHashSet<>(one);
            difference.removeAll(two);
            return difference;
        }
        throw unsupported("-", left, right);
    }

    private static Object multiply(Object left, Object right) {
        boolean number = Values.isInteger(left);
        Object times = number ? left : right;
        Object value = number ? right : left;
        if (Values.isInteger(times) && value instanceof String text) {
            return text.repeat(limited(times, text.length()));
        }
        if (Values.isInteger(times) && value instanceof List<?> list && !(list instanceof Range)) {
            PyList repeated = new PyList();
            for (int i = limited(times, list.size()); i > 0; i--) {
                repeated.addAll(list);
            }
            return list instanceof PyTuple ? new PyTuple(repeated) : repeated;
        }
        throw unsupported("*", left, right);
    }

    private static int limited(Object factor, int size) {
        long times = Math.max(0, Numbers.toBig(factor).longValue());
        if (times * (double) size > MOST_CHARACTERS) {
            throw new EvaluationException(Kind.LIMIT, "the repetition is too large", "");
        }
        return size == 0 ? 0 : (int) times;
    }

    static EvaluationException unsupported(String operator, Object left, Object right) {
        String name = operator.equals("**") ? "** or pow()" : operator;
        return new EvaluationException("unsupported operand type(s) for " + name + ": '" + Values.typeName(left)
                + "' and '" + Values.typeName(right) + "'");
    }

    static Object negate(Object value) {
        Object ofHost = value instanceof HostObject host ? host.operate("*", -1L, false) : null;
        return ofHost != null ? ofHost : Numbers.negate(number(value, "unary -"));
    }

    static Object plus(Object value) {
        return Numbers.plus(number(value, "unary +"));
    }

    static Object number(Object value, String operation) {
        Undefined.refuse(value);
        if (!Values.isNumber(value)) {
            throw new EvaluationException("bad operand type for " + operation + ": '" + Values.typeName(value) + "'");
        }
        return value;
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
        if ((Numbers.isNan(left) || Numbers.isNan(right)) && Values.isNumber(left) && Values.isNumber(right)) {
            return false;
        }
        int order = Comparison.compare(left, right, operator);
        return order == 0 ? operator.endsWith("=") : operator.startsWith("<") == order < 0;
    }

    /** {@code dict(a, **b)} and keyword arguments from {@code **mapping}. */
    static Map<?, ?> mapping(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        PyDict dict = new PyDict();
        Values.iterate(value).forEachRemaining(pair -> {
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
