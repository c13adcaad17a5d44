package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import dev.ingot.jinja.internal.Methods.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of str. */
final class StringMethods {

    static final Table<String> TABLE = Table.of(String.class)
            .with("upper", (text, a) -> text.toUpperCase(Locale.ROOT))
            .with("lower", (text, a) -> text.toLowerCase(Locale.ROOT))
            .with("casefold", (text, a) -> text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))
            .with("title", (text, a) -> title(text))
            .with("capitalize", (text, a) -> capitalize(text))
            .with("swapcase", (text, a) -> swapCase(text))
            .with("strip", (text, a) -> strip(text, a, true, true), "chars")
            .with("lstrip", (text, a) -> strip(text, a, true, false), "chars")
            .with("rstrip", (text, a) -> strip(text, a, false, true), "chars")
            .with("split", (text, a) -> split(text, a, false), "sep", "maxsplit")
            .with("rsplit", (text, a) -> split(text, a, true), "sep", "maxsplit")
            .with("splitlines", (text, a) -> lines(text, a.flag(0, "keepends", false)), "keepends")
            .with("join", (text, a) -> join(text, a.value(0, "iterable")), "iterable")
            .with("replace", StringMethods::replace, "old", "new", "count")
            .with("startswith", (text, a) -> edge(text, a, true), "prefix", "start", "end")
            .with("endswith", (text, a) -> edge(text, a, false), "suffix", "start", "end")
            .with("find", (text, a) -> (long) find(text, a, false), "sub", "start", "end")
            .with("rfind", (text, a) -> (long) find(text, a, true), "sub", "start", "end")
            .with("index", (text, a) -> found(find(text, a, false)), "sub", "start", "end")
            .with("rindex", (text, a) -> found(find(text, a, true)), "sub", "start", "end")
            .with("count", StringMethods::count, "sub", "start", "end")
            .with("partition", (text, a) -> partition(text, string(a, 0, "sep"), false), "sep")
            .with("rpartition", (text, a) -> partition(text, string(a, 0, "sep"), true), "sep")
            .with("removeprefix", StringMethods::removePrefix, "prefix")
            .with("removesuffix", StringMethods::removeSuffix, "suffix")
            .with("center", (text, a) -> pad(text, a, 1), "width", "fillchar")
            .with("ljust", (text, a) -> pad(text, a, 0), "width", "fillchar")
            .with("rjust", (text, a) -> pad(text, a, 2), "width", "fillchar")
            .with("zfill", (text, a) -> zeroFill(text, a.number(0, "width")), "width")
            .with("expandtabs", (text, a) -> expandTabs(text, a.number(0, "tabsize", 8)), "tabsize")
            .with("isdigit", (text, a) -> all(text, Character::isDigit))
            .with("isdecimal", (text, a) -> all(text, Character::isDigit))
            .with("isnumeric", (text, a) -> all(text, Character::isDigit))
            .with("isalpha", (text, a) -> all(text, Character::isLetter))
            .with("isalnum", (text, a) -> all(text, Character::isLetterOrDigit))
            .with("isspace", (text, a) -> all(text, Strings::isSpace))
            .with("isascii", (text, a) -> text.chars().allMatch(c -> c < 128))
            .with("islower", (text, a) -> isLower(text))
            .with("isupper", (text, a) -> isUpper(text))
            .with(
                    "istitle",
                    (text, a) -> text.chars().anyMatch(Character::isLetter)
                            && title(text).equals(text))
            .with("isprintable", (text, a) -> text.codePoints().allMatch(Printing::isPrintable))
            .with("isidentifier", (text, a) -> isIdentifier(text))
            .with("encode", (text, a) -> text, "encoding", "errors")
            .withAny("format", BraceFormat::format)
            .with(
                    "format_map",
                    (text, a) -> BraceFormat.format(text, new Arguments(List.of(), keywords(a.value(0, "mapping")))),
                    "mapping");

    private StringMethods() {}

    private static Map<String, Object> keywords(Object mapping) {
        Map<String, Object> named = new java.util.LinkedHashMap<>();
        Operators.mapping(mapping).forEach((key, value) -> named.put(String.valueOf(key), Values.of(value)));
        return named;
    }

    /** An argument that must be a str, as Python insists. */
    private static String string(Arguments a, int index, String name) {
        Object value = a.value(index, name);
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (value instanceof String text) {
            return text;
        }
        throw new EvaluationException("argument '" + name + "' must be str, not " + Types.name(value));
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean start = true;
        for (int point : text.codePoints().toArray()) {
            out.appendCodePoint(start ? Character.toTitleCase(point) : Character.toLowerCase(point));
            start = !Character.isLetter(point);
        }
        return out.toString();
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return Character.toString(Character.toTitleCase(text.codePointAt(0)))
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> out.appendCodePoint(
                        Character.isUpperCase(point) ? Character.toLowerCase(point) : Character.toUpperCase(point)));
        return out.toString();
    }

    static boolean isLower(String text) {
        return text.chars().anyMatch(Character::isLowerCase) && text.chars().noneMatch(Character::isUpperCase);
    }

    static boolean isUpper(String text) {
        return text.chars().anyMatch(Character::isUpperCase) && text.chars().noneMatch(Character::isLowerCase);
    }

    private static boolean isIdentifier(String text) {
        return !text.isEmpty()
                && !Character.isDigit(text.codePointAt(0))
                && all(text, c -> Character.toString(c).matches("(?U)\\w"));
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static String strip(String text, Arguments a, boolean left, boolean right) {
        Object chars = a.value(0, "chars", None.NONE);
        return strip(text, chars instanceof None ? null : string(a, 0, "chars"), left, right);
    }

    static String strip(String text, @org.jspecify.annotations.Nullable String chars, boolean left, boolean right) {
        IntPredicate drop = chars == null ? Strings::isSpace : point -> chars.indexOf(point) >= 0;
        int start = 0;
        int end = text.length();
        while (left && start < end && drop.test(text.charAt(start))) {
            start++;
        }
        while (right && end > start && drop.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static PyList split(String text, Arguments a, boolean fromRight) {
        int most = a.number(1, "maxsplit", -1);
        Object separator = a.value(0, "sep", None.NONE);
        List<Object> parts = separator instanceof None
                ? words(text, most < 0 ? Integer.MAX_VALUE : most, fromRight)
                : pieces(text, string(a, 0, "sep"), most < 0 ? Integer.MAX_VALUE : most, fromRight);
        return new PyList(parts);
    }

    private static List<Object> pieces(String text, String separator, int most, boolean fromRight) {
        if (separator.isEmpty()) {
            throw new EvaluationException("empty separator");
        }
        List<Object> parts = new ArrayList<>();
        int start = 0;
        int end = text.length();
        while (parts.size() < most) {
            int at = fromRight ? text.lastIndexOf(separator, end - separator.length()) : text.indexOf(separator, start);
            if (at < 0 || (fromRight && end < separator.length())) {
                break;
            }
            parts.add(fromRight ? text.substring(at + separator.length(), end) : text.substring(start, at));
            start = fromRight ? start : at + separator.length();
            end = fromRight ? at : end;
        }
        parts.add(text.substring(start, end));
        if (fromRight) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static List<Object> words(String text, int most, boolean fromRight) {
        if (fromRight) {
            List<Object> mirrored = words(new StringBuilder(text).reverse().toString(), most, false);
            Collections.reverse(mirrored);
            mirrored.replaceAll(
                    word -> new StringBuilder((String) word).reverse().toString());
            return mirrored;
        }
        List<Object> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < text.length() && Strings.isSpace(text.charAt(i))) {
                i++;
            }
            if (i == text.length()) {
                return words;
            }
            if (words.size() == most) {
                words.add(text.substring(i));
                return words;
            }
            int start = i;
            while (i < text.length() && !Strings.isSpace(text.charAt(i))) {
                i++;
            }
            words.add(text.substring(start, i));
        }
    }

    static PyList lines(String text, boolean keepEnds) {
        PyList lines = new PyList();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length()
                    && "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            int next = end == text.length() ? end : text.startsWith("\r\n", end) ? end + 2 : end + 1;
            lines.add(text.substring(start, keepEnds ? next : end));
            start = next;
        }
        return lines;
    }

    private static String join(String separator, Object items) {
        StringBuilder out = new StringBuilder();
        int index = 0;
        for (Iterator<Object> all = Values.iterate(items); all.hasNext(); index++) {
            Object item = all.next();
            if (!(item instanceof String text)) {
                throw new EvaluationException(
                        "sequence item " + index + ": expected str instance, " + Types.name(item) + " found",
                        "The filter |join takes values of any type.");
            }
            out.append(index > 0 ? separator : "").append(text);
        }
        return out.toString();
    }

    private static String replace(String text, Arguments a) {
        return replace(text, string(a, 0, "old"), string(a, 1, "new"), a.number(2, "count", -1));
    }

    static String replace(String text, String old, String with, int count) {
        if (count < 0 && !old.isEmpty()) {
            return text.replace(old, with);
        }
        StringBuilder out = new StringBuilder();
        int left = count < 0 ? Integer.MAX_VALUE : count;
        int i = 0;
        while (left > 0) {
            int at = text.indexOf(old, i);
            if (at < 0 || (old.isEmpty() && at > text.length())) {
                break;
            }
            out.append(text, i, at).append(with);
            i = at + old.length();
            left--;
            if (old.isEmpty()) {
                if (i >= text.length()) {
                    return out.toString();
                }
                out.append(text.charAt(i++));
            }
        }
        return out.append(text.substring(i)).toString();
    }

    /** The part of the text that start and end cut out, as find, count and startswith see it. */
    private static String window(String text, Arguments a) {
        int size = text.length();
        int start = a.value(1, "start", None.NONE) instanceof None ? 0 : a.number(1, "start");
        int end = a.value(2, "end", None.NONE) instanceof None ? size : a.number(2, "end");
        int from = Math.max(0, start < 0 ? start + size : start);
        int to = Math.min(size, end < 0 ? end + size : end);
        return from > to ? "" : text.substring(from, to);
    }

    private static boolean edge(String text, Arguments a, boolean start) {
        String name = start ? "prefix" : "suffix";
        String part = window(text, a);
        List<Object> options = a.value(0, name) instanceof PyTuple tuple ? tuple : List.of((Object) string(a, 0, name));
        for (Object option : options) {
            String wanted = Values.print(option);
            if (start ? part.startsWith(wanted) : part.endsWith(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static int find(String text, Arguments a, boolean last) {
        String part = window(text, a);
        String wanted = string(a, 0, "sub");
        int at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
        int start = a.value(1, "start", None.NONE) instanceof None ? 0 : a.number(1, "start");
        return at < 0 ? -1 : at + Math.max(0, start < 0 ? start + text.length() : start);
    }

    private static Object found(int index) {
        if (index < 0) {
            throw new EvaluationException("substring not found");
        }
        return (long) index;
    }

    private static Object count(String text, Arguments a) {
        String part = window(text, a);
        String wanted = string(a, 0, "sub");
        if (wanted.isEmpty()) {
            return part.length() + 1L;
        }
        long count = 0;
        for (int i = part.indexOf(wanted); i >= 0; i = part.indexOf(wanted, i + wanted.length())) {
            count++;
        }
        return count;
    }

    private static PyTuple partition(String text, String separator, boolean last) {
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? PyTuple.of("", "", text) : PyTuple.of(text, "", "");
        }
        return PyTuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static String removePrefix(String text, Arguments a) {
        String prefix = string(a, 0, "prefix");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String removeSuffix(String text, Arguments a) {
        String suffix = string(a, 0, "suffix");
        return !suffix.isEmpty() && text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String pad(String text, Arguments a, int side) {
        return pad(text, a.number(0, "width"), a.text(1, "fillchar", " "), side);
    }

    /** Pads on the right (0), on both sides (1) or on the left (2). */
    static String pad(String text, int width, String fill, int side) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        int left = side == 0 ? 0 : side == 2 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat(left) + text + fill.repeat(missing - left);
    }

    private static String zeroFill(String text, int width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        String sign = signed ? text.substring(0, 1) : "";
        return sign + pad(digits, width - sign.length(), "0", 2);
    }

    private static String expandTabs(String text, int size) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                int spaces = size > 0 ? size - column % size : 0;
                out.append(" ".repeat(spaces));
                column += spaces;
            } else {
                out.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }
}
