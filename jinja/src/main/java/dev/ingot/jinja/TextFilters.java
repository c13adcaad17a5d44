package dev.ingot.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Jinja2's filters on text. */
final class TextFilters {

    private static final Pattern WORD = Pattern.compile("(?U)\\w+");
    private static final Pattern TITLE_WORD = Pattern.compile("(?U)[^-\\s({\\[<]+");
    private static final Pattern TAG = Pattern.compile("(<!--.*?-->|<[^>]*>)", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("(?:https?://|www\\.)[^\\s<>]*[^\\s<>.,;:!?)\\]'\"]");

    static final Map<String, Filter> ALL = new Functions<>(Object.class)
            .text("upper()", (text, a) -> text.toUpperCase(Locale.ROOT))
            .text("lower()", (text, a) -> text.toLowerCase(Locale.ROOT))
            .text("capitalize()", (text, a) -> StringMethods.capitalize(text))
            .text("title()", (text, a) -> title(text))
            .text("string()", (text, a) -> text)
            .text("safe()", (text, a) -> text)
            .text("escape()", (text, a) -> escape(text))
            .alias("escape", "e")
            .alias("escape", "forceescape")
            .text("trim(chars)", (text, a) -> StringMethods.strip(text, a, true, true))
            .text("center(width)", (text, a) -> StringMethods.pad(text, a.number(0, "width", 80), " ", 1))
            .text("replace(old, new, count)", (text, a) -> {
                int count = a.isNone(2, "count") ? -1 : a.number(2, "count");
                return StringMethods.replace(text, a.text(0, "old"), a.text(1, "new"), count);
            })
            .text("indent(width, first, blank)", TextFilters::indent)
            .text("truncate(length, killwords, end, leeway)", TextFilters::truncate)
            .text("wordcount()", (text, a) -> WORD.matcher(text).results().count())
            .text("wordwrap(width, break_long_words, wrapstring, break_on_hyphens)", TextFilters::wordWrap)
            .text("striptags()", (text, a) -> {
                String plain = TAG.matcher(text).replaceAll("");
                return String.join(" ", Strings.strip(plain, true, true).split("\\s+"));
            })
            .text(
                    "urlize(trim_url_limit, nofollow, target, rel)",
                    (text, a) -> LINK.matcher(escape(text)).replaceAll(TextFilters::link))
            .text("format(...)", (text, a) -> {
                Object values = a.named().isEmpty() ? new PyTuple(a.positional()) : new PyDict(a.named());
                return PercentFormat.format(text, values);
            })
            .with("urlencode(...)", (value, a) -> urlEncode(value))
            .with("xmlattr(...)", (value, a) -> xmlAttributes(value, a.flag(0, "autospace", true)))
            .all();

    private TextFilters() {}

    private static String title(String text) {
        return TITLE_WORD
                .matcher(text)
                .replaceAll(word -> Matcher.quoteReplacement(StringMethods.capitalize(word.group())));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static String indent(String text, Arguments a) {
        String indent = a.value(0, "width", 4L) instanceof String given ? given : " ".repeat(a.number(0, "width", 4));
        boolean blank = a.flag(2, "blank", false);
        String lines = StringMethods.lines(text + "\n", false).stream()
                .map(line -> blank || !line.isEmpty() ? indent + line : line)
                .collect(Collectors.joining("\n"));
        boolean first = a.flag(1, "first", false);
        return first == lines.startsWith(indent) ? lines : first ? indent + lines : lines.substring(indent.length());
    }

    private static String truncate(String text, Arguments a) {
        int length = a.number(0, "length", 255);
        String end = a.text(2, "end", "...");
        int leeway = a.isNone(3, "leeway") ? 5 : a.number(3, "leeway");
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
        String newline = a.isNone(2, "wrapstring") ? "\n" : a.text(2, "wrapstring");
        List<String> wrapped = new ArrayList<>();
        for (String line : StringMethods.lines(text, false)) {
            wrapped.addAll(wrap(line, a));
        }
        return String.join(newline, wrapped);
    }

    private static List<String> wrap(String line, Arguments a) {
        int width = a.number(0, "width", 79);
        boolean breakLong = a.flag(1, "break_long_words", true);
        String space = "(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)";
        List<String> lines = new ArrayList<>();
        String current = "";
        for (String chunk : line.split(a.flag(3, "break_on_hyphens", true) ? space + "|(?<=\\w-)(?=\\w)" : space)) {
            String rest = chunk;
            if (current.length() + rest.length() > width && !current.isEmpty() && !rest.isBlank()) {
                lines.add(Strings.strip(current, false, true));
                current = "";
            }
            while (breakLong && rest.length() > width && !rest.isBlank()) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            current += rest.isBlank() && current.isEmpty() && !lines.isEmpty() ? "" : rest;
        }
        String last = Strings.strip(current, false, true);
        if (!last.isEmpty() || lines.isEmpty()) {
            lines.add(last);
        }
        return lines;
    }

    private static String link(MatchResult match) {
        String url = match.group().startsWith("www.") ? "https://" + match.group() : match.group();
        return Matcher.quoteReplacement("<a href=\"" + url + "\" rel=\"noopener\">" + match.group() + "</a>");
    }

    private static String urlEncode(Object value) {
        if (value instanceof String || !Iteration.isIterable(value)) {
            return quote(value).replace("%2F", "/");
        }
        return Operators.mapping(value).entrySet().stream()
                .map(entry -> quote(Values.of(entry.getKey())) + "=" + quote(Values.of(entry.getValue())))
                .collect(Collectors.joining("&"))
                .replace("%20", "+");
    }

    private static String quote(Object value) {
        return URLEncoder.encode(Values.print(value), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String xmlAttributes(Object value, boolean space) {
        List<String> attributes = new ArrayList<>();
        Operators.mapping(value).forEach((key, raw) -> {
            Object item = Values.of(raw);
            if (!(item instanceof None || item instanceof Undefined)) {
                attributes.add(escape(String.valueOf(key)) + "=\"" + escape(Values.print(item)) + '"');
            }
        });
        return (space && !attributes.isEmpty() ? " " : "") + String.join(" ", attributes);
    }
}
