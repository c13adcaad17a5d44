package dev.ingot.jinja.internal;

import dev.ingot.jinja.None;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's {@code str} and {@code repr}. */
public final class Printing {

    private Printing() {}

    public static String str(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Long || value instanceof None) {
            return value.toString();
        }
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
        if (value instanceof Temporal || value instanceof Duration) {
            return Dates.str(value);
        }
        return collection(value);
    }

    public static String repr(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof BigDecimal number) {
            return "Decimal('" + number + "')";
        }
        if (value instanceof Undefined) {
            return "Undefined";
        }
        if (value instanceof Temporal || value instanceof Duration) {
            return Dates.repr(value);
        }
        return str(value);
    }

    private static String collection(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple.size() == 1 ? "(" + repr(tuple.get(0)) + ",)" : sequence(tuple, "(", ")");
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            return sequence(list, "[", "]");
        }
        if (value instanceof Map<?, ?> map && !(value instanceof dev.ingot.jinja.HostObject)) {
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

    static String sequence(Iterable<?> items, String open, String close) {
        StringBuilder text = new StringBuilder(open);
        for (Object item : items) {
            if (text.length() > 1) {
                text.append(", ");
            }
            text.append(item == items ? "[...]" : repr(Values.of(item)));
        }
        return text.append(close).toString();
    }

    /** Shortest text that reads back as the same float; exponents below -4 and from 16 on, as Python has it. */
    static String floating(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return (number == 0 && 1 / number < 0 ? "-0" : Long.toString((long) number)) + ".0";
        }
        BigDecimal shortest = shortest(number);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = number < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign
                    + digits.charAt(0)
                    + rest
                    + (exponent < 0 ? "e-" : "e+")
                    + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = shortest.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
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
            if (point == quote || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (point == '\n') {
                quoted.append("\\n");
            } else if (point == '\r') {
                quoted.append("\\r");
            } else if (point == '\t') {
                quoted.append("\\t");
            } else if (isPrintable(point)) {
                quoted.appendCodePoint(point);
            } else {
                quoted.append(String.format(point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x", point));
            }
        });
        return quoted.append(quote).toString();
    }

    static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
