package dev.ingot.lake.internal;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.ColumnRule.EpochUnit;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.sql.Sql;
import org.jspecify.annotations.Nullable;

/**
 * A strict cast. A cast of the engine rounds, cuts and guesses; here a value either arrives unchanged or fails. Which
 * types can hold which values is {@link TypeLattice}'s to say.
 *
 * @param value SQL of the target type; null where the cast failed
 * @param failed SQL: a value is there and cannot be this type; never null
 */
public record Cast(String value, String failed) {

    private static final String NEVER = "false";

    /** The same where the value has been worked out before under a name. */
    public Cast valueKnownAs(String name) {
        return new Cast(name, failed.equals(NEVER) ? NEVER : failed.replace(value, name));
    }

    /**
     * A cast of text.
     *
     * @param declared a person said this type: {@code 007} and {@code +7} are the number 7. Else the type was
     *     inferred, and text that would not come back the same is not this type
     */
    public static Cast ofText(String c, DataType type, boolean declared, @Nullable ColumnRule rule) {
        if (rule != null && rule.epoch() != null && isInstant(type)) {
            return epoch(c, type, rule.epoch());
        }
        if (rule != null && rule.format() != null && isFormatted(type)) {
            return formatted(c, type, rule.format());
        }
        if (type instanceof Simple simple) {
            return switch (simple) {
                case STRING -> new Cast(c, NEVER);
                case BINARY -> bytes(c);
                case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    canonical(
                            c, type, declared ? "[ \\t]*[+-]?[0-9]+(\\.0*)?[ \\t]*" : "-?(0|[1-9][0-9]*)(\\.0+)?", "");
                case FLOAT, DOUBLE -> floating(c, type, declared);
                case BOOLEAN -> bool(c, declared);
                case DATE ->
                    canonical(
                            c,
                            type,
                            declared
                                    ? "[ \\t]*[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]00:00(:00(\\.0*)?)?(Z|[+]00(:?00)?)?)?[ \\t]*"
                                    : "[0-9]{4}-[0-9]{2}-[0-9]{2}",
                            "length(" + c + ") = 10 AND ");
                case TIME ->
                    canonical(c, type, "[ \\t]*[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{0,6}0*)?)?[ \\t]*", "");
                case TIMESTAMP -> timestamp(c);
                case TIMESTAMP_NTZ -> local(c);
                case UUID, JSON -> simple("TRY_CAST(" + c + " AS " + DuckTypes.sql(type) + ")", c);
            };
        }
        if (type instanceof Decimal decimal) {
            String places = "(\\.[0-9]{0," + decimal.scale() + "}0*)?";
            return canonical(
                    c, type, declared ? "[ \\t]*[+-]?[0-9]*" + places + "[ \\t]*" : "-?(0|[1-9][0-9]*)" + places, "");
        }
        return json(c, type);
    }

    /** JSON as a nested value, all of which must be in that value: the engine leaves out fields and rounds numbers. */
    private static Cast json(String c, DataType type) {
        String value = "TRY_CAST(TRY_CAST(" + c + " AS JSON) AS " + DuckTypes.sql(type) + ")";
        return new Cast(
                value,
                "CASE WHEN " + c + " IS NULL THEN false ELSE NOT coalesce(json_contains("
                        + plain("CAST(to_json(" + value + ") AS VARCHAR)") + ", " + plain(c) + "), false) END");
    }

    /** JSON in which a whole number is written as one. */
    private static String plain(String json) {
        return "regexp_replace(" + json + ", '([0-9])\\.0+([,}\\]])', '\\1\\2', 'g')";
    }

    /** A cast of text back to the type that it was printed from: what the engine can read is the same value. */
    public static Cast ofWritten(String c, DataType type) {
        String value = "TRY_CAST(" + c + " AS " + DuckTypes.sql(type) + ")";
        if (type instanceof Decimal) {
            return simple(value, c);
        }
        if (type instanceof Simple simple) {
            return switch (simple) {
                case STRING, BINARY -> new Cast(c, NEVER);
                case TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, BOOLEAN, UUID, JSON -> simple(value, c);
                case DATE, TIME, TIMESTAMP, TIMESTAMP_NTZ -> ofText(c, type, true, null);
            };
        }
        return ofText(c, type, true, null);
    }

