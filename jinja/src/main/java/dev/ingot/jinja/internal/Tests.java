package dev.ingot.jinja.internal;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Jinja2's tests. */
final class Tests {

    private Tests() {}

    static Map<String, Filter> builtin() {
        Map<String, Filter> tests = new HashMap<>();
        simple(tests, "defined", value -> !(value instanceof Undefined));
        simple(tests, "undefined", value -> value instanceof Undefined);
        simple(tests, "none", value -> value instanceof None);
        simple(tests, "boolean", value -> value instanceof Boolean);
        simple(tests, "true", value -> Boolean.TRUE.equals(value));
        simple(tests, "false", value -> Boolean.FALSE.equals(value));
        simple(tests, "integer", value -> Types.isInteger(value) && !(value instanceof Boolean));
        simple(tests, "float", value -> value instanceof Double);
        simple(tests, "number", Types::isNumber);
        simple(tests, "string", value -> value instanceof String);
        simple(
                tests,
                "mapping",
                value -> value instanceof HostObject object ? object.isMapping() : value instanceof Map);
        simple(tests, "sequence", Tests::isSequence);
        simple(tests, "iterable", Iteration::isIterable);
        simple(tests, "callable", value -> value instanceof Callable);
        simple(tests, "escaped", value -> false);
        simple(tests, "lower", value -> isCased(value, true));
        simple(tests, "upper", value -> isCased(value, false));
        simple(tests, "odd", value -> Values.equal(Operators.binary("%", value, 2L), 1L));
        simple(tests, "even", value -> Values.equal(Operators.binary("%", value, 2L), 0L));
        tests.put(
                "divisibleby",
                (activation, value, arguments) ->
                        Values.equal(Operators.binary("%", value, arguments.value(0, "num")), 0L));
        tests.put("sameas", (activation, value, arguments) -> same(value, arguments.value(0, "other")));
        tests.put("in", (activation, value, arguments) -> Comparison.contains(arguments.value(0, "seq"), value));
        tests.put(
                "filter",
                (activation, value, arguments) -> activation.settings().filters.containsKey(Values.print(value)));
        tests.put(
                "test",
                (activation, value, arguments) -> activation.settings().tests.containsKey(Values.print(value)));
        compare(tests, "==", "eq", "equalto");
        compare(tests, "!=", "ne");
        compare(tests, ">", "gt", "greaterthan");
        compare(tests, ">=", "ge");
        compare(tests, "<", "lt", "lessthan");
        compare(tests, "<=", "le");
        return Map.copyOf(tests);
    }

    private static void simple(Map<String, Filter> tests, String name, Predicate<Object> test) {
        tests.put(name, (activation, value, arguments) -> {
            if (arguments.size() > 0) {
                throw new EvaluationException("the test '" + name + "' takes no arguments");
            }
            return test.test(value);
        });
    }

    private static void compare(Map<String, Filter> tests, String operator, String... names) {
        Filter test = (activation, value, arguments) -> Operators.compare(operator, value, arguments.value(0, "other"));
        tests.put(operator, test);
        for (String name : names) {
            tests.put(name, test);
        }
    }

    /** Jinja2 asks for a length and an item access, so a string and a dict are sequences. */
    private static boolean isSequence(Object value) {
        return value instanceof String || value instanceof List<?> || value instanceof Map<?, ?>;
    }

    private static boolean isCased(Object value, boolean lower) {
        String text = Values.print(value);
        return lower ? StringMethods.isLower(text) : StringMethods.isUpper(text);
    }

    private static boolean same(Object value, Object other) {
        boolean plain = value instanceof Boolean || value instanceof Long || value instanceof String;
        return value == other || (plain && value.equals(other));
    }
}
