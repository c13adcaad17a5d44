package dev.ingot.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's format specification: {@code [[fill]align][sign][#][0][width][grouping][.precision][type]}. */
final class FormatSpec {

    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([+\\- ])?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([a-zA-Z%])?", Pattern.DOTALL);

    private final String fill;
    private final String align;
    private final String sign;
    private final boolean alternate;
    private final int width;
    private final String grouping;
    private final int precision;
    private final String type;

    private FormatSpec(Matcher spec) {
        boolean zero = spec.group(5) != null;
        fill = group(spec, 1, zero ? "0" : " ");
        align = group(spec, 2, zero ? "=" : "");
        sign = group(spec, 3, "-");
        alternate = spec.group(4) != null;
        width = Integer.parseInt(group(spec, 6, "0"));
        grouping = group(spec, 7, "");
        precision = Integer.parseInt(group(spec, 8, "-1"));
        type = group(spec, 9, "");
    }

    private static String group(Matcher matcher, int group, String fallback) {
        return matcher.group(group) == null ? fallback : matcher.group(group);
    }

    /** Python's {@code format(value, spec)}. */
    static String format(Object value, String spec) {
        if (spec.isEmpty()) {
            return Values.print(value);
        }
        if (value instanceof HostObject object) {
            return object.format(spec);
        }
        Matcher matcher = SPEC.matcher(spec);
        if (!matcher.matches()) {
            throw new EvaluationException("Invalid format specifier '" + spec + "'");
        }
        return new FormatSpec(matcher).apply(value);
    }

    private boolean isType(String types) {
        return !type.isEmpty() && types.contains(type);
    }

    private String apply(Object value) {
        boolean number = Values.isNumber(value);
        boolean integer = Values.isInteger(value);
        if (number && (isType("eEfFgG%") || (!integer && (type.isEmpty() || isType("n"))))) {
            return floating(value);
        }
        if (integer && (type.isEmpty() || isType("bcdnoxX"))) {
            return whole(Numbers.toBig(value));
        }
        if (number || !(type.isEmpty() || isType("s"))) {
            throw new EvaluationException(
                    "Unknown format code '" + type + "' for object of type '" + Values.typeName(value) + "'");
        }
        if (!(value instanceof String text)) {
            throw new EvaluationException(
                    "unsupported format string passed to " + Values.typeName(value) + ".__format__");
        }
        if (!grouping.isEmpty()) {
            throw new EvaluationException("Cannot specify '" + grouping + "' with 's'.");
        }
        boolean cut = precision >= 0 && text.codePointCount(0, text.length()) > precision;
        return pad("", cut ? text.substring(0, text.offsetByCodePoints(0, precision)) : text, "<");
    }

    private String whole(BigInteger value) {
        if (precision >= 0) {
            throw new EvaluationException("Precision not allowed in integer format specifier");
        }
        if (isType("c")) {
            return pad("", Character.toString(value.intValue()), "<");
        }
        int radix = isType("b") ? 2 : isType("o") ? 8 : isType("xX") ? 16 : 10;
        String digits = value.abs().toString(radix);
        String prefix = alternate && radix != 10 ? "0" + type : "";
        String shown = isType("X") ? digits.toUpperCase(Locale.ROOT) : digits;
        return pad(signOf(value.signum() < 0) + prefix, grouped(shown, radix == 10 ? 3 : 4), ">");
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign.replace("-", "");
    }

    private String grouped(String digits, int size) {
        return digits.replaceAll("(?<=.)(?=(?:.{" + size + "})+$)", grouping);
    }

    private String floating(Object value) {
        double plain = Numbers.toDouble(value);
        boolean negative = Double.doubleToRawLongBits(plain) < 0 && !Double.isNaN(plain);
        String body = Double.isFinite(plain)
                ? digits(value, Numbers.toDecimal(value).abs())
                : Double.isNaN(plain) ? "nan" : "inf";
        if (isType("EFG")) {
            body = body.toUpperCase(Locale.ROOT);
        }
        String digits = body.replaceFirst("(?<=\\d)\\D.*|^\\D.*", "");
        return pad(signOf(negative), grouped(digits, 3) + body.substring(digits.length()), ">");
    }

    private String digits(Object value, BigDecimal exact) {
        int digits = precision < 0 ? 6 : precision;
        return switch (type) {
            case "f", "F" -> fixed(exact, digits);
            case "%" -> {
                // Python multiplies a float as a float.
                BigDecimal hundredfold = value instanceof Double number
                        ? new BigDecimal(Math.abs(number) * 100)
                        : exact.movePointRight(2);
                yield fixed(hundredfold, digits) + "%";
            }
            case "e", "E" -> Printing.scientific(exact, digits);
            case "g", "G", "n" -> general(exact, digits);
            default -> {
                String all = value instanceof Double number ? Printing.floating(Math.abs(number)) : exact.toString();
                yield precision < 0 ? all : general(exact, digits).replaceFirst("^(\\d+)$", "$1.0");
            }
        };
    }

    private static String fixed(BigDecimal value, int digits) {
        return value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private String general(BigDecimal value, int wanted) {
        int digits = Math.max(1, wanted);
        BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = value.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
        String text = exponent < -4 || exponent >= digits
                ? Printing.scientific(value, digits - 1)
                : fixed(rounded, digits - 1 - exponent);
        return alternate ? text : text.replaceFirst("(\\.\\d*?)0*(?=e|$)", "$1").replaceFirst("\\.(?=e|$)", "");
    }

    private String pad(String prefix, String body, String usual) {
        int missing = Math.max(0, width - prefix.length() - body.codePointCount(0, body.length()));
        boolean inner = align.equals("=") && usual.equals(">");
        return switch (align.isEmpty() || (align.equals("=") && !inner) ? usual : align) {
            case "<" -> prefix + body + fill.repeat(missing);
            case "^" -> fill.repeat(missing / 2) + prefix + body + fill.repeat(missing - missing / 2);
            case "=" -> prefix + fill.repeat(missing) + body;
            default -> fill.repeat(missing) + prefix + body;
        };
    }
}
