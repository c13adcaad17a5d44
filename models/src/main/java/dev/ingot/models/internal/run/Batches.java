package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelExecutor.Period;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Moments;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The batches in which a model with {@code incremental_strategy='microbatch'} is built, after dbt's documentation of
 * microbatches. All times are UTC. For one build.
 */
record Batches(List<Batch> all, String eventTime) {

    private static final int MOST = 10_000;
    private static final DateTimeFormatter SQL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Rows whose event is not before {@code from} and before {@code until}. */
    record Batch(String id, OffsetDateTime from, OffsetDateTime until) {

        /** The rows of the batch, as a condition. */
        String condition(String column) {
            return between(column, from, until);
        }
    }

    /** The length of a batch. */
    private enum Size {
        HOUR(ChronoUnit.HOURS, "yyyyMMdd'T'HH"),
        DAY(ChronoUnit.DAYS, "yyyyMMdd"),
        MONTH(ChronoUnit.MONTHS, "yyyyMM"),
        YEAR(ChronoUnit.YEARS, "yyyy");

        private final ChronoUnit unit;
        private final DateTimeFormatter id;

        Size(ChronoUnit unit, String id) {
            this.unit = unit;
            this.id = DateTimeFormatter.ofPattern(id);
        }

        OffsetDateTime floor(OffsetDateTime time) {
            return switch (this) {
                case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
                case DAY -> time.truncatedTo(ChronoUnit.DAYS);
                case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
                case YEAR -> time.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
            };
        }

        OffsetDateTime ceiling(OffsetDateTime time) {
            OffsetDateTime floor = floor(time);
            return floor.equals(time) ? time : floor.plus(1, unit);
        }
    }

    static boolean are(DbtNode node) {
        return node.config().materialized().equals("incremental")
                && node.config().text("incremental_strategy").orElse("").equals("microbatch");
    }

    /**
     * @param onTop whether the table is there and is built on
     */
    static Batches of(DbtNode node, Environment environment, boolean onTop) {
        String eventTime = required(node, "event_time");
        Size size = size(node);
        Environment.Flags flags = environment.flags();
        OffsetDateTime end = utc(flags.eventsUntil() == null ? environment.started() : flags.eventsUntil());
        OffsetDateTime start;
        if (flags.eventsFrom() != null) {
            start = size.floor(utc(flags.eventsFrom()));
        } else if (!onTop) {
            start = size.floor(begin(node));
        } else {
            // An end on the line between two batches leaves the last one behind it empty.
            int lookback = lookback(node) + (size.floor(end).equals(end) ? 1 : 0);
            start = size.floor(end).minus(lookback, size.unit);
        }
        List<Batch> batches = new ArrayList<>();
        OffsetDateTime stop = size.ceiling(end);
        for (OffsetDateTime from = start; from.isBefore(stop); from = from.plus(1, size.unit)) {
            batches.add(new Batch(size.id.format(from), from, from.plus(1, size.unit)));
            if (batches.size() > MOST) {
                throw wrong(node, "From " + start + " to " + stop + " are more than " + MOST + " batches", "begin");
            }
        }
        if (batches.isEmpty()) {
            throw wrong(node, "There is no batch between " + start + " and " + stop, "begin");
        }
        return new Batches(batches, eventTime);
    }

    List<Period> periods() {
        return all.stream()
                .map(batch -> new Period(batch.from().toInstant(), batch.until().toInstant()))
                .toList();
    }

    /** The rows of all batches. */
    String condition() {
        return between(eventTime, all.get(0).from(), all.get(all.size() - 1).until());
    }

    static String between(String column, OffsetDateTime from, OffsetDateTime until) {
        return column + " >= " + moment(from) + " and " + column + " < " + moment(until);
    }

    static String since(String column, Instant from) {
        return column + " >= " + moment(utc(from));
    }

    private static String moment(OffsetDateTime time) {
        return "cast('" + SQL.format(time) + "' as timestamp)";
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Size size(DbtNode node) {
        String text = required(node, "batch_size");
        try {
            return Size.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(node, "'" + text + "' is no batch_size: it is hour, day, month or year", "batch_size");
        }
    }

    private static int lookback(DbtNode node) {
        String text = node.config().text("lookback").orElse("1");
        if (!text.matches("\\d{1,6}")) {
            throw wrong(node, "'" + text + "' is no lookback: it is a number of batches", "lookback");
        }
        return Integer.parseInt(text);
    }

    private static OffsetDateTime begin(DbtNode node) {
        String text = required(node, "begin");
        OffsetDateTime begin = Moments.parse(text);
        if (begin == null) {
            throw wrong(node, "'" + text + "' is no moment at which batches could begin", "begin");
        }
        return begin;
    }

    private static String required(DbtNode node, String key) {
        return node.config()
                .text(key)
                .orElseThrow(() -> wrong(node, "A microbatch model needs '" + key + "'", "incremental_strategy"));
    }

    private static RuntimeException wrong(DbtNode node, String what, String key) {
        return Problem.of(ModelsError.BAD_CONFIG, what + " (model '" + node.name() + "')")
                .at(node.definition().source().placeOf(List.of(key)))
                .fix("For example: event_time='ordered_at', batch_size='day', begin='2024-01-01', lookback=1.")
                .toException();
    }
}
