package dev.ingot.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Jinja2's tests. */
final class Tests {

    private final Filters tests = new Filters();

    private Tests() {}

    static Map<String, Filter> builtin() {
        return new Tests()
                .simple("defined", value -> !(value instanceof Undefined))
                .simple("undefined", value -> value instanceof Undefined)
                .simple("none", value -> value instanceof None)
                .simple("boolean", value -> value instanceof Boolean)
                .simple("true", value -> Boolean.TRUE.equals(value))
                .simple("false", value -> Boolean.FALSE.equals(value))
                .simple("integer", value -> Values.isInteger(value) && !(value instanceof Boolean))
                .simple("float", value -> value instanceof Double)
                .simple("number", Values::isNumber)
                .simple("string", value -> value instanceof String)
                .simple("mapping", value -> value instanceof HostObject o ? o.isMapping() : value instanceof Map)
                // Jinja2 asks for a length and an item access, so a string and a dict are sequences.
                .simple("sequence", value -> value instanceof String || value instanceof List || value instanceof Map)
                .simple("iterable", Iteration::isIterable)
                .simple("callable", value -> value instanceof Callable)
                .simple("escaped", value -> false)
                .simple("lower", value -> StringMethods.isLower(Values.print(value)))
                .simple("upper", value -> StringMethods.isUpper(Values.print(value)))
                .simple("odd", value -> Values.equal(Operators.binary("%", value, 2L), 1L))
                .simple("even", value -> Values.equal(Operators.binary("%", value, 2L), 0L))
                .compare("==", "eq", "equalto")
                .compare("!=", "ne")
                .compare(">", "gt", "greaterthan")
                .compare(">=", "ge")
                .compare("<", "lt", "lessthan")
                .compare("<=", "le")
                .compare("in")
                .withArguments();
    }

    private Map<String, Filter> withArguments() {
        return tests.value(
                        "divisibleby(...)",
                        (value, a) -> Values.equal(Operators.binary("%", value, a.value(0, "num")), 0L))
                .value("sameas(...)", (value, a) -> same(value, a.value(0, "other")))
                .add(
                        "filter(...)",
                        (activation, value, a) -> activation.settings().filters.containsKey(Values.print(value)))
                .add(
                        "test(...)",
                        (activation, value, a) -> activation.settings().tests.containsKey(Values.print(value)))
                .all();
    }

    private Tests simple(String name, Predicate<Object> test) {
        tests.value(name + "(...)", (value, a) -> {
            if (a.size() > 0) {
                throw new EvaluationException("the test '" + name + "' takes no arguments");
            }
            return test.test(value);
        });
        return this;
    }

    private Tests compare(String operator, String... names) {
        tests.value(operator + "(...)", (value, a) -> Operators.compare(operator, value, a.value(0, "other")));
        for (String name : names) {
            tests.alias(name, operator);
        }
        return this;
    }

    private static boolean same(Object value, Object other) {
        boolean plain = value instanceof Boolean || value instanceof Long || value instanceof String;
        return value == other || (plain && value.equals(other));
    }
}
