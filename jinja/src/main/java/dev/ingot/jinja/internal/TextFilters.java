package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinja2's filters on text: the value is first turned into text. */
final class TextFilters {

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD_START = Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TAG = Pattern.compile("(<!--.*?-->|<[^>]*>)", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("(?:https?://|www\\.)[^\\s<>]*[^\\s<>.,;:!?)\\]'\"]");

    /** A filter on text. */
    @FunctionalInterface
    private interface OnText {
        Object apply(String text, Arguments arguments);
    }

    private TextFilters() {}

    static void addTo(Map<String, Filter> filters) {
        add(filters, "upper", (text, a) -> text.toUpperCase(Locale.ROOT));
        add(filters, "lower", (text, a) -> text.toLowerCase(Locale.ROOT));
        add(filters, "capitalize", (text, a) -> StringMethods.capitalize(text));
        add(filters, "title", (text, a) -> title(text));
        add(filters, "string", (text, a) -> text);
        add(filters, "safe", (text, a) -> text);
        add(filters, "escape", (text, a) -> escape(text));
        add(filters, "e", (text, a) -> escape(text));
        add(filters, "forceescape", (text, a) -> escape(text));
        add(filters, "trim", TextFilters::trim, "chars");
        add(filters, "center", (text, a) -> StringMethods.pad(text, a.number(0, "width", 80), " ", 1), "width");
        add(filters, "replace", TextFilters::replace, "old", "new", "count");
        add(filters, "indent", TextFilters::indent, "width", "first", "blank");
        add(filters, "truncate", TextFilters::truncate, "length", "killwords", "end", "leeway");
        add(filters, "wordcount", (text, a) -> WORD.matcher(text).results().count());
        add(filters, "wordwrap", TextFilters::wordWrap, "width", "break_long_words", "wrapstring", "break_on_hyphens");
        add(
                filters,
                "striptags",
                (text, a) -> String.join(
                        " ",
                        StringMethods.strip(TAG.matcher(text).replaceAll(""), null, true, true)
                                .split("\\s+")));
        add(
                filters,
                "urlize",
                (text, a) -> LINK.matcher(text).replaceAll(TextFilters::link),
                "trim_url_limit",
                "nofollow",
                "target",
                "rel");
        filters.put(
                "format",
                (activation, value, a) -> PercentFormat.format(
                        Values.print(value),
                        a.named().isEmpty() ? new PyTuple(a.positional()) : new PyDict(a.named())));
        filters.put("urlencode", (activation, value, a) -> urlEncode(value));
        filters.put("xmlattr", (activation, value, a) -> xmlAttributes(value, a.flag(0, "autospace", true)));
    }

    private static void add(Map<String, Filter> filters, String name, OnText filter, String... names) {
        filters.put(
                name,
                (activation, value, arguments) ->
                        Values.of(filter.apply(Values.print(value), arguments.expect(name, names))));
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = WORD_START.matcher(text);
        int from = 0;
        while (matcher.find()) {
            out.append(StringMethods.capitalize(text.substring(from, matcher.start())))
                    .append(matcher.group());
            from = matcher.end();
        }
        return out.append(StringMethods.capitalize(text.substring(from))).toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static String trim(String text, Arguments a) {
        Object chars = a.value(0, "chars", None.NONE);
        return StringMethods.strip(text, chars instanceof None ? null : Values.print(chars), true, true);
    }

    private static String replace(String text, Arguments a) {
        int count = a.value(2, "count", None.NONE) instanceof None ? -1 : a.number(2, "count");
        return StringMethods.replace(text, a.text(0, "old"), a.text(1, "new"), count);
    }

    private static String indent(String text, Arguments a) {
        String indent = a.value(0, "width", 4L) instanceof String given ? given : " ".repeat(a.number(0, "width", 4));
        boolean blank = a.flag(2, "blank", false);
        List<Object> lines = StringMethods.lines(text + "\n", false);
        StringBuilder out = new StringBuilder(a.flag(1, "first", false) ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            out.append(i == 0 ? "" : blank || !line.isEmpty() ? "\n" + indent : "\n")
                    .append(line);
        }
        return out.toString();
    }

    private static String truncate(String text, Arguments a) {
        int length = a.number(0, "length", 255);
        String end = a.text(2, "end", "...");
        int leeway = a.value(3, "leeway", None.NONE) instanceof None ? 5 : a.number(3, "leeway");
        if (length < end.length() || leeway < 0) {
            throw new EvaluationException("expected length >= " + end.length() + ", got " + length);
        }
        if (text.length() <= length + leeway) {
            return text;
        }
        String cut = text.substring(0, length - end.length());
        int space = cut.lastIndexOf(' ');
        return (a.flag(1, "killwords", false) || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static String wordWrap(String text, Arguments a) {
        int width = a.number(0, "width", 79);
        boolean breakLong = a.flag(1, "break_long_words", true);
        String newline = a.value(2, "wrapstring", None.NONE) instanceof None ? "\n" : a.text(2, "wrapstring");
        boolean hyphens = a.flag(3, "break_on_hyphens", true);
        List<String> wrapped = new ArrayList<>();
        for (Object line : StringMethods.lines(text, false)) {
            wrapped.addAll(wrap((String) line, width, breakLong, hyphens));
        }
        return String.join(newline, wrapped);
    }

    private static List<String> wrap(String line, int width, boolean breakLong, boolean hyphens) {
        List<String> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        String boundary =
                hyphens ? "(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)|(?<=\\w-)(?=\\w)" : "(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)";
        for (String chunk : line.split(boundary)) {
            String rest = chunk;
            if (current.length() + rest.length() > width && current.length() > 0 && !rest.isBlank()) {
                lines.add(StringMethods.strip(current.toString(), null, false, true));
                current.setLength(0);
            }
            while (breakLong && rest.length() > width && !rest.isBlank()) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            if (!(rest.isBlank() && current.length() == 0 && !lines.isEmpty())) {
                current.append(rest);
            }
        }
        String last = StringMethods.strip(current.toString(), null, false, true);
        if (!last.isEmpty() || lines.isEmpty()) {
            lines.add(last);
        }
        return lines;
    }

    private static String link(java.util.regex.MatchResult match) {
        String url = match.group().startsWith("www.") ? "https://" + match.group() : match.group();
        return Matcher.quoteReplacement(
                "<a href=\"" + escape(url) + "\" rel=\"noopener\">" + escape(match.group()) + "</a>");
    }

    private static Object urlEncode(Object value) {
        if (value instanceof String || !Iteration.isIterable(value)) {
            return quote(Values.print(value)).replace("%2F", "/");
        }
        List<String> pairs = new ArrayList<>();
        Operators.mapping(value)
                .forEach((key, item) ->
                        pairs.add(quote(Values.print(Values.of(key))) + "=" + quote(Values.print(Values.of(item)))));
        return String.join("&", pairs).replace("%20", "+");
    }

    private static String quote(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static Object xmlAttributes(Object value, boolean space) {
        StringBuilder out = new StringBuilder();
        Operators.mapping(value).forEach((key, raw) -> {
            Object item = Values.of(raw);
            if (!(item instanceof None || item instanceof Undefined)) {
                out.append(out.length() > 0 ? " " : "")
                        .append(escape(String.valueOf(key)))
                        .append("=\"")
                        .append(escape(Values.print(item)))
                        .append('"');
            }
        });
        return space && out.length() > 0 ? " " + out : out.toString();
    }
}