    /**
     * A cast of a typed value: it must come back the same.
     *
     * @param duckType the engine's type of the value
     * @param declared see {@link #ofText}
     */
    public static Cast ofTyped(String c, String duckType, DataType type, boolean declared, @Nullable ColumnRule rule) {
        String wanted = DuckTypes.sql(type);
        if (duckType.equals(wanted)) {
            return new Cast(c, NEVER);
        }
        if (duckType.equals("VARCHAR")) {
            return ofText(c, type, declared, rule);
        }
        if (DuckTypes.isNull(duckType)) {
            return new Cast("CAST(NULL AS " + wanted + ")", NEVER);
        }
        if (rule != null && rule.epoch() != null && isInstant(type) && DuckTypes.isNumber(duckType)) {
            return epoch("(TRY_CAST(" + c + " AS DECIMAL(38,6))::VARCHAR)", type, rule.epoch());
        }
        if (type == Simple.STRING && duckType.equals("BLOB")) {
            return simple("TRY(decode(" + c + "))", c);
        }
        if (type == Simple.STRING) {
            return new Cast(
                    DuckTypes.isNested(duckType) ? "to_json(" + c + ")::VARCHAR" : "CAST(" + c + " AS VARCHAR)", NEVER);
        }
        DataType from = DuckTypes.given(duckType).orElse(Simple.STRING);
        if (from == Simple.STRING) {
            return ofText("CAST(" + c + " AS VARCHAR)", type, declared, rule);
        }
        return switch (TypeLattice.fit(from, type)) {
            case EXACT ->
                duckType.equals(DuckTypes.sql(from)) || duckType.contains(DuckTypes.NULL)
                        ? new Cast("CAST(" + c + " AS " + wanted + ")", NEVER)
                        : returning(c, duckType, wanted);
            case WRITTEN, SOME -> returning(c, duckType, wanted);
            case SPELLED, NEVER -> new Cast("CAST(NULL AS " + wanted + ")", "(" + c + " IS NOT NULL)");
        };
    }

    private static Cast returning(String c, String duckType, String wanted) {
        String value = "TRY_CAST(" + c + " AS " + wanted + ")";
        return new Cast(
                value,
                "CASE WHEN " + c + " IS NULL THEN false ELSE TRY_CAST(" + value + " AS " + duckType
                        + ") IS DISTINCT FROM " + c + " END");
    }

    /** A cast of a value of one of our types to another; types of which no value fits are for the caller to refuse. */
    public static Cast of(String c, DataType from, DataType to) {
        if (from == Simple.STRING && to == Simple.BINARY) {
            return new Cast("encode(" + c + ")", NEVER);
        }
        return ofTyped(c, DuckTypes.sql(from), to, false, null);
    }

    /**
     * SQL of the value; the statement fails where it is none.
     *
     * @param message SQL text
     */
    public String orError(DataType type, String message) {
        return failed.equals(NEVER)
                ? value
                : "CASE WHEN " + failed + " THEN CAST(error(" + message + ") AS " + DuckTypes.sql(type) + ") ELSE "
                        + value + " END";
    }

    /** Text is its own bytes, unless it is what {@link #shownBytes} made. */
    private static Cast bytes(String c) {
        return simple(
                "CASE WHEN starts_with(" + c + ", '{\"$hex\":\"') THEN TRY(unhex(substring(" + c + ", 10, length(" + c
                        + ") - 11))) ELSE encode(" + c + ") END",
                c);
    }

    /** A value in the raw text of a quarantined row, as JSON: what is JSON already is text there, to the letter. */
    public static String shown(String c, String duckType) {
        if (duckType.equals("BLOB")) {
            return shownBytes(c);
        }
        return duckType.contains("JSON")
                ? DuckTypes.parse(duckType)
                        .map(type -> "CAST(" + c + " AS "
                                + DuckTypes.sql(ParquetOut.isText(type) ? Simple.STRING : type) + ")")
                        .orElse(c)
                : c;
    }

    /** Bytes in the raw text of a quarantined row, as JSON: text where they are text, else {@code {"$hex":"00FF"}}. */
    public static String shownBytes(String c) {
        return "CASE WHEN TRY(decode(" + c + ")) IS NOT NULL THEN to_json(decode(" + c + ")) WHEN " + c
                + " IS NOT NULL THEN to_json(struct_pack(\"$hex\" := hex(" + c + "))) END";
    }

