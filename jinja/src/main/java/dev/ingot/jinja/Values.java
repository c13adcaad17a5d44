package dev.ingot.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What template values are, and Python's view of them. Stateless.
 *
 * <table>
 * <caption>Values</caption>
 * <tr><td>None</td><td>{@link None#NONE}</td></tr>
 * <tr><td>bool, str</td><td>Boolean, String</td></tr>
 * <tr><td>int</td><td>Long, or BigInteger beyond it</td></tr>
 * <tr><td>float, Decimal</td><td>Double, BigDecimal</td></tr>
 * <tr><td>list, tuple, dict, set</td><td>{@link PyList} or any List, {@link PyTuple}, {@link PyDict} or any Map, any Set</td></tr>
 * <tr><td>functions, objects</td><td>{@link Callable}, {@link HostObject}</td></tr>
 * </table>
 */
public final class Values {

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
            new Type(Callable.class, "function"));

    private Values() {}

    /** A Java value as a template value: null becomes None, small numbers widen; collections stay as they are. */
    public static Object of(@Nullable Object value) {
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
        }
        if (value instanceof Float single) {
            return (double) single;
        }
        return value instanceof Character character ? character.toString() : value;
    }

    /** A template value as plain Java, all the way down: None becomes null, lists, tuples and dicts become List and Map. */
    public static @Nullable Object toJava(Object value) {
        if (value instanceof None || value instanceof Undefined) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, item) -> plain.put(of(key), toJava(of(item))));
            return plain;
        }
        if (value instanceof List<?> || value instanceof Set<?>) {
            List<@Nullable Object> plain = new ArrayList<>();
            iterate(value).forEachRemaining(item -> plain.add(toJava(item)));
            return plain;
        }
        return value instanceof HostObject object ? object.toJava() : value;
    }

    /** Python's {@code str(value)}: what {@code {{ value }}} prints. */
    public static String print(Object value) {
        return value instanceof String text ? text : Printing.str(value);
    }

    /** Python's {@code repr(value)}. */
    public static String repr(Object value) {
        return Printing.repr(value);
    }

    /** Python's {@code bool(value)}. */
    public static boolean truth(Object value) {
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
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return Iteration.length(value) > 0;
        }
        return !(value instanceof None);
    }

    /** The name of Python's type. */
    public static String typeName(Object value) {
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

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** Python's {@code ==}. */
    public static boolean equal(Object left, Object right) {
        return Comparison.equal(left, right);
    }

    /** Python's order; fails for values that have none. */
    public static int compare(Object left, Object right) {
        return Comparison.compare(left, right, "<");
    }

    /** The value as a key: equal values give equal keys. Fails for values that can change. */
    public static Object key(Object value) {
        return Comparison.key(value);
    }

    /** Python's {@code iter(value)}. */
    public static Iterator<Object> iterate(Object value) {
        return Iteration.iterate(value);
    }

    /** Python's {@code list(value)}. */
    public static PyList list(Object value) {
        PyList list = new PyList();
        iterate(value).forEachRemaining(list::add);
        return list;
    }
}
