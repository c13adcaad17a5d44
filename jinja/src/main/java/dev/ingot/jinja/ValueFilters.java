package dev.ingot.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Jinja2's filters on numbers and on any value. */
final class ValueFilters {

    private static final List<String> UNITS = List.of("B", "k", "M", "G", "T", "P", "E", "Z", "Y");

    static final Map<String, Filter> ALL = new Functions<>(Object.class)
            .with("default(default_value, boolean)", (value, a) -> {
                boolean missing = value instanceof Undefined || (a.flag(1, "boolean", false) && !Values.truth(value));
                return missing ? a.value(0, "default_value", "") : value;
            })
            .alias("default", "d")
            .with("abs(...)", (value, a) -> Numbers.absolute(Operators.number(value, "abs()")))
            .with("int(default, base)", ValueFilters::toInt)
            .with("float(default)", (value, a) -> toFloat(value, a.value(0, "default", 0.0)))
            .with("round(precision, method)", ValueFilters::round)
            .add("attr(name)", ValueFilters::attribute)
            .with("tojson(indent)", ValueFilters::json)
            .with("pprint(...)", (value, a) -> Values.repr(value))
            .with("filesizeformat(...)", (value, a) -> fileSize(value, a.flag(0, "binary", false)))
            .all();

    private ValueFilters() {}

    private static Object toInt(Object value, Arguments a) {
        Object fallback = a.value(0, "default", 0L);
        if (value instanceof String text) {
            Optional<BigInteger> whole = whole(text, a.number(1, "base", 10));
            return whole.isPresent()
                    ? whole.get()
                    : toInt(toFloat(text, fallback), new Arguments(List.of(fallback), a.named()));
        }
        boolean finite = Values.isNumber(value) && Double.isFinite(Numbers.toDouble(value));
        return finite ? Numbers.toDecimal(value).toBigInteger() : fallback;
    }

    private static Optional<BigInteger> whole(String text, int base) {
        String digits = Strings.strip(text, true, true).replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
        String prefix = base == 16 ? "0[xX]" : base == 8 ? "0[oO]" : base == 2 ? "0[bB]" : "";
        String plain = digits.replaceFirst("^([-+]?)" + prefix + "(?=[0-9a-zA-Z])", "$1");
        try {
            return Optional.of(new BigInteger(plain, base));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Object toFloat(Object value, Object fallback) {
        if (!(value instanceof String text)) {
            return Values.isNumber(value) ? (Object) Numbers.toDouble(value) : fallback;
        }
        String plain = Strings.strip(text, true, true).toLowerCase(Locale.ROOT);
        if (plain.matches("[+-]?nan")) {
            return Double.NaN;
        }
        if (plain.matches("[+-]?inf(inity)?")) {
            return plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        boolean number = plain.matches("[+-]?(\\d[\\d_]*\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?");
        return number ? Double.valueOf(plain.replace("_", "")) : fallback;
    }

    private static Object round(Object value, Arguments a) {
        Operators.number(value, "round()");
        int precision = a.number(0, "precision", 0);
        double factor = Math.pow(10, precision);
        return switch (a.text(1, "method", "common")) {
            case "common" -> rounded(value, precision);
            case "ceil" -> (Math.ceil(Numbers.toDouble(value) * factor) + 0.0) / factor;
            case "floor" -> (Math.floor(Numbers.toDouble(value) * factor) + 0.0) / factor;
            default -> throw new EvaluationException("method must be common, ceil or floor");
        };
    }

    /** Python's {@code round}: half to even, of the exact value. */
    private static Object rounded(Object value, int precision) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return value;
        }
        BigDecimal exact = Numbers.toDecimal(value).setScale(precision, RoundingMode.HALF_EVEN);
        if (value instanceof Double number) {
            return Math.copySign(exact.doubleValue(), number);
        }
        return value instanceof BigDecimal ? exact : exact.toBigInteger();
    }

    /** JSON that may also stand in HTML. */
    private static String json(Object value, Arguments a) {
        int indent = a.isNone(0, "indent") ? -1 : a.number(0, "indent");
        return Json.write(value, true, indent)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027");
    }

    /** Attributes only, never items. */
    private static Object attribute(Activation activation, Object value, Arguments a) {
        String name = a.text(0, "name");
        Object found = Members.ownAttribute(activation, value, name);
        return found != null
                ? Values.of(found)
                : activation.undefined(name, "'" + Members.described(value) + "' has no attribute '" + name + "'");
    }

    private static String fileSize(Object value, boolean binary) {
        double bytes = toFloat(value, 0.0) instanceof Double number ? number : 0;
        int base = binary ? 1024 : 1000;
        if (bytes < base) {
            return bytes == 1 ? "1 Byte" : (long) bytes + " Bytes";
        }
        int unit = 1;
        double shown = bytes / base;
        while (shown >= base && unit < UNITS.size() - 1) {
            shown /= base;
            unit++;
        }
        String name = UNITS.get(unit);
        return FormatSpec.format(shown, ".1f") + " " + (binary ? name.toUpperCase(Locale.ROOT) + "iB" : name + "B");
    }
}