    private static boolean isFormatted(DataType type) {
        return isInstant(type) || type == Simple.TIMESTAMP_NTZ || type == Simple.TIME;
    }

    private static boolean isInstant(DataType type) {
        return type == Simple.TIMESTAMP || type == Simple.DATE;
    }

    private static Cast simple(String value, String c) {
        return new Cast(value, "(" + c + " IS NOT NULL AND " + value + " IS NULL)");
    }

    /** Text that the engine would write itself is right without a second look; only the rest pays for the pattern. */
    private static Cast canonical(String c, DataType type, String pattern, String guard) {
        String value = "TRY_CAST(" + c + " AS " + DuckTypes.sql(type) + ")";
        return new Cast(
                value,
                "CASE WHEN " + guard + value + "::VARCHAR = " + c + " THEN false WHEN " + c
                        + " IS NULL THEN false ELSE " + value + " IS NULL OR NOT regexp_full_match(" + c + ", "
                        + Sql.text(pattern) + ") END");
    }

    /**
     * Of a fraction a declared type holds the nearest value; a whole number must be one that it holds, and none but zero
     * becomes zero.
     */
    private static Cast floating(String c, DataType type, boolean declared) {
        String value = "TRY_CAST(" + c + " AS " + DuckTypes.sql(type) + ")";
        // So many digits always survive; more of them are compared.
        int digits = type == Simple.DOUBLE ? 15 : 7;
        String odd = "CASE WHEN NOT isfinite(" + value + ") THEN NOT regexp_full_match(lower(" + c
                + "), '[ \\t]*[+-]?(nan|inf|infinity)[ \\t]*') WHEN contains(" + c + ", '_') OR " + vanished(value, c)
                + " THEN true WHEN length(" + c + ") > " + digits + " AND regexp_full_match(" + c
                + ", '[ \\t]*[+-]?[0-9]+(\\.0*)?[ \\t]*') THEN NOT coalesce(TRY_CAST(" + value
                + "::VARCHAR AS DECIMAL(38,0)) = TRY_CAST(" + c + " AS DECIMAL(38,0)), false) ELSE false END";
        String inferred = "CASE WHEN " + value + "::VARCHAR = " + c + " THEN NOT isfinite(" + value
                + ") ELSE NOT regexp_full_match(" + c + ", '-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?') OR NOT"
                + " isfinite(" + value + ") OR length(regexp_replace(" + c + ", '[^0-9]', '', 'g')) > 15 OR "
                + vanished(value, c) + " END";
        return new Cast(
                value,
                "CASE WHEN " + c + " IS NULL THEN false WHEN " + value + " IS NULL THEN true ELSE "
                        + (declared ? odd : inferred) + " END");
    }

    /** SQL: whether a number is too small for its type, which made it zero. */
    public static String vanished(String value, String text) {
        return "(" + value + " = 0 AND regexp_matches(" + text + ", '^[^eE]*[1-9]'))";
    }

    private static Cast bool(String c, boolean declared) {
        String value = "TRY_CAST(" + c + " AS BOOLEAN)";
        return declared
                ? simple(value, c)
                : new Cast(value, "coalesce(lower(" + c + ") NOT IN ('true', 'false'), false)");
    }

    /**
     * Without a zone it is UTC. More than six decimals would be cut, so they are refused unless they are zeros; text that
     * has no room for a seventh needs no pattern. The engine's cast of text without a zone to a time with zone is twice as
     * slow as the one to a time without, which drops a zone without a word: only text that has no room for a zone goes the
     * fast way.
     */
    private static Cast timestamp(String c) {
        String value = "CASE WHEN " + c + " GLOB '????-??-??[T ]??:??:?[0-9]' THEN make_timestamptz(epoch_us(TRY_CAST("
                + c + " AS TIMESTAMP))) ELSE TRY_CAST(" + c + " AS TIMESTAMPTZ) END";
        return new Cast(
                value,
                "CASE WHEN " + c + " IS NULL THEN false WHEN " + value + " IS NULL THEN true WHEN substring(" + c
                        + ", 17, 1) = ':' AND (length(" + c + ") <= 26 OR (length(" + c + ") <= 29 AND ends_with(" + c
                        + ", '+00'))) THEN false ELSE NOT regexp_full_match(" + c
                        + ", '[ \\t]*[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{0,6}0*)?)?)?"
                        + "[ \\t]*(Z|[+-][0-9]{2}(:?[0-9]{2})?|[A-Za-z_/+-]+[0-9]*)?[ \\t]*') OR " + elsewhere(c, value)
                        + " END");
    }

