package dev.ingot.delta;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Per-file statistics to and from the JSON of {@code add.stats} (protocol, "Per-file Statistics"). What cannot be
 * understood is unknown, never wrong: statistics only leave files out.
 */
final class StatsJson {

    /** As long as Spark makes them; longer bounds only make the log longer. */
    private static final int TEXT_LIMIT = 32;

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private StatsJson() {}

    /** Only the number of rows; stops at it, and writers put it first. */
    static long rows(@Nullable String json) {
        if (json == null) {
            return -1;
        }
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return -1;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean rows = parser.currentName().equals("numRecords");
                JsonToken value = parser.nextToken();
                if (rows) {
                    return value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : -1;
                }
                parser.skipChildren();
            }
            return -1;
        } catch (IOException e) {
            return -1;
        }
    }

    static FileStats read(@Nullable String json, TableSchema schema) {
        if (json == null) {
            return FileStats.UNKNOWN;
        }
        JsonNode tree;
        try {
            tree = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return FileStats.UNKNOWN;
        }
        Map<String, Object> min = new LinkedHashMap<>();
        Map<String, Object> max = new LinkedHashMap<>();
        Map<String, Long> nulls = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            Object lower = value(tree.path("minValues").path(column.name()), column.type());
            if (lower != null) {
                min.put(column.name(), lower);
            }
            Object upper = value(tree.path("maxValues").path(column.name()), column.type());
            if (upper != null) {
                max.put(column.name(), roundedUp(upper));
            }
            JsonNode missing = tree.path("nullCount").path(column.name());
            if (missing.isIntegralNumber()) {
                nulls.put(column.name(), missing.asLong());
            }
        }
        JsonNode rows = tree.path("numRecords");
        return new FileStats(rows.isIntegralNumber() ? rows.asLong() : -1, min, max, nulls);
    }

    /** Writers cut timestamps down to milliseconds, so an upper bound may be up to one too low. */
    private static Object roundedUp(Object upper) {
        if (upper instanceof LocalDateTime local) {
            Instant instant = local.toInstant(ZoneOffset.UTC);
            return LocalDateTime.ofInstant((Instant) roundedUp(instant), ZoneOffset.UTC);
        }
        return upper instanceof Instant instant
                        && instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)
                ? instant.plus(999, ChronoUnit.MICROS)
                : upper;
    }

    static @Nullable Object value(JsonNode node, DataType type) {
        try {
            if (type instanceof DataType.Decimal) {
                return node.isNumber() || node.isTextual() ? new BigDecimal(node.asText()) : null;
            }
            if (!(type instanceof Simple simple) || !node.isValueNode() || node.isNull()) {
                return null;
            }
            return switch (simple) {
                case TINYINT, SMALLINT, INTEGER, BIGINT -> Long.valueOf(new BigDecimal(node.asText()).longValueExact());
                case FLOAT, DOUBLE -> bound(Double.parseDouble(node.asText()));
                case STRING, TIME, UUID, JSON -> node.isTextual() ? node.asText() : null;
                case DATE -> LocalDate.parse(node.asText());
                case TIMESTAMP -> instant(node.asText());
                case TIMESTAMP_NTZ -> LocalDateTime.ofInstant(instant(node.asText()), ZoneOffset.UTC);
                case BOOLEAN, BINARY -> null;
            };
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Double bound(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** ISO with a zone ({@code …Z}, {@code …+01:00}) or, from some writers, with a space and no zone, which is UTC. */
    static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        boolean zone = iso.endsWith("Z") || iso.matches(".*T.*[+-]\\d\\d:\\d\\d");
        return OffsetDateTime.parse(zone ? iso : iso + "Z").toInstant();
    }

    static String write(FileStats stats) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("numRecords", stats.rows());
        ObjectNode min = tree.putObject("minValues");
        ObjectNode max = tree.putObject("maxValues");
        stats.min().forEach((column, value) -> {
            // NaN sorts above everything in some engines and nowhere in others: such a column has no bounds.
            if (isBound(value) && isBound(stats.max().get(column))) {
                put(min, column, value, false);
            }
        });
        stats.max().forEach((column, value) -> {
            if (isBound(value) && isBound(stats.min().get(column))) {
                put(max, column, value, true);
            }
        });
        ObjectNode nulls = tree.putObject("nullCount");
        stats.nullCount().forEach(nulls::put);
        return tree.toString();
    }

    private static boolean isBound(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number);
        }
        return value instanceof Float number ? Float.isFinite(number) : value != null;
    }

    private static void put(ObjectNode bounds, String column, Object value, boolean upper) {
        if (value instanceof Double number) {
            bounds.put(column, number);
        } else if (value instanceof Float number) {
            bounds.put(column, number);
        } else if (value instanceof BigDecimal number) {
            bounds.put(column, number);
        } else if (value instanceof java.math.BigInteger number) {
            bounds.put(column, number);
        } else if (value instanceof Number number) {
            bounds.put(column, number.longValue());
        } else if (value instanceof String text) {
            String shortened = upper ? upperText(text) : lowerText(text);
            if (shortened != null) {
                bounds.put(column, shortened);
            }
        } else if (value instanceof LocalDate date) {
            bounds.put(column, date.toString());
        } else if (value instanceof Instant instant) {
            bounds.put(column, MILLIS.format(toMillis(instant, upper)));
        } else if (value instanceof LocalDateTime local) {
            String text = MILLIS.format(toMillis(local.toInstant(ZoneOffset.UTC), upper));
            bounds.put(column, text.substring(0, text.length() - 1));
        }
        // Anything else (booleans, binaries, nested values) has no bounds in the log.
    }

    private static Instant toMillis(Instant instant, boolean upper) {
        Instant down = instant.truncatedTo(ChronoUnit.MILLIS);
        return upper && !down.equals(instant) ? down.plusMillis(1) : down;
    }

    private static String lowerText(String text) {
        return text.codePointCount(0, text.length()) <= TEXT_LIMIT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, TEXT_LIMIT));
    }

    /** The cut text with the highest character behind it is above all texts that begin with it. */
    private static @Nullable String upperText(String text) {
        if (text.codePointCount(0, text.length()) <= TEXT_LIMIT) {
            return text;
        }
        int end = text.offsetByCodePoints(0, TEXT_LIMIT);
        return text.codePointAt(end) == Character.MAX_CODE_POINT
                ? null
                : text.substring(0, end) + Character.toString(Character.MAX_CODE_POINT);
    }
}
