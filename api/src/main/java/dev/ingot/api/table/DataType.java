package dev.ingot.api.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The types that every engine and table format here can hold exactly. {@code timestamp} is an instant in UTC, {@code
 * timestamp_ntz} what a calendar and a clock showed somewhere (no time zone), {@code time} what a clock showed, 24:00:00
 * included; all three have microseconds. {@code json} is text that is valid JSON, to the letter. Closed: an engine maps
 * all of them in one exhaustive switch.
 */
public sealed interface DataType {

    /** The types without parameters. */
    enum Simple implements DataType {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INTEGER,
        BIGINT,
        FLOAT,
        DOUBLE,
        STRING,
        BINARY,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMP_NTZ,
        UUID,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Exact number with {@code precision} digits, {@code scale} of them after the point; precision at most 38. */
    record Decimal(int precision, int scale) implements DataType {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("decimal(" + precision + "," + scale
                        + ") is not valid: precision is 1 to 38, scale 0 to precision");
            }
        }

        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    record ListOf(DataType element) implements DataType {
        @Override
        public String toString() {
            return "list<" + element + ">";
        }
    }

    record MapOf(DataType key, DataType value) implements DataType {
        @Override
        public String toString() {
            return "map<" + key + "," + value + ">";
        }
    }

    record Struct(List<Field> fields) implements DataType {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return fields.stream()
                    .map(field -> field.name() + ":" + field.type())
                    .collect(Collectors.joining(",", "struct<", ">"));
        }
    }

    record Field(String name, DataType type) {}

    /**
     * A type that only its database knows, as that database writes it: {@code character varying(10)}, {@code jsonb}. It
     * is told, compared and written back, but never stored in another system.
     */
    record Native(String name) implements DataType {
        @Override
        public String toString() {
            return name;
        }
    }

    Pattern DECIMAL = Pattern.compile("(?:decimal|numeric)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?");

    /**
     * Reads a type as people write it in YAML ({@code int}, {@code text}, {@code decimal(10,2)}, …). Nested types are
     * not written by hand; they come from files.
     */
    static Optional<DataType> parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            int precision = decimal.group(1) == null ? 38 : Integer.parseInt(decimal.group(1));
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            boolean valid = precision >= 1 && precision <= 38 && scale <= precision;
            return valid ? Optional.of(new Decimal(precision, scale)) : Optional.empty();
        }
        return switch (name) {
            case "boolean", "bool" -> Optional.of(Simple.BOOLEAN);
            case "tinyint" -> Optional.of(Simple.TINYINT);
            case "smallint" -> Optional.of(Simple.SMALLINT);
            case "integer", "int" -> Optional.of(Simple.INTEGER);
            case "bigint", "long" -> Optional.of(Simple.BIGINT);
            case "float", "real" -> Optional.of(Simple.FLOAT);
            case "double", "double precision" -> Optional.of(Simple.DOUBLE);
            case "string", "text", "varchar" -> Optional.of(Simple.STRING);
            case "binary", "bytes", "bytea" -> Optional.of(Simple.BINARY);
            case "date" -> Optional.of(Simple.DATE);
            case "time" -> Optional.of(Simple.TIME);
            case "timestamp", "timestamptz", "datetime" -> Optional.of(Simple.TIMESTAMP);
            case "timestamp_ntz" -> Optional.of(Simple.TIMESTAMP_NTZ);
            case "uuid" -> Optional.of(Simple.UUID);
            case "json", "jsonb" -> Optional.of(Simple.JSON);
            default -> Optional.empty();
        };
    }
}
