package dev.ingot.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
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
 * <tr><td>date, datetime, time, timedelta</td><td>LocalDate, LocalDateTime / OffsetDateTime / ZonedDateTime, LocalTime, Duration</td></tr>
 * <tr><td>functions, objects</td><td>{@link Callable}, {@link HostObject}</td></tr>
 * </table>
 */
public final class Values {

    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private Values() {}

    /** A Java value as a template value: null becomes None, small numbers widen; collections stay as they are. */
    public static Object of(@Nullable Object value) {
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof String || value instanceof Long || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float single) {
            return (double) single;
        }
        if (value instanceof BigInteger big) {
            return big.compareTo(LONG_MIN) >= 0 && big.compareTo(LONG_MAX) <= 0 ? (Object) big.longValue() : big;
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
        return value;
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
        return Types.truth(value);
    }

    /** The name of Python's type. */
    public static String typeName(Object value) {
        return Types.name(value);
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
