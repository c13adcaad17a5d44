package dev.ingot.jinja;

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
final class Types {

    private record Type(Class<?> of, String name) {}

    /** The first that fits counts. */
    private static final List<Type> TYPES = List.of(
            new Type(String.class, "str"),
            new Type(Boolean.class, "bool"),
            new Type(Long.class, "int"),
            new Type(BigInteger.class, "int"),
            new Type(Double.class, "float"),
            new Type(BigDecimal.class, "decimal.Decimal"),
            new Type(None.class, "NoneType"),
            new Type(Undefined.class, "Undefined"),
            new Type(PyTuple.class, "tuple"),
            new Type(Range.class, "range"),
            new Type(List.class, "list"),
            new Type(Map.class, "dict"),
            new Type(Set.class, "set"),
            new Type(Generator.class, "generator"),
            new Type(Duration.class, "datetime.timedelta"),
            new Type(LocalDate.class, "datetime.date"),
            new Type(LocalTime.class, "datetime.time"),
            new Type(Temporal.class, "datetime.datetime"),
            new Type(Callable.class, "function"));

    private Types() {}

    static String name(Object value) {
        if (value instanceof HostObject object) {
            return object.typeName();
        }
        if (value instanceof DictView view) {
            return view.kind();
        }
        return TYPES.stream()
                .filter(type -> type.of().isInstance(value))
                .map(Type::name)
                .findFirst()
                .orElse(value.getClass().getSimpleName());
    }

    /** The type as Jinja's messages show it. */
    static String described(Object value) {
        return value instanceof None ? "None" : name(value) + " object";
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Number number) {
            return Numbers.compare(number, 0L) != 0;
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
        return !(value instanceof None) && !Duration.ZERO.equals(value);
    }
}
