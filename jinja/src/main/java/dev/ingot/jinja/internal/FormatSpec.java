package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's format specification: {@code [[fill]align][sign][#][0][width][grouping][.precision][type]}.
 *
 * @param precision -1 if there is none
 * @param type a space if there is none
 */
record FormatSpec(
        String fill, char align, char sign, boolean alternate, int width, char grouping, int precision, char type) {

    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([+\\- ])?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([a-zA-Z%])?", Pattern.DOTALL);

    static FormatSpec parse(String text) {
        Matcher matcher = SPEC.matcher(text);
        if (!matcher.matches()) {
            throw new EvaluationException("Invalid format specifier '" + text + "'");
        }
        boolean zero = matcher.group(5) != null;
        String fill = matcher.group(1) != null ? matcher.group(1) : zero ? "0" : " ";
        char align = matcher.group(2) != null ? matcher.group(2).charAt(0) : zero ? '=' : ' ';
        return new FormatSpec(
                fill,
                align,
                first(matcher.group(3), '-'),
                matcher.group(4) != null,
                matcher.group(6) == null ? 0 : Integer.parseInt(matcher.group(6)),
                first(matcher.group(7), ' '),
                matcher.group(8) == null ? -1 : Integer.parseInt(matcher.group(8)),
                first(matcher.group(9), ' '));
    }

    private static char first(@org.jspecify.annotations.Nullable String group, char fallback) {
        return group == null ? fallback : group.charAt(0);
    }

    /** Python's {@code format(value, spec)}. */
    static String format(Object value, String spec) {
        if (spec.isEmpty()) {
            return Values.print(value);
        }
        if (value instanceof java.time.temporal.Temporal) {
            return Dates.strftime(value, spec);
        }
        return parse(spec).apply(value);
    }

    String apply(Object value) {
        if (!Types.isNumber(value)) {
            if (type != ' ' && type != 's') {
                throw unknown(value);
            }
            if (!(value instanceof String)) {
                throw new EvaluationException(
                        "unsupported format string passed to " + Types.name(value) + ".__format__");
            }
            String text = Values.print(value);
            boolean cut = precision >= 0 && text.codePointCount(0, text.length()) > precision;
            return pad("", cut ? text.substring(0, text.offsetByCodePoints(0, precision)) : text, '<');
        }
        if ("eEfFgGn%".indexOf(type) >= 0 || (type == ' ' && !Types.isInteger(value))) {
            return floating(value);
        }
        if (!Types.isInteger(value)) {
            throw unknown(value);
        }
        return whole(value, Numbers.toBig(value));
    }

    private EvaluationException unknown(Object value) {
        return new EvaluationException(
                "Unknown format code '" + type + "' for object of type '" + Types.name(value) + "'");
    }

    private String whole(Object original, BigInteger value) {
        String digits = value.abs()
                .toString(
                        switch (type) {
                            case 'b' -> 2;
                            case 'o' -> 8;
                            case 'x', 'X' -> 16;
                            case 'd', ' ' -> 10;
                            case 'c' -> 36;
                            default -> throw unknown(original);
                        });
        if (type == 'c') {
            return pad("", Character.toString(value.intValue()), '<');
        }
        String prefix = alternate && "boxX".indexOf(type) >= 0 ? "0" + type : "";
        String shown = type == 'X' ? digits.toUpperCase(java.util.Locale.ROOT) : digits;
        return pad(signOf(value.signum() < 0) + prefix, grouped(shown, "boxX".indexOf(type) >= 0 ? 4 : 3), '>');
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    }

    private String grouped(String digits, int size) {
        if (grouping == ' ') {
            return digits;
        }
        StringBuilder out = new StringBuilder(digits);
        for (int i = digits.length() - size; i > 0; i -= size) {
            out.insert(i, grouping);
        }
        return out.toString();
    }

    private String floating(Object value) {
        double plain = Numbers.toDouble(value);
        boolean negative = value instanceof Double ? Double.doubleToRawLongBits(plain) < 0 : plain < 0;
        String body;
        if (Double.isNaN(plain) || Double.isInfinite(plain)) {
            body = Double.isNaN(plain) ? "nan" : "inf";
        } else {
            BigDecimal exact = Numbers.toDecimal(value).abs();
            int digits = precision < 0 ? 6 : precision;
            body = switch (type) {
                case 'f', 'F' -> exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
                case '%' ->
                    exact.movePointRight(2)
                                    .setScale(digits, RoundingMode.HALF_EVEN)
                                    .toPlainString() + "%";
                case 'e', 'E' -> scientific(exact, digits);
                case 'g', 'G', 'n' -> general(exact, digits);
                default ->
                    precision >= 0
                            ? withPoint(general(exact, digits))
                            : value instanceof Double ? Printing.floating(Math.abs(plain)) : exact.toString();
            };
        }
        if (Character.isUpperCase(type)) {
            body = body.toUpperCase(java.util.Locale.ROOT);
        }
        int point = body.indexOf('.') >= 0 ? body.indexOf('.') : digitsIn(body);
        return pad(signOf(negative), grouped(body.substring(0, point), 3) + body.substring(point), '>');
    }

    private static int digitsIn(String body) {
        int i = 0;
        while (i < body.length() && Character.isDigit(body.charAt(i))) {
            i++;
        }
        return i;
    }

    private static String withPoint(String body) {
        return body.matches("\\d+") ? body + ".0" : body;
    }

    private static String scientific(BigDecimal value, int digits) {
        BigDecimal rounded = value.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        String all = rounded.unscaledValue().toString();
        int exponent = value.signum() == 0 ? 0 : all.length() - 1 - rounded.scale();
        String padded = all + "0".repeat(Math.max(0, digits + 1 - all.length()));
        return padded.charAt(0) + (digits > 0 ? "." + padded.substring(1, digits + 1) : "") + exponent(exponent);
    }

    private static String exponent(int exponent) {
        return (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private String general(BigDecimal value, int wanted) {
        int digits = Math.max(1, wanted);
        BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = value.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
        if (exponent < -4 || exponent >= digits) {
            String text = scientific(value, digits - 1);
            int e = text.indexOf('e');
            return trimmed(text.substring(0, e)) + text.substring(e);
        }
        return trimmed(
                rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN).toPlainString());
    }

    private String trimmed(String text) {
        return alternate || text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
    }

    private String pad(String prefix, String body, char usual) {
        int missing = width - prefix.length() - body.codePointCount(0, body.length());
        if (missing <= 0) {
            return prefix + body;
        }
        char side = align == ' ' || (align == '=' && usual == '<') ? usual : align;
        return switch (side) {
            case '<' -> prefix + body + fill.repeat(missing);
            case '^' -> fill.repeat(missing / 2) + prefix + body + fill.repeat(missing - missing / 2);
            case '=' -> prefix + fill.repeat(missing) + body;
            default -> fill.repeat(missing) + prefix + body;
        };
    }
}
