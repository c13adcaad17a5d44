package dev.ingot.files;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A glob over paths with {@code /}, and placeholders in it: {@code *} and {@code ?} stay inside a folder, {@code **}
 * goes through folders, {@code [a-z]} and {@code [!a-z]} are classes, {@code {a,b}} is a choice, {@code {date}} is
 * {@code yyyyMMdd}, {@code {date:yyyy/MM/dd}} is a date in another form. Immutable.
 */
final class PathPattern {

    private static final List<String> PLACEHOLDERS = List.of("date", "data_source");
    private static final String META = "*?[{";

    private final String text;
    private final Pattern regex;
    private final List<DateTimeFormatter> dates;
    private final String base;

    private PathPattern(String text, Pattern regex, List<DateTimeFormatter> dates, String base) {
        this.text = text;
        this.regex = regex;
        this.dates = List.copyOf(dates);
        this.base = base;
    }

    /**
     * @param date what {@code {date}} stands for; null: any date, read from the path
     * @param dataSource what {@code {data_source}} stands for; null: not known
     */
    static PathPattern parse(String text, @Nullable LocalDate date, @Nullable String dataSource) {
        if (text.isBlank()) {
            throw bad(text, "it is empty", "Give the files to read, for example orders/*.csv.");
        }
        if (text.startsWith("/") || List.of(text.split("/", -1)).contains("..")) {
            throw bad(
                    text,
                    "it leaves the connection's folder",
                    "Write it relative to the connection's path, without a leading / and without ..");
        }
        return new Compiler(text.startsWith("./") ? text.substring(2) : text, date, dataSource).compile();
    }

    boolean hasOpenDate() {
        return !dates.isEmpty();
    }

    /** The folders (or the file) before the first wildcard: where listing starts. Empty: the root. */
    String base() {
        return base;
    }

    /** Whether something below this folder can match. */
    boolean mayHold(String folder) {
        Matcher matcher = regex.matcher(folder + "/");
        return matcher.matches() || matcher.hitEnd();
    }

    /** Whether the path matches; where the pattern has dates, all of them are valid and the same. */
    Optional<Match> match(String path) {
        Matcher matcher = regex.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        LocalDate found = null;
        for (int i = 0; i < dates.size(); i++) {
            try {
                LocalDate here = LocalDate.parse(matcher.group("d" + i), dates.get(i));
                if (found != null && !found.equals(here)) {
                    return Optional.empty();
                }
                found = here;
            } catch (DateTimeException e) {
                return Optional.empty(); // eight digits that are no date: not a date folder
            }
        }
        return Optional.of(new Match(found));
    }

    record Match(@Nullable LocalDate date) {}

    @Override
    public String toString() {
        return text;
    }

    private static RuntimeException bad(String text, String why, String fix) {
        return Problem.of(FilesError.BAD_PATTERN, "The path '" + text + "' is not a valid pattern.")
                .because(why)
                .fix(fix)
                .toException();
    }

    /** One pass over the text; the regular expression and the literal beginning grow side by side. */
    private static final class Compiler {
        private final String text;
        private final @Nullable LocalDate date;
        private final @Nullable String dataSource;
        private final StringBuilder regex = new StringBuilder();
        private final StringBuilder shown = new StringBuilder();
        private final StringBuilder literal = new StringBuilder();
        private final List<DateTimeFormatter> dates = new ArrayList<>();
        private boolean wild;
        private int depth;
        private int at;

        Compiler(String text, @Nullable LocalDate date, @Nullable String dataSource) {
            this.text = text;
            this.date = date;
            this.dataSource = dataSource;
        }

