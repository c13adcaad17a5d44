package dev.ingot.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Python's {@code str} and {@code repr}. */
final class Printing {

    /** Python's notion: neither a separator nor a control, format, private or unassigned character. */
    private static final Predicate<String> PRINTABLE =
            Pattern.compile("[\\P{C}&&\\P{Z}]").asMatchPredicate();

    private Printing() {}

    static String str(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof Double number) {
            return floating(number);
        }
        if (value instanceof Undefined undefined) {
            undefined.checkSoftUse();
            return "";
        }
        if (value instanceof PyTuple tuple) {
            return tuple.size() == 1 ? sequence(tuple, "(", ",)") : sequence(tuple, "(", ")");
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            return sequence(list, "[", "]");
        }
        if (value instanceof Map<?, ?> map && !(value instanceof HostObject)) {
            StringBuilder text = new StringBuilder("{");
            map.forEach((key, item) -> text.append(text.length() > 1 ? ", " : "")
                    .append(repr(Values.of(key)))
                    .append(": ")
                    .append(item == value ? "{...}" : repr(Values.of(item))));
            return text.append('}').toString();
        }
        if (value instanceof Set<?> set) {
            return set.isEmpty() ? "set()" : sequence(set, "{", "}");
        }
        return value.toString();
    }

    static String repr(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof BigDecimal number) {
            return "Decimal('" + number + "')";
        }
        if (value instanceof Undefined) {
            return "Undefined";
        }
        return value instanceof HostObject object && !(value instanceof Group) ? object.repr() : str(value);
    }

    static String sequence(Iterable<?> items, String open, String close) {
        StringBuilder text = new StringBuilder(open);
        for (Object item : items) {
            text.append(text.length() > 1 ? ", " : "").append(item == items ? "[...]" : repr(Values.of(item)));
        }
        return text.append(close).toString();
    }

    /** Shortest text that reads back as the same float; exponents below -4 and from 16 on, as Python has it. */
    static String floating(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return Double.toString(number);
        }
        BigDecimal shortest = shortest(number);
        int exponent = shortest.precision() - 1 - shortest.scale();
        if (exponent < -4 || exponent >= 16) {
            return (number < 0 ? "-" : "") + scientific(shortest.abs(), shortest.precision() - 1);
        }
        String plain = shortest.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    /** A positive number with that many digits after the point. */
    static String scientific(BigDecimal value, int digits) {
        BigDecimal rounded = value.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        String all = rounded.unscaledValue() + "0".repeat(digits);
        int exponent = value.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
        return all.charAt(0)
                + (digits > 0 ? "." + all.substring(1, digits + 1) : "")
                + String.format("e%+03d", exponent);
    }

    /** Java 17's own conversion does not always give the shortest digits. */
    private static BigDecimal shortest(double number) {
        BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        while (digits.precision() > 1) {
            BigDecimal shorter = new BigDecimal(number).round(new MathContext(digits.precision() - 1));
            if (shorter.doubleValue() != number) {
                return digits;
            }
            digits = shorter.stripTrailingZeros();
        }
        return digits;
    }

    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(point -> {
            int escape = "\\\n\r\t".indexOf(point);
            if (point == quote || escape >= 0) {
                quoted.append('\\').append(point == quote ? quote : "\\nrt".charAt(escape));
            } else if (isPrintable(point)) {
                quoted.appendCodePoint(point);
            } else {
                quoted.append(String.format(point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x", point));
            }
        });
        return quoted.append(quote).toString();
    }

    static boolean isPrintable(int point) {
        boolean ascii = point >= ' ' && point < 127;
        return ascii || PRINTABLE.test(Character.toString(point));
    }
}
