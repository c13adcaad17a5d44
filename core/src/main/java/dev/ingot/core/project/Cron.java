package dev.ingot.core.project;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks cron expressions: the five fields of crontab(5) with names, lists, ranges and steps. */
final class Cron {

    private static final Set<String> NICKNAMES =
            Set.of("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Pattern PART = Pattern.compile("(\\*|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,3}))?");

    private record Field(String name, int min, int max, List<String> names, int firstName) {}

    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of(), 0),
            new Field("hour", 0, 23, List.of(), 0),
            new Field("day of month", 1, 31, List.of(), 0),
            new Field("month", 1, 12, MONTHS, 1),
            new Field("day of week", 0, 7, DAYS, 0));

    private Cron() {}

    /** What is wrong with the expression; empty if nothing is. */
    static Optional<String> fault(String expression) {
        String text = expression.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("@")) {
            return NICKNAMES.contains(text) ? Optional.empty() : Optional.of("'" + text + "' is not known.");
        }
        String[] fields = text.split("\\s+");
        if (fields.length != FIELDS.size()) {
            return Optional.of("It has " + fields.length + (fields.length == 1 ? " field" : " fields") + ", not 5.");
        }
        for (int i = 0; i < fields.length; i++) {
            for (String part : fields[i].split(",", -1)) {
                if (!valid(part, FIELDS.get(i))) {
                    Field field = FIELDS.get(i);
                    return Optional.of("The " + field.name() + " '" + part + "' is not " + field.min() + " to "
                            + field.max() + ", '*', a range or a step.");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean valid(String part, Field field) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            return false;
        }
        if (matcher.group(4) != null && Integer.parseInt(matcher.group(4)) == 0) {
            return false;
        }
        if (matcher.group(2) == null) {
            return true;
        }
        int from = number(matcher.group(2), field);
        int to = matcher.group(3) == null ? from : number(matcher.group(3), field);
        return from >= field.min() && to <= field.max() && from <= to;
    }

    private static int number(String text, Field field) {
        int name = field.names().indexOf(text);
        if (name >= 0) {
            return name + field.firstName();
        }
        return text.matches("\\d{1,2}") ? Integer.parseInt(text) : -1;
    }
}
