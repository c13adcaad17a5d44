package dev.ingot.jinja;

import java.util.List;
import java.util.Map;

/** Jinja2's tests. */
final class Tests {

    static final Map<String, Filter> BUILTIN = new Filters()
            .value("defined()", (value, a) -> !(value instanceof Undefined))
            .value("undefined()", (value, a) -> value instanceof Undefined)
            .value("none()", (value, a) -> value instanceof None)
            .value("boolean()", (value, a) -> value instanceof Boolean)
            .value("true()", (value, a) -> Boolean.TRUE.equals(value))
            .value("false()", (value, a) -> Boolean.FALSE.equals(value))
            .value("integer()", (value, a) -> Values.isInteger(value) && !(value instanceof Boolean))
            .value("float()", (value, a) -> value instanceof Double)
            .value("number()", (value, a) -> Values.isNumber(value))
            .value("string()", (value, a) -> value instanceof String)
            .value("mapping()", (value, a) -> value instanceof HostObject o ? o.isMapping() : value instanceof Map)
            // Jinja2 asks for a length and an item access, so a string and a dict are sequences.
            .value("sequence()", (value, a) -> value instanceof String || value instanceof List || value instanceof Map)
            .value("iterable()", (value, a) -> Iteration.isIterable(value))
            .value("callable()", (value, a) -> value instanceof Callable)
            .value("escaped()", (value, a) -> false)
            .text("lower()", (text, a) -> StringMethods.isLower(text))
            .text("upper()", (text, a) -> StringMethods.isUpper(text))
            .value("odd()", (value, a) -> Values.equal(Operators.binary("%", value, 2L), 1L))
            .value("even()", (value, a) -> Values.equal(Operators.binary("%", value, 2L), 0L))
            .value("divisibleby(num)", (value, a) -> {
                return Values.equal(Operators.binary("%", value, a.value(0, "num")), 0L);
            })
            .value("sameas(other)", (value, a) -> same(value, a.value(0, "other")))
            .add("filter()", (activation, value, a) -> activation.jinja.filters.containsKey(Values.print(value)))
            .add("test()", (activation, value, a) -> activation.jinja.tests.containsKey(Values.print(value)))
            .comparison("in")
            .comparison("==", "eq", "equalto")
            .comparison("!=", "ne")
            .comparison(">", "gt", "greaterthan")
            .comparison(">=", "ge")
            .comparison("<", "lt", "lessthan")
            .comparison("<=", "le")
            .all();

    private Tests() {}

    private static boolean same(Object value, Object other) {
        boolean plain = value instanceof Boolean || value instanceof Long || value instanceof String;
        return value == other || (plain && value.equals(other));
    }
}
