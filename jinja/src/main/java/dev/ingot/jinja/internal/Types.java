package dev.ingot.jinja.internal;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's types: their names, and truth. */
public final class Types {

    private Types() {}

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    public static boolean truth(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof None) {
            return false;
        }
        if (value instanceof Long number) {
            return number != 0;
        }
        if (value instanceof Undefined undefined) {
            undefined.checkSoftUse();
            return false;
        }
        if (value instanceof HostObject object) {
            return object.truth();
        }
        if (value instanceof Collection<?> collection) {
            return !collection.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        if (value instanceof Double number) {
            return number != 0;
        }
        if (value instanceof BigDecimal number) {
            return number.signum() != 0;
        }
        return !(value instanceof Duration duration) || !duration.isZero();
    }

    public static String name(Object value) {
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Long || value instanceof BigInteger) {
            return "int";
        }
        if (value instanceof Double) {
            return "float";
        }
        if (value instanceof BigDecimal) {
            return "decimal.Decimal";
        }
        if (value instanceof None) {
            return "NoneType";
        }
        if (value instanceof Undefined) {
            return "Undefined";
        }
        if (value instanceof HostObject object) {
            return object.typeName();
        }
        if (value instanceof PyTuple) {
            return "tuple";
        }
        if (value instanceof DictView view) {
            return view.typeName();
        }
        if (value instanceof List<?>) {
            return "list";
        }
        if (value instanceof Map<?, ?>) {
            return "dict";
        }
        if (value instanceof Set<?>) {
            return "set";
        }
        if (value instanceof Range) {
            return "range";
        }
        if (value instanceof Generator) {
            return "generator";
        }
        if (value instanceof Duration) {
            return "datetime.timedelta";
        }
        if (value instanceof LocalDate) {
            return "datetime.date";
        }
        if (value instanceof LocalTime) {
            return "datetime.time";
        }
        if (value instanceof Temporal) {
            return "datetime.datetime";
        }
        return value instanceof Callable ? "function" : value.getClass().getSimpleName();
    }

    /** The type as Jinja's messages show it. */
    static String described(Object value) {
        return value instanceof None ? "None" : name(value) + " object";
    }
}