        PathPattern compile() {
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case '*' -> stars();
                    case '?' -> wildcard("[^/]", "?");
                    case '[' -> characterClass();
                    case '{' -> brace();
                    case '}' -> closeChoice();
                    case ',' -> comma();
                    case '\\' -> escaped();
                    default -> literal(String.valueOf(c), 1);
                }
            }
            if (depth > 0) {
                throw bad(text, "a { is never closed", "Close it with }, or write \\{ for the character itself.");
            }
            String start = literal.toString();
            // Without a wildcard the whole text is one file; else what follows the last / may be half a name.
            String base = wild ? start.substring(0, Math.max(0, start.lastIndexOf('/'))) : start;
            return new PathPattern(shown.toString(), Pattern.compile(regex.toString()), dates, base);
        }

        private void literal(String characters, int consumed) {
            regex.append(Pattern.quote(characters));
            shown.append(characters);
            if (!wild) {
                literal.append(characters);
            }
            at += consumed;
        }

        private void wildcard(String expression, String source) {
            wild = true;
            regex.append(expression);
            shown.append(source);
            at += source.length();
        }

        private void stars() {
            if (text.startsWith("**/", at)) {
                wildcard("(?:.*/)?", "**/");
            } else if (text.startsWith("**", at)) {
                wildcard(".*", "**");
            } else {
                wildcard("[^/]*", "*");
            }
        }

        private void characterClass() {
            int end = text.indexOf(']', at + 2);
            if (end < 0) {
                throw bad(text, "a [ is never closed", "Close it with ], or write \\[ for the character itself.");
            }
            String inside = text.substring(at + 1, end);
            boolean negated = inside.startsWith("!") || inside.startsWith("^");
            String members = (negated ? inside.substring(1) : inside)
                    .replace("\\", "\\\\")
                    .replace("[", "\\[")
                    .replace("&", "\\&")
                    .replace("^", "\\^");
            wildcard((negated ? "[^/" : "(?!/)[") + members + "]", text.substring(at, end + 1));
        }

        private void brace() {
            int end = text.indexOf('}', at);
            String inside = end < 0 ? "" : text.substring(at + 1, end);
            if (end > 0 && inside.equals("date")) {
                date("yyyyMMdd", end);
            } else if (end > 0 && inside.startsWith("date:")) {
                date(inside.substring("date:".length()), end);
            } else if (end > 0 && inside.equals("data_source")) {
                dataSource(end);
            } else if (end > 0 && inside.matches("[a-z_]+(:.*)?") && !inside.contains(",")) {
                String name = inside.split(":", 2)[0];
                throw bad(
                        text,
                        "{" + inside + "} is not a placeholder",
                        Suggestion.didYouMean(name, PLACEHOLDERS) + " A choice needs a comma: {a,b}.");
            } else {
                depth++;
                wildcard("(?:", "{");
            }
        }

        private void closeChoice() {
            if (depth == 0) {
                literal("}", 1);
            } else {
                depth--;
                wildcard(")", "}");
            }
        }

        private void comma() {
            if (depth == 0) {
                literal(",", 1);
            } else {
                wildcard("|", ",");
            }
        }

        private void escaped() {
            if (at + 1 == text.length()) {
                throw bad(text, "it ends in a backslash", "Write \\\\ for a backslash, and / between folders.");
            }
            literal(String.valueOf(text.charAt(at + 1)), 2);
        }

        private void dataSource(int end) {
            if (dataSource == null) {
                throw bad(
                        text,
                        "{data_source} has no value",
                        "Set data_source: in the pipeline, or the column data_source of its controller row.");
            }
            literal(dataSource, end + 1 - at);
        }

        private void date(String form, int end) {
            if (!form.matches("[yuMd/._=-]*")
                    || !form.matches(".*[yu]{4}.*")
                    || !form.contains("MM")
                    || !form.contains("dd")) {
                throw bad(
                        text,
                        "'" + form + "' is not the form of a date",
                        "Use yyyy, MM and dd with / - . _ or = between them, for example {date:yyyy-MM-dd}.");
            }
            // Strict resolving (no 31st of February) needs the year letter u.
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(form.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
            if (date != null) {
                literal(formatter.format(date), end + 1 - at);
                return;
            }
            StringBuilder expression = new StringBuilder("(?<d" + dates.size() + ">");
            for (int i = 0; i < form.length(); i++) {
                char c = form.charAt(i);
                expression.append(Character.isLetter(c) ? "\\d" : Pattern.quote(String.valueOf(c)));
            }
            dates.add(formatter);
            wildcard(expression.append(')').toString(), text.substring(at, end + 1));
        }
    }

    /** The name as a pattern that matches only itself. */
    static String escape(String name) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (META.indexOf(c) >= 0 || c == '}' || c == '\\') {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
