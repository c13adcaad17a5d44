package dev.ingot.core.project;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cron expression: the five fields of crontab(5) with names, lists, ranges and steps, or one of its nicknames. Where day of
 * month and day of week are both given, either is enough. Immutable, thread-safe.
 *
 * <p>When the clocks change, a time that the day does not have comes as much later, and one that it has twice comes once,
 * the first time; what comes every hour comes every hour.
 */
public final class Cron {

    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Pattern PART = Pattern.compile("(\\*|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,3}))?");

    /** 29 February on a certain day of the week comes at least once in 40 years. */
    private static final int MOST_DAYS = 40 * 366;

    private record Field(String name, int min, int max, List<String> names, int firstName) {}

    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of(), 0),
            new Field("hour", 0, 23, List.of(), 0),
            new Field("day of month", 1, 31, List.of(), 0),
            new Field("month", 1, 12, MONTHS, 1),
            new Field("day of week", 0, 7, DAYS, 0));

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean bothDays;

    private Cron(String text, List<BitSet> fields, boolean bothDays) {
        this.text = text;
        this.minutes = fields.get(0);
        this.hours = fields.get(1);
        this.days = fields.get(2);
        this.months = fields.get(3);
        this.weekdays = fields.get(4);
        this.bothDays = bothDays;
    }

    /** What is wrong with the expression; empty if nothing is. */
    static Optional<String> fault(String expression) {
        String text = expression.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("@")) {
            return NICKNAMES.containsKey(text) ? Optional.empty() : Optional.of("'" + text + "' is not known.");
        }
        String[] fields = text.split("\\s+");
        if (fields.length != FIELDS.size()) {
            return Optional.of("It has " + fields.length + (fields.length == 1 ? " field" : " fields") + ", not 5.");
        }
        for (int i = 0; i < fields.length; i++) {
            for (String part : fields[i].split(",", -1)) {
                if (values(part, FIELDS.get(i)).isEmpty()) {
                    Field field = FIELDS.get(i);
                    return Optional.of("The " + field.name() + " '" + part + "' is not " + field.min() + " to "
                            + field.max() + ", '*', a range or a step.");
                }
            }
        }
        return Optional.empty();
    }

    /**
     * @param expression without {@link #fault}
     */
    public static Cron parse(String expression) {
        String text = expression.strip().toLowerCase(Locale.ROOT);
        fault(text).ifPresent(fault -> {
            throw new IllegalArgumentException("'" + expression + "': " + fault);
        });
        String[] fields = NICKNAMES.getOrDefault(text, text).split("\\s+");
        List<BitSet> sets = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            BitSet set = new BitSet();
            for (String part : fields[i].split(",", -1)) {
                set.or(values(part, FIELDS.get(i)));
            }
            sets.add(set);
        }
        BitSet weekdays = sets.get(4);
        if (weekdays.get(7)) {
            weekdays.set(0); // both are Sunday
        }
        return new Cron(expression.strip(), sets, !fields[2].startsWith("*") && !fields[4].startsWith("*"));
    }

    /** Empty where the part means nothing. */
    private static BitSet values(String part, Field field) {
        BitSet set = new BitSet();
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            return set;
        }
        int step = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        boolean all = matcher.group(2) == null;
        int from = all ? field.min() : number(matcher.group(2), field);
        boolean open = all || (matcher.group(3) == null && matcher.group(4) != null);
        int to = open ? field.max() : matcher.group(3) == null ? from : number(matcher.group(3), field);
        if (step == 0 || from < field.min() || to > field.max() || from > to) {
            return set;
        }
        for (int value = from; value <= to; value += step) {
            set.set(value);
        }
        return set;
    }

    private static int number(String text, Field field) {
        int name = field.names().indexOf(text);
        if (name >= 0) {
            return name + field.firstName();
        }
        return text.matches("\\d{1,2}") ? Integer.parseInt(text) : -1;
    }

    /** The first time after this; empty where there is none, as for 30 February. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return hours.cardinality() == 24 ? everyHour(after, zone) : atHours(after, zone);
    }

    private Optional<Instant> everyHour(Instant after, ZoneId zone) {
        ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate last = time.toLocalDate().plusDays(MOST_DAYS);
        while (time.toLocalDate().isBefore(last)) {
            if (!matches(time.toLocalDate())) {
                time = time.toLocalDate().plusDays(1).atStartOfDay(zone);
            } else if (minutes.get(time.getMinute())) {
                return Optional.of(time.toInstant());
            } else {
                time = time.plusMinutes(1);
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> atHours(Instant after, ZoneId zone) {
        Optional<LocalDateTime> local = nextLocal(LocalDateTime.ofInstant(after, zone));
        while (local.isPresent()) {
            Instant instant = local.get().atZone(zone).toInstant();
            if (instant.isAfter(after)) {
                return Optional.of(instant);
            }
            local = nextLocal(local.get());
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        LocalDateTime from = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        int firstMinute = from.getHour() * 60 + from.getMinute();
        LocalDate day = from.toLocalDate();
        for (int i = 0; i < MOST_DAYS; i++) {
            if (matches(day)) {
                for (int minute = firstMinute; minute < 24 * 60; minute++) {
                    if (hours.get(minute / 60) && minutes.get(minute % 60)) {
                        return Optional.of(day.atTime(minute / 60, minute % 60));
                    }
                }
            }
            day = day.plusDays(1);
            firstMinute = 0;
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate day) {
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue()) && (bothDays ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
