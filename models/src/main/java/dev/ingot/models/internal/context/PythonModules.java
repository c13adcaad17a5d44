package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Values;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Python's {@code datetime}, {@code re} and {@code pytz} that projects use through {@code modules}. "Now"
 * is the moment the command started, so that all nodes of a run agree.
 */
final class PythonModules implements HostObject {

    private static final Map<Character, String> DATE_PARTS = Map.of(
            'Y', "uuuu", 'm', "MM", 'd', "dd", 'H', "HH", 'M', "mm", 'S', "ss", 'y', "uu", 'b', "MMM", 'j', "DDD");

    private final Instant now;

    PythonModules(Instant started) {
        this.now = started;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "datetime" -> new Members("module datetime", this::datetimeModule);
            case "re" -> new Members("module re", PythonModules::re);
            case "pytz" -> new Members("module pytz", PythonModules::pytz);
            default -> null;
        };
    }

    /** An object whose members are found by a function; callable where {@code ()} is a member. */
    private record Members(String typeName, java.util.function.Function<String, @Nullable Object> find)
            implements HostObject, Callable {
        @Override
        public @Nullable Object attribute(String name) {
            return find.apply(name);
        }

        @Override
        public Object call(Arguments arguments) {
            if (find.apply("()") instanceof Callable constructor) {
                return Values.of(constructor.call(arguments));
            }
            throw new EvaluationException("'" + typeName + "' is not callable");
        }
    }

    private @Nullable Object datetimeModule(String name) {
        return switch (name) {
            case "datetime" -> new Members("datetime", this::datetimeClass);
            case "date" -> new Members("date", this::dateClass);
            case "timedelta" -> (Callable) PythonModules::timedelta;
            case "timezone" -> new Members("timezone", member -> member.equals("utc") ? ZoneOffset.UTC : null);
            default -> null;
        };
    }

    private @Nullable Object datetimeClass(String name) {
        return switch (name) {
            case "now", "utcnow", "today" ->
                (Callable) arguments -> arguments.size() == 0
                        ? new TimeValue(LocalDateTime.ofInstant(now, ZoneOffset.UTC))
                        : new TimeValue(now.atZone(TimeValue.zone(arguments.value(0, "tz"))));
            case "strptime" ->
                (Callable) arguments -> strptime(arguments.text(0, "date_string"), arguments.text(1, "format"));
            case "fromisoformat" ->
                (Callable) arguments -> {
                    String text = arguments.text(0, "date_string").replace(' ', 'T');
                    try {
                        if (text.matches(".*T.*([+-]\\d\\d:\\d\\d|Z)")) {
                            return new TimeValue(OffsetDateTime.parse(text));
                        }
                        return new TimeValue(
                                text.contains("T")
                                        ? LocalDateTime.parse(text)
                                        : LocalDate.parse(text).atStartOfDay());
                    } catch (DateTimeException e) {
                        throw new EvaluationException("Invalid isoformat string: '" + text + "'");
                    }
                };
            case "()" ->
                (Callable) arguments -> new TimeValue(LocalDateTime.of(
                        arguments.number(0, "year"),
                        arguments.number(1, "month"),
                        arguments.number(2, "day"),
                        arguments.number(3, "hour", 0),
                        arguments.number(4, "minute", 0),
                        arguments.number(5, "second", 0)));
            default -> null;
        };
    }

    private @Nullable Object dateClass(String name) {
        return switch (name) {
            case "today" -> (Callable) arguments -> new TimeValue(LocalDate.ofInstant(now, ZoneOffset.UTC));
            case "fromisoformat" ->
                (Callable) arguments -> new TimeValue(LocalDate.parse(arguments.text(0, "date_string")));
            case "()" ->
                (Callable) arguments -> new TimeValue(LocalDate.of(
                        arguments.number(0, "year"), arguments.number(1, "month"), arguments.number(2, "day")));
            default -> null;
        };
    }

    private static Object timedelta(Arguments arguments) {
        return new SpanValue(Duration.ofDays(arguments.number(0, "days", 0))
                .plusSeconds(arguments.number(1, "seconds", 0))
                .plusMinutes(arguments.number(4, "minutes", 0))
                .plusHours(arguments.number(5, "hours", 0))
                .plusDays(7L * arguments.number(6, "weeks", 0)));
    }

    private static @Nullable Object pytz(String name) {
        return switch (name) {
            case "utc", "UTC" -> new Zone(ZoneOffset.UTC, "UTC");
            case "timezone" ->
                (Callable) arguments -> {
                    String zone = arguments.text(0, "zone");
                    return new Zone(TimeValue.zone(zone), zone);
                };
            default -> null;
        };
    }

    /** A time zone of {@code pytz}. */
    private record Zone(ZoneId id, String name) implements HostObject {
        @Override
        public @Nullable Object attribute(String attribute) {
            return switch (attribute) {
                case "localize" ->
                    (Callable) arguments -> {
                        if (arguments.value(0, "dt") instanceof TimeValue time
                                && time.value() instanceof LocalDateTime naive) {
                            return new TimeValue(naive.atZone(id));
                        }
                        throw new EvaluationException("Not naive datetime (tzinfo is already set)");
                    };
                case "normalize" -> (Callable) arguments -> arguments.value(0, "dt");
                case "zone" -> name;
                default -> null;
            };
        }

        @Override
        public String typeName() {
            return "timezone";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Object strptime(String text, String format) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                String part = DATE_PARTS.get(format.charAt(++i));
                if (part == null) {
                    throw new EvaluationException("strptime() does not know %" + format.charAt(i));
                }
                pattern.append(part);
            } else {
                pattern.append(c == '\'' ? "''" : "'" + c + "'");
            }
        }
        try {
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern.toString(), java.util.Locale.ENGLISH);
            return new TimeValue(
                    format.contains("%H")
                            ? LocalDateTime.parse(text, formatter)
                            : LocalDate.parse(text, formatter).atStartOfDay());
        } catch (DateTimeException e) {
            throw new EvaluationException("time data '" + text + "' does not match format '" + format + "'");
        }
    }

    private static @Nullable Object re(String name) {
        return switch (name) {
            case "match" -> (Callable) arguments -> found(matcher(arguments), Matcher::lookingAt);
            case "search" -> (Callable) arguments -> found(matcher(arguments), Matcher::find);
            case "fullmatch" -> (Callable) arguments -> found(matcher(arguments), Matcher::matches);
            case "sub" ->
                (Callable) arguments -> pattern(arguments)
                        .matcher(arguments.text(2, "string"))
                        .replaceAll(replacement(arguments.text(1, "repl")));
            case "findall" ->
                (Callable) arguments -> {
                    PyList all = new PyList();
                    Matcher matcher = matcher(arguments);
                    while (matcher.find()) {
                        all.add(
                                switch (matcher.groupCount()) {
                                    case 0 -> matcher.group();
                                    case 1 -> text(matcher.group(1));
                                    default -> groups(matcher);
                                });
                    }
                    return all;
                };
            case "split" ->
                (Callable) arguments -> PyList.of((Object[]) pattern(arguments).split(arguments.text(1, "string"), -1));
            case "escape" ->
                (Callable) arguments -> arguments.text(0, "pattern").replaceAll("([^A-Za-z0-9_])", "\\\\$1");
            case "IGNORECASE", "I" -> (long) Pattern.CASE_INSENSITIVE;
            case "MULTILINE", "M" -> (long) Pattern.MULTILINE;
            case "DOTALL", "S" -> (long) Pattern.DOTALL;
            default -> null;
        };
    }

    private static final Pattern GROUP = Pattern.compile("\\\\(?:g<(\\w+)>|(\\d{1,2}))|(.)", Pattern.DOTALL);

    /** What Python puts in the place of a match, as Java writes it: {@code \\1} and {@code \\g<name>} mean groups. */
    private static String replacement(String python) {
        StringBuilder java = new StringBuilder();
        Matcher parts = GROUP.matcher(python);
        while (parts.find()) {
            String group = parts.group(1) == null ? parts.group(2) : parts.group(1);
            if (group == null) {
                // A digit after a group would else belong to its number.
                char c = parts.group(3).charAt(0);
                java.append(c == '\\' || c == '$' || Character.isDigit(c) ? "\\" : "")
                        .append(c);
            } else {
                java.append(Character.isDigit(group.charAt(0)) ? "$" + group : "${" + group + "}");
            }
        }
        return java.toString();
    }

    /** A brace that begins no repetition means itself in Python. */
    private static final Pattern BRACE = Pattern.compile("(?<!\\\\|\\\\[pPxN])\\{(?!\\d+(,\\d*)?\\}|,\\d+\\})");

    private static Pattern pattern(Arguments arguments) {
        int flags = arguments.number(9, "flags", 0);
        try {
            String java = BRACE.matcher(arguments.text(0, "pattern").replace("(?P<", "(?<"))
                    .replaceAll("\\\\{");
            return Pattern.compile(java, flags);
        } catch (PatternSyntaxException e) {
            throw new EvaluationException("not a valid regular expression: " + e.getDescription());
        }
    }

    private static Matcher matcher(Arguments arguments) {
        return pattern(arguments).matcher(arguments.text(1, "string"));
    }

    private static Object text(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static PyTuple groups(Matcher matcher) {
        List<Object> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            groups.add(Values.of(matcher.group(i)));
        }
        return new PyTuple(groups);
    }

    private static Object found(Matcher matcher, java.util.function.Predicate<Matcher> how) {
        if (!how.test(matcher)) {
            return None.NONE;
        }
        return new Members("Match", member -> switch (member) {
            case "group" ->
                (Callable) arguments -> {
                    Object which = arguments.value(0, "group", 0L);
                    return Values.of(
                            which instanceof String name
                                    ? matcher.group(name)
                                    : matcher.group(((Long) which).intValue()));
                };
            case "groups" -> (Callable) arguments -> groups(matcher);
            case "start" -> (Callable) arguments -> (long) matcher.start();
            case "end" -> (Callable) arguments -> (long) matcher.end();
            default -> null;
        });
    }
}
