package dev.ingot.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code template % values}. */
final class PercentFormat {

    private static final Pattern FIELD =
            Pattern.compile("%(?:\\(([^)]*)\\))?([#0\\- +]*)(\\*|\\d+)?(?:\\.(\\*|\\d+))?[hlL]?(.)?", Pattern.DOTALL);

    private final List<?> values;
    private final @Nullable Map<?, ?> named;
    private int used;

    private PercentFormat(Object values) {
        this.values = values instanceof PyTuple tuple ? tuple : List.of(values);
        this.named = values instanceof Map<?, ?> map ? map : null;
    }

    static String format(String template, Object values) {
        PercentFormat run = new PercentFormat(values);
        String text = FIELD.matcher(template).replaceAll(field -> Matcher.quoteReplacement(run.field(field)));
        boolean optional = values instanceof Map<?, ?> || (values instanceof List<?> && !(values instanceof PyTuple));
        if (!optional && run.used < run.values.size()) {
            throw new EvaluationException("not all arguments converted during string formatting");
        }
        return text;
    }

    private Object next() {
        if (used >= values.size()) {
            throw new EvaluationException("not enough arguments for format string");
        }
        return Values.of(values.get(used++));
    }

    private String field(MatchResult field) {
        String type = field.group(5);
        if (type == null) {
            throw new EvaluationException("incomplete format");
        }
        if (type.equals("%")) {
            return "%";
        }
        String width = number(field.group(3));
        String precision = number(field.group(4));
        return converted(
                type, field.group(2), width, precision.isEmpty() ? "" : "." + precision, value(field.group(1)));
    }

    private String number(@Nullable String text) {
        return text == null ? "" : text.equals("*") ? Numbers.toBig(next()).toString() : text;
    }

    private Object value(@Nullable String key) {
        if (key == null) {
            return next();
        }
        if (named == null) {
            throw new EvaluationException("format requires a mapping");
        }
        Object value = Members.mapItem(named, key);
        if (value == null) {
            throw new EvaluationException("KeyError: " + Values.repr(key));
        }
        return value;
    }

    /** The same as a format specification. */
    private static String converted(String type, String flags, String width, String precision, Object value) {
        String align = flags.contains("-") ? "<" : ">";
        String filled = align.equals(">") && flags.contains("0") ? "0=" : align;
        String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        String number = filled + sign + (flags.contains("#") ? "#" : "") + width;
        return switch (type) {
            case "s" -> FormatSpec.format(Values.print(value), align + width + precision);
            case "r", "a" -> FormatSpec.format(Values.repr(value), align + width + precision);
            case "c" -> FormatSpec.format(value, align + width + (value instanceof String ? "s" : "c"));
            case "d", "i", "u" -> {
                require(Values.isNumber(value), "%" + type + " format: a real number is required, not ", value);
                yield FormatSpec.format(Values.of(Numbers.toDecimal(value).toBigInteger()), number + "d");
            }
            case "x", "X", "o" -> {
                require(Values.isInteger(value), "%" + type + " format: an integer is required, not ", value);
                yield FormatSpec.format(value, number + type);
            }
            case "e", "E", "f", "F", "g", "G" -> {
                require(Values.isNumber(value), "must be real number, not ", value);
                yield FormatSpec.format(value, number + precision + type);
            }
            default -> throw new EvaluationException("unsupported format character '" + type + "'");
        };
    }

    private static void require(boolean fits, String problem, Object value) {
        if (!fits) {
            throw new EvaluationException(problem + Values.typeName(value));
        }
    }
}
