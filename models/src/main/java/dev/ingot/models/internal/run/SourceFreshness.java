package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.models.Environment;
import dev.ingot.models.Freshness;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a source how old its data is: by {@code loaded_at_field} or {@code loaded_at_query}, or else by when the warehouse
 * last changed the table.
 */
record SourceFreshness(Warehouse warehouse, Session session, Environment.Target target, SourceTable source) {

    /** When a source without rows was loaded last, as dbt has it: as long ago as can be. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private static final List<String> PERIODS = List.of("minute", "hour", "day");

    Freshness at(Instant now) {
        NodeConfig config = source.config();
        Map<String, @Nullable Object> declared = config.block("freshness");
        return new Freshness(
                source.uniqueId(),
                loadedAt(config, declared.get("filter")),
                now,
                limit(declared.get("warn_after"), "warn_after"),
                limit(declared.get("error_after"), "error_after"));
    }

    private Instant loadedAt(NodeConfig config, @Nullable Object filter) {
        String sql = config.text("loaded_at_query")
                .or(() -> config.text("loaded_at_field")
                        .map(field -> "select max(" + field + ") from "
                                + source.read(target)
                                + (filter == null ? "" : " where " + filter)))
                .orElse(null);
        if (sql == null) {
            return warehouse
                    .find(source.relation())
                    .orElseThrow(() -> problem("The table " + source.relation() + " is not there")
                            .toException())
                    .modified();
        }
        Rows rows = session.query(sql, 2);
        Object value = rows.rows().isEmpty() ? null : rows.rows().get(0).get(0);
        return value == null ? NEVER : instant(value);
    }

    private Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        String text = value.toString().replace(' ', 'T');
        try {
            return text.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)$") && text.length() > 10
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw problem("'" + value + "' is no moment")
                    .fix("Cast it in loaded_at_field: \"cast(loaded as timestamp)\".")
                    .toException();
        }
    }

    private Freshness.@Nullable Limit limit(@Nullable Object value, String key) {
        if (!(value instanceof Map<?, ?> map) || map.get("count") == null) {
            return null;
        }
        String period = String.valueOf(map.get("period"));
        String count = String.valueOf(map.get("count"));
        if (!PERIODS.contains(period) || !count.matches("\\d+")) {
            throw problem(key + " is {count: " + count + ", period: " + period + "}")
                    .fix("Write for example {count: 12, period: hour}; a period is minute, hour or day.")
                    .toException();
        }
        return new Freshness.Limit(Long.parseLong(count), period);
    }

    private Problem problem(String what) {
        return Problem.of(ModelsError.FRESHNESS, what + " (source '" + source.source() + "." + source.name() + "')")
                .at(source.place());
    }
}
