package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Values;
import java.util.List;
import java.util.Map;
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

    private PercentFormat(List<?> values, @Nullable Map<?, ?> named) {
        this.values = values;
        this.named = named;
    }

    static String format(String template, Object values) {
        List<?> all = values instanceof PyTuple tuple ? tuple : List.of(values);
        Map<?, ?> named = values instanceof Map<?, ?> map ? map : null;
        PercentFormat run = new PercentFormat(all, named);
        Matcher matcher = FIELD.matcher(template);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (matcher.find(from)) {
            out.append(template, from, matcher.start()).append(run.field(matcher));
            from = matcher.end();
        }
        boolean optional = values instanceof Map<?, ?> || (values instanceof List<?> && !(values instanceof PyTuple));
        if (!optional && run.used < all.size()) {
            throw new EvaluationException("not all arguments converted during string formatting");
        }
        return out.append(template.substring(from)).toString();
    }

    private Object next() {
        if (used >= values.size()) {
            throw new EvaluationException("not enough arguments for format string");
        }
        return Values.of(values.get(used++));
    }

    private String field(Matcher matcher) {
        String type = matcher.group(5);
        if (type == null) {
            throw new EvaluationException("incomplete format");
        }
        if (type.equals("%")) {
            return "%";
        }
        String flags = matcher.group(2);
        int width = number(matcher.group(3), 0);
        int precision = number(matcher.group(4), -1);
        return converted(type.charAt(0), flags, width, precision, value(matcher.group(1)));
    }

    private int number(@Nullable String text, int fallback) {
        if (text == null) {
            return fallback;
        }
        return text.equals("*") ? Numbers.toBig(next()).intValue() : Integer.parseInt(text);
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
            throw new EvaluationException("KeyError: " + Printing.repr(key));
        }
        return value;
    }

    private static String converted(char type, String flags, int width, int precision, Object value) {
        char align = flags.contains("-") ? '<' : flags.contains("0") && "sra".indexOf(type) < 0 ? '=' : '>';
        String fill = align == '=' ? "0" : " ";
        char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
        boolean alternate = flags.contains("#");
        switch (type) {
            case 's', 'r', 'a' -> {
                String text = type == 's' ? Values.print(value) : Printing.repr(value);
                return new FormatSpec(" ", align, '-', false, width, ' ', precision, 's').apply(text);
            }
            case 'd', 'i', 'u', 'x', 'X', 'o' -> {
                if (!Types.isNumber(value) || ("xXo".indexOf(type) >= 0 && !Types.isInteger(value))) {
                    throw new EvaluationException("%" + type + " format: "
                            + ("xXo".indexOf(type) >= 0 ? "an integer" : "a real number") + " is required, not "
                            + Types.name(value));
                }
                Object whole = Values.of(Numbers.toDecimal(value).toBigInteger());
                char shown = "iu".indexOf(type) >= 0 ? 'd' : type;
                return new FormatSpec(fill, align, sign, alternate, width, ' ', -1, shown).apply(whole);
            }
            case 'e', 'E', 'f', 'F', 'g', 'G' -> {
                if (!Types.isNumber(value)) {
                    throw new EvaluationException("must be real number, not " + Types.name(value));
                }
                return new FormatSpec(fill, align, sign, alternate, width, ' ', precision, type).apply(value);
            }
            case 'c' -> {
                String text = value instanceof String string
                        ? string
                        : Character.toString(Numbers.toBig(value).intValue());
                return new FormatSpec(" ", align, '-', false, width, ' ', -1, 's').apply(text);
            }
            default -> throw new EvaluationException("unsupported format character '" + type + "'");
        }
    }
}
