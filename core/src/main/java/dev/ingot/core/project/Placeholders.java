package dev.ingot.core.project;

import dev.ingot.api.error.Suggestion;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what stands in braces in a source's path. */
final class Placeholders {

    private static final List<String> KNOWN = List.of("date", "data_source", "table");

    /** Braces with a comma are a choice of a wildcard, not a placeholder; a backslash takes the meaning away. */
    private static final Pattern BRACES = Pattern.compile("(?<!\\\\)\\{([^{},]*)\\}");

    private Placeholders() {}

    record Fault(String what, String fix) {}

    static Optional<Fault> fault(String path) {
        Matcher matcher = BRACES.matcher(path);
        while (matcher.find()) {
            String body = matcher.group(1);
            int colon = body.indexOf(':');
            String name = colon < 0 ? body : body.substring(0, colon);
            if (!KNOWN.contains(name)) {
                return Optional.of(new Fault(
                        "The path has an unknown placeholder '{" + body + "}'.", Suggestion.didYouMean(name, KNOWN)));
            }
            if (colon >= 0 && (!name.equals("date") || !isDatePattern(body.substring(colon + 1)))) {
                return Optional.of(new Fault(
                        "The placeholder '{" + body + "}' is not a date pattern.",
                        "Write for example {date:yyyy/MM/dd}."));
            }
        }
        return Optional.empty();
    }

    static boolean uses(String path, String name) {
        return path.contains("{" + name + "}");
    }

    private static boolean isDatePattern(String pattern) {
        try {
            String day = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(LocalDate.of(2025, 11, 23));
            return day.contains("25") && day.contains("11") && day.contains("23");
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }
}
