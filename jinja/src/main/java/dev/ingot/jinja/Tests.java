package dev.ingot.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Jinja2's tests. */
final class Tests {

    static final Map<String, Filter> ALL = new Functions<>(Object.class)
            .with("defined()", (value, a) -> !(value instanceof Undefined))
            .with("undefined()", (value, a) -> value instanceof Undefined)
            .with("none()", (value, a) -> value instanceof None)
            .with("boolean()", (value, a) -> value instanceof Boolean)
            .with("true()", (value, a) -> Boolean.TRUE.equals(value))
            .with("false()", (value, a) -> Boolean.FALSE.equals(value))
            .with("integer()", (value, a) -> Values.isInteger(value) && !(value instanceof Boolean))
            .with("float()", (value, a) -> value instanceof Double)
            .with("number()", (value, a) -> Values.isNumber(value))
            .with("string()", (value, a) -> value instanceof String)
            .with("mapping()", (value, a) -> value instanceof HostObject o ? o.isMapping() : value instanceof Map)
            // Jinja2 asks for a length and an item access, so a string and a dict are sequences.
            .with("sequence()", (value, a) -> value instanceof String || value instanceof List || value instanceof Map)
            .with("iterable()", (value, a) -> Iteration.isIterable(value))
            .with("callable()", (value, a) -> value instanceof Callable)
            .with("escaped()", (value, a) -> false)
            .text("lower()", (text, a) -> StringMethods.isLower(text))
            .text("upper()", (text, a) -> StringMethods.isUpper(text))
            .with("odd()", (value, a) -> Values.equal(Operators.binary("%", value, 2L), 1L))
            .with("even()", (value, a) -> Values.equal(Operators.binary("%", value, 2L), 0L))
            .with("divisibleby(num)", (value, a) -> {
                return Values.equal(Operators.binary("%", value, a.value(0, "num")), 0L);
            })
            .with("sameas(other)", (value, a) -> same(value, a.value(0, "other")))
            .add("filter()", (activation, value, a) -> activation.jinja.filters.containsKey(Values.print(value)))
            .add("test()", (activation, value, a) -> activation.jinja.tests.containsKey(Values.print(value)))
            .with("in(other)", comparison("in"))
            .with("==(other)", comparison("=="))
            .with("!=(other)", comparison("!="))
            .with(">(other)", comparison(">"))
            .with(">=(other)", comparison(">="))
            .with("<(other)", comparison("<"))
            .with("<=(other)", comparison("<="))
            .alias("==", "eq", "equalto")
            .alias("!=", "ne")
            .alias(">", "gt", "greaterthan")
            .alias(">=", "ge")
            .alias("<", "lt", "lessthan")
            .alias("<=", "le")
            .all();

    private Tests() {}

    private static BiFunction<Object, Arguments, Object> comparison(String operator) {
        return (value, a) -> Operators.compare(operator, value, a.value(0, "other"));
    }

    private static boolean same(Object value, Object other) {
        boolean plain = value instanceof Boolean || value instanceof Long || value instanceof String;
        return value == other || (plain && value.equals(other));
    }
}
