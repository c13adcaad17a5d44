package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The methods of str. */
final class StringMethods {

    private static final Pattern LINE =
            Pattern.compile("([^N]*+)(?:\r\n|[N]|\\z)".replace("N", "\\n\\r\\x0b\\f\\x1c-\\x1e\\x85\\u2028\\u2029"));
    private static final Pattern IDENTIFIER = Pattern.compile("(?U)[\\w&&\\D]\\w*");

    static final Map<String, Filter> ALL = new Functions<>(String.class)
            .with("upper()", (text, a) -> text.toUpperCase(Locale.ROOT))
            .with("lower()", (text, a) -> text.toLowerCase(Locale.ROOT))
            .with("casefold()", (text, a) -> text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))
            .with("title()", (text, a) -> title(text))
            .with("capitalize()", (text, a) -> capitalize(text))
            .with("swapcase()", (text, a) -> swapCase(text))
            .with("strip(chars)", (text, a) -> strip(text, a, true, true))
            .with("lstrip(chars)", (text, a) -> strip(text, a, true, false))
            .with("rstrip(chars)", (text, a) -> strip(text, a, false, true))
            .with("split(sep, maxsplit)", (text, a) -> new PyList(split(text, a)))
            .with("rsplit(sep, maxsplit)", (text, a) -> splitFromRight(text, a))
            .with("splitlines(keepends)", (text, a) -> new PyList(lines(text, a.flag(0, "keepends", false))))
            .with("join(iterable)", (text, a) -> join(text, a.value(0, "iterable")))
            .with("replace(old, new, count)", (text, a) -> {
                return replace(text, string(a, 0, "old"), string(a, 1, "new"), a.number(2, "count", -1));
            })
            .with("startswith(prefix, start, end)", (text, a) -> {
                String part = window(text, a);
                return options(a, "prefix").anyMatch(part::startsWith);
            })
            .with("endswith(suffix, start, end)", (text, a) -> {
                String part = window(text, a);
                return options(a, "suffix").anyMatch(part::endsWith);
            })
            .with("find(sub, start, end)", (text, a) -> find(text, a, false))
            .with("rfind(sub, start, end)", (text, a) -> find(text, a, true))
            .with("index(sub, start, end)", (text, a) -> found(find(text, a, false)))
            .with("rindex(sub, start, end)", (text, a) -> found(find(text, a, true)))
            .with("count(sub, start, end)", (text, a) -> {
                return matcher(string(a, 0, "sub"), window(text, a)).results().count();
            })
            .with("partition(sep)", (text, a) -> partition(text, text.indexOf(string(a, 0, "sep")), a, false))
            .with("rpartition(sep)", (text, a) -> partition(text, text.lastIndexOf(string(a, 0, "sep")), a, true))
            .with("removeprefix(prefix)", (text, a) -> {
                String prefix = string(a, 0, "prefix");
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            })
            .with("removesuffix(suffix)", (text, a) -> {
                String suffix = string(a, 0, "suffix");
                return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            })
            .with("center(width, fillchar)", (text, a) -> pad(text, a, 1))
            .with("ljust(width, fillchar)", (text, a) -> pad(text, a, 0))
            .with("rjust(width, fillchar)", (text, a) -> pad(text, a, 2))
            .with("zfill(width)", (text, a) -> {
                int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
                return text.substring(0, sign) + pad(text.substring(sign), a.number(0, "width") - sign, "0", 2);
            })
            .with("expandtabs(tabsize)", (text, a) -> expandTabs(text, a.number(0, "tabsize", 8)))
            .with("isdigit()", (text, a) -> all(text, Character::isDigit))
            .with("isdecimal()", (text, a) -> all(text, Character::isDigit))
            .with("isnumeric()", (text, a) -> all(text, Character::isDigit))
            .with("isalpha()", (text, a) -> all(text, Character::isLetter))
            .with("isalnum()", (text, a) -> all(text, Character::isLetterOrDigit))
            .with("isspace()", (text, a) -> all(text, Strings::isSpace))
            .with("isascii()", (text, a) -> text.chars().allMatch(c -> c < 128))
            .with("islower()", (text, a) -> isLower(text))
            .with("isupper()", (text, a) -> isUpper(text))
            .with("istitle()", (text, a) -> {
                return text.chars().anyMatch(Character::isLetter) && title(text).equals(text);
            })
            .with("isprintable()", (text, a) -> text.codePoints().allMatch(Printing::isPrintable))
            .with("isidentifier()", (text, a) -> IDENTIFIER.matcher(text).matches())
            .with("encode(encoding, errors)", (text, a) -> text)
            .with("maketrans(x, y, z)", (text, a) -> Translation.table(a))
            .with("translate(table)", (text, a) -> Translation.of(text, Operators.mapping(a.value(0, "table"))))
            .with("format(...)", BraceFormat::format)
            .with("format_map(mapping)", (text, a) -> {
                Map<String, Object> named = new LinkedHashMap<>();
                Operators.mapping(a.value(0, "mapping"))
                        .forEach((key, value) -> named.put(String.valueOf(key), Values.of(value)));
                return BraceFormat.format(text, new Arguments(List.of(), named));
            })
            .all();

    private StringMethods() {}

    /** An argument that must be a str, as Python insists. */
    private static String string(Arguments a, int index, String name) {
        Object value = a.value(index, name);
        Undefined.refuse(value);
        if (value instanceof String text) {
            return text;
        }
        throw new EvaluationException("argument '" + name + "' must be str, not " + Values.typeName(value));
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
        String first = Character.toString(Character.toTitleCase(text.codePointAt(0)));
        return first + text.substring(text.offsetByCodePoints(0, 1)).toLowerCase(Locale.ROOT);
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    static boolean isLower(String text) {
        return text.chars().anyMatch(Character::isLowerCase) && text.chars().noneMatch(Character::isUpperCase);
    }

    static boolean isUpper(String text) {
        return text.chars().anyMatch(Character::isUpperCase) && text.chars().noneMatch(Character::isLowerCase);
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    static String strip(String text, Arguments a, boolean left, boolean right) {
        if (a.isNone(0, "chars")) {
            return Strings.strip(text, left, right);
        }
        String chars = string(a, 0, "chars");
        return Strings.strip(text, c -> chars.indexOf(c) >= 0, left, right);
    }

    private static List<String> split(String text, Arguments a) {
        int most = a.number(1, "maxsplit", -1);
        boolean words = a.isNone(0, "sep");
        String separator = words ? Strings.SPACE + "+" : Pattern.quote(string(a, 0, "sep"));
        if (!words && string(a, 0, "sep").isEmpty()) {
            throw new EvaluationException("empty separator");
        }
        String whole = words ? Strings.strip(text, true, most < 0) : text;
        List<String> parts = new ArrayList<>(List.of(whole.split(separator, most < 0 ? -1 : most + 1)));
        if (words && parts.get(parts.size() - 1).isEmpty()) {
            parts.remove(parts.size() - 1);
        }
        return parts;
    }

    private static PyList splitFromRight(String text, Arguments a) {
        Arguments mirrored = a.isNone(0, "sep")
                ? a
                : new Arguments(List.of(mirror(string(a, 0, "sep"))), Map.of("maxsplit", a.value(1, "maxsplit", -1L)));
        List<String> parts = split(mirror(text), mirrored);
        parts.replaceAll(StringMethods::mirror);
        Collections.reverse(parts);
        return new PyList(parts);
    }

    private static String mirror(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    static List<String> lines(String text, boolean keepEnds) {
        return LINE.matcher(text)
                .results()
                .filter(line -> !line.group().isEmpty())
                .map(line -> line.group(keepEnds ? 0 : 1))
                .toList();
    }

    private static String join(String separator, Object items) {
        List<String> parts = new ArrayList<>();
        for (Iterator<Object> all = Values.iterate(items); all.hasNext(); ) {
            Object item = all.next();
            if (!(item instanceof String text)) {
                throw new EvaluationException(
                        "sequence item " + parts.size() + ": expected str instance, " + Values.typeName(item)
                                + " found",
                        "The filter |join takes values of any type.");
            }
            parts.add(text);
        }
        return String.join(separator, parts);
    }

    private static Matcher matcher(String part, String text) {
        return Pattern.compile(part, Pattern.LITERAL).matcher(text);
    }

    /** Replaces the first {@code count}; all if it is negative. */
    static String replace(String text, String old, String with, int count) {
        if (count < 0) {
            return text.replace(old, with);
        }
        StringBuilder out = new StringBuilder();
        Matcher matcher = matcher(old, text);
        for (int left = count; left > 0 && matcher.find(); left--) {
            matcher.appendReplacement(out, Matcher.quoteReplacement(with));
        }
        return matcher.appendTail(out).toString();
    }

    private static int start(String text, Arguments a) {
        int start = a.isNone(1, "start") ? 0 : a.number(1, "start");
        return Math.max(0, start < 0 ? start + text.length() : start);
    }

    /** The part of the text that start and end cut out, as find, count and startswith see it. */
    private static String window(String text, Arguments a) {
        int size = text.length();
        int end = a.isNone(2, "end") ? size : a.number(2, "end");
        int to = Math.min(size, end < 0 ? end + size : end);
        return start(text, a) > to ? "" : text.substring(start(text, a), to);
    }

    private static Stream<String> options(Arguments a, String name) {
        return a.value(0, name) instanceof PyTuple several
                ? several.stream().map(Values::print)
                : Stream.of(string(a, 0, name));
    }

    private static long find(String text, Arguments a, boolean last) {
        String part = window(text, a);
        String wanted = string(a, 0, "sub");
        int at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
        return at < 0 ? -1 : at + start(text, a);
    }

    private static long found(long index) {
        if (index < 0) {
            throw new EvaluationException("substring not found");
        }
        return index;
    }

    private static PyTuple partition(String text, int at, Arguments a, boolean last) {
        if (at < 0) {
            return last ? PyTuple.of("", "", text) : PyTuple.of(text, "", "");
        }
        String separator = string(a, 0, "sep");
        return PyTuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static String pad(String text, Arguments a, int side) {
        return pad(text, a.number(0, "width"), a.text(1, "fillchar", " "), side);
    }

    /** Pads on the right (0), on both sides (1) or on the left (2). */
    static String pad(String text, int width, String fill, int side) {
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        int left = side == 0 ? 0 : side == 2 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat(left) + text + fill.repeat(missing - left);
    }

    private static String expandTabs(String text, int size) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (int c : text.codePoints().toArray()) {
            int spaces = size > 0 ? size - column % size : 0;
            out.append(c == '\t' ? " ".repeat(spaces) : Character.toString(c));
            column = c == '\t' ? column + spaces : c == '\n' || c == '\r' ? 0 : column + 1;
        }
        return out.toString();
    }
}