    /**
     * SQL: whether the clock of the zone that is named jumps over this time, so that it is no instant, or comes to it twice.
     * The engine takes a time that is left out for the one an hour later, and of two instants the later one.
     */
    private static String elsewhere(String c, String value) {
        String name = "'[ \\t]*([A-Za-z][A-Za-z_/]*[A-Za-z][A-Za-z0-9+-]*)[ \\t]*$'";
        String zone = "regexp_extract(" + c + ", " + name + ", 1)";
        String local = "TRY_CAST(regexp_replace(" + c + ", " + name + ", '') AS TIMESTAMP)";
        return "CASE WHEN " + zone + " = '' THEN false ELSE coalesce(TRY_CAST((" + local
                + " + INTERVAL 1 HOUR)::VARCHAR || ' ' || " + zone + " AS TIMESTAMPTZ) = " + value + " OR TRY_CAST(("
                + local + " - INTERVAL 1 HOUR)::VARCHAR || ' ' || " + zone + " AS TIMESTAMPTZ) = " + value
                + " - INTERVAL 2 HOUR, false) END";
    }

    /** The engine drops a zone without a word; what an instant is elsewhere is no time without a zone. */
    private static Cast local(String c) {
        String value = "TRY_CAST(" + c + " AS TIMESTAMP)";
        return new Cast(
                value,
                "CASE WHEN " + c + " IS NULL THEN false WHEN " + value + " IS NULL THEN true WHEN " + c
                        + " GLOB '????-??-??[T ]??:??:?[0-9]' THEN false ELSE NOT regexp_full_match(" + c
                        + ", '[ \\t]*[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{0,6}0*)?)?)?"
                        + "[ \\t]*') END");
    }

    private static Cast formatted(String c, DataType type, String format) {
        String parsed = "try_strptime(" + c + ", " + Sql.text(format) + ")";
        if (type != Simple.DATE) {
            return simple("CAST(" + parsed + " AS " + DuckTypes.sql(type) + ")", c);
        }
        String value = "CAST(" + parsed + " AS DATE)";
        return new Cast(
                value,
                "(" + c + " IS NOT NULL AND (" + value + " IS NULL OR date_trunc('day', " + parsed + ") <> " + parsed
                        + "))");
    }

    private static Cast epoch(String c, DataType type, EpochUnit unit) {
        String micros = switch (unit) {
            case S -> "CAST(TRY_CAST(" + c + " AS DECIMAL(25,6)) * 1000000 AS BIGINT)";
            case MS -> "CAST(TRY_CAST(" + c + " AS DECIMAL(25,3)) * 1000 AS BIGINT)";
            case US -> "TRY_CAST(" + c + " AS BIGINT)";
            case NS -> "CAST(TRY_CAST(" + c + " AS HUGEINT) // 1000 AS BIGINT)";
        };
        String pattern = switch (unit) {
            case S -> "[ \\t]*[+-]?[0-9]+(\\.[0-9]{0,6}0*)?[ \\t]*";
            case MS -> "[ \\t]*[+-]?[0-9]+(\\.[0-9]{0,3}0*)?[ \\t]*";
            case US -> "[ \\t]*[+-]?[0-9]+(\\.0*)?[ \\t]*";
            case NS -> "[ \\t]*[+-]?(0|[0-9]+000)(\\.0*)?[ \\t]*";
        };
        String instant = "TRY(make_timestamptz(" + micros + "))";
        String broken = "NOT regexp_full_match(" + c + ", " + Sql.text(pattern) + ")";
        if (type == Simple.TIMESTAMP) {
            return new Cast(
                    instant,
                    "CASE WHEN " + c + " IS NULL THEN false ELSE " + instant + " IS NULL OR " + broken + " END");
        }
        return new Cast(
                "CAST(" + instant + " AS DATE)",
                "CASE WHEN " + c + " IS NULL THEN false ELSE " + instant + " IS NULL OR " + broken
                        + " OR date_trunc('day', " + instant + ") <> " + instant + " END");
    }
}
