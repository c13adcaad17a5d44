package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Json;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** Jinja2's filters on numbers and on any value. */
final class ValueFilters {

    private ValueFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("default", (activation, value, a) -> fallback(value, a));
        filters.put("d", (activation, value, a) -> fallback(value, a));
        filters.put("abs", (activation, value, a) -> Numbers.absolute(number(value, "abs")));
        filters.put("int", (activation, value, a) -> toInt(value, a.expect("int", "default", "base")));
        filters.put("float", (activation, value, a) -> toFloat(value, a.value(0, "default", 0.0)));
        filters.put("round", (activation, value, a) -> round(value, a.expect("round", "precision", "method")));
        filters.put("attr", ValueFilters::attribute);
        filters.put("tojson", (activation, value, a) -> json(value, a.expect("tojson", "indent")));
        filters.put("pprint", (activation, value, a) -> Values.repr(value));
        filters.put("filesizeformat", (activation, value, a) -> fileSize(value, a.flag(0, "binary", false)));
    }

    private static Object number(Object value, String filter) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Types.isNumber(value)) {
            throw new EvaluationException("bad operand type for " + filter + "(): '" + Types.name(value) + "'");
        }
        return value;
    }

    private static Object fallback(Object value, Arguments a) {
        a.expect("default", "default_value", "boolean");
        boolean missing = value instanceof Undefined || (a.flag(1, "boolean", false) && !Types.truth(value));
        return missing ? a.value(0, "default_value", "") : value;
    }

    private static Object toInt(Object value, Arguments a) {
        Object fallback = a.value(0, "default", 0L);
        if (value instanceof String text) {
            Optional<BigInteger> whole = whole(text, a.number(1, "base", 10));
            if (whole.isPresent()) {
                return Values.of(whole.get());
            }
            return floating(text)
                    .filter(Double::isFinite)
                    .map(number -> Values.of(new BigDecimal(number).toBigInteger()))
                    .orElse(fallback);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return fallback;
        }
        return Types.isNumber(value) ? Values.of(Numbers.toDecimal(value).toBigInteger()) : fallback;
    }

    private static Optional<BigInteger> whole(String text, int base) {
        String digits = StringMethods.strip(text, null, true, true).replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
        boolean negative = digits.startsWith("-");
        String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
        if (!prefix.isEmpty() && plain.toLowerCase(java.util.Locale.ROOT).startsWith(prefix)) {
            plain = plain.substring(2);
        }
        if (plain.startsWith("-") || plain.startsWith("+")) {
            return Optional.empty();
        }
        try {
            BigInteger number = new BigInteger(plain, base);
            return Optional.of(negative ? number.negate() : number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> floating(String text) {
        String plain = StringMethods.strip(text, null, true, true).toLowerCase(java.util.Locale.ROOT);
        switch (plain) {
            case "nan", "+nan", "-nan" -> {
                return Optional.of(Double.NaN);
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Optional.of(Double.POSITIVE_INFINITY);
            }
            case "-inf", "-infinity" -> {
                return Optional.of(Double.NEGATIVE_INFINITY);
            }
            default -> {
                boolean number = plain.matches("[+-]?(\\d[\\d_]*\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?");
                return number ? Optional.of(Double.valueOf(plain.replace("_", ""))) : Optional.empty();
            }
        }
    }

    private static Object toFloat(Object value, Object fallback) {
        if (value instanceof String text) {
            return floating(text).map(Object.class::cast).orElse(fallback);
        }
        return Types.isNumber(value) ? (Object) Numbers.toDouble(value) : fallback;
    }

    private static Object round(Object value, Arguments a) {
        number(value, "round");
        int precision = a.number(0, "precision", 0);
        String method = a.text(1, "method", "common");
        if (method.equals("common")) {
            return rounded(value, precision);
        }
        if (!method.equals("ceil") && !method.equals("floor")) {
            throw new EvaluationException("method must be common, ceil or floor");
        }
        double factor = Math.pow(10, precision);
        double scaled = Numbers.toDouble(value) * factor;
        return (method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled)) / factor;
    }

    /** Python's {@code round}: half to even, of the exact value. */
    private static Object rounded(Object value, int precision) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return value;
        }
        BigDecimal exact = Numbers.toDecimal(value).setScale(precision, RoundingMode.HALF_EVEN);
        if (value instanceof Double number) {
            double result = exact.doubleValue();
            return result == 0 ? Math.copySign(result, number) : (Object) result;
        }
        return value instanceof BigDecimal
                ? exact
                : precision >= 0 ? Operators.plus(value) : Values.of(exact.toBigInteger());
    }

    /** JSON that may also stand in HTML. */
    private static String json(Object value, Arguments a) {
        int indent = a.value(0, "indent", None.NONE) instanceof None ? -1 : a.number(0, "indent");
        return Json.write(value, true, indent)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027");
    }

    /** Attributes only, never items. */
    private static Object attribute(Activation activation, Object value, Arguments a) {
        String name = a.text(0, "name");
        Object found = value instanceof HostObject object ? object.attribute(name) : Methods.find(value, name);
        return found != null
                ? Values.of(found)
                : activation.undefined(name, "'" + Types.described(value) + "' has no attribute '" + name + "'");
    }

    private static Object fileSize(Object value, boolean binary) {
        double bytes = toFloat(value, 0.0) instanceof Double number ? number : 0;
        int base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return (long) bytes + " Bytes";
        }
        String[] units = binary
                ? new String[] {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}
                : new String[] {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
        double unit = base;
        int i = 0;
        while (i < units.length - 1 && bytes >= unit * base) {
            unit *= base;
            i++;
        }
        return FormatSpec.format(bytes / unit, ".1f") + " " + units[i];
    }
}
