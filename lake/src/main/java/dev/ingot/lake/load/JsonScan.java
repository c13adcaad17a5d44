package dev.ingot.lake.load;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.JsonArray;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.source.Format.TypedJson;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Check;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JSON objects, one a line, as a scan: one column for each key. Values come as text: strings without quotes, objects
 * and arrays as JSON, null and missing as null.
 *
 * <p>DuckDB's JSON parser takes trailing commas, NaN and Infinity, and turns decimals into doubles. So lines that look
 * as if they had one are checked again with their strings taken out, and numbers of more than 15 digits with a point or
 * exponent, or with a long exponent, are put in quotes before they are read.
 */
final class JsonScan {

    /** A string, to be kept as it is. */
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

    private static final String NUMBER = "-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";

    /** A number that a double may not hold. */
    private static final String LONG_NUMBER =
            "-?[0-9][0-9.]{16,}(?:[eE][-+]?[0-9]+)?|-?[0-9.]{9,}[eE][-+]?[0-9]+" + "|-?[0-9][0-9.]*[eE][-+]?[0-9]{3,}";

    /** Characters that no text has, around a number that was made a string to be kept as it is written. */
    private static final String BEGIN = "chr(64976)";

    private static final String END = "chr(64977)";

    /** SQL: the line without what its strings say. */
    private static final String BARE = "regexp_replace(c0, " + Sql.text(STRING) + ", '\"\"', 'g')";

    private JsonScan() {}

    private static boolean isTaken(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(Names.PREFIX);
    }

    private static List<String> nullTokens(Format format) {
        if (format instanceof JsonLines lines) {
            return lines.nullTokens();
        }
        return format instanceof JsonArray array ? array.nullTokens() : List.of();
    }

    static Scan of(SqlRunner runner, List<TextFiles.Group> groups, Format format) {
        List<String> nullTokens = nullTokens(format);
        boolean own = format instanceof TypedJson;
        Map<String, Set<String>> byFile = new HashMap<>();
        List<String> keys = keys(runner, groups, byFile).stream()
                .filter(key -> own || !isTaken(key))
                .toList();
        Map<String, String> names = new LinkedHashMap<>();
        keys.forEach(key -> names.putIfAbsent(key.toLowerCase(Locale.ROOT), key));
        List<Part> parts = new ArrayList<>();
        for (TextFiles.Group group : groups) {
            Map<String, Set<String>> columns = new HashMap<>();
            group.files().forEach(file -> columns.put(file, byFile.getOrDefault(file, Set.of())));
            parts.add(part(group, keys, nullTokens, columns, own));
        }
        return new Scan(parts, names.values().stream().toList());
    }

    /** The lines with {@code s_valid}: whether it is an object and nothing else. */
    private static String lines(TextFiles.Group group) {
        String odd = "regexp_matches(" + BARE + ", ',\\s*[}\\]]|[nN][aA][nN]|[iI][nN][fF]|/[/*]')";
        String strict =
                "CASE WHEN NOT json_valid(c0) THEN false WHEN regexp_matches(c0, ',\\s*[}\\]]|[nN][aA][nN]|[iI][nN][fF]|/[/*]')"
                        + " THEN NOT " + odd + " ELSE true END";
        String record = group.record() == null ? "" : ", " + group.record();
        return "(SELECT c0, s_index" + record + ", " + strict + " AS s_valid FROM " + group.from()
                + " WHERE c0 IS NOT NULL AND trim(c0, ' ' || chr(9) || chr(13)) <> '')";
    }

    private static String objects(TextFiles.Group group) {
        return "(SELECT *, CASE WHEN s_valid AND json_type(c0) = 'OBJECT' THEN c0 END AS s_object FROM " + lines(group)
                + ")";
    }

    /**
     * The keys of all objects: those of the first object, then those that come later.
     *
     * @param byFile gets the lower-case keys of each file
     */
    private static List<String> keys(SqlRunner runner, List<TextFiles.Group> groups, Map<String, Set<String>> byFile) {
        Set<String> keys = new LinkedHashSet<>();
        for (TextFiles.Group group : groups) {
            String objects = objects(group);
            runner.rows(
                    "SELECT unnest(json_keys(s_object)) FROM (SELECT s_object FROM " + objects
                            + " WHERE s_object IS NOT NULL LIMIT 1)",
                    row -> keys.add(row.getString(1)));
            runner.rows(
                    "SELECT DISTINCT s_index, k FROM (SELECT s_index, unnest(json_keys(s_object)) AS k FROM " + objects
                            + ") ORDER BY k",
                    "",
                    StepControl.NONE,
                    0,
                    row -> {
                        byFile.computeIfAbsent(group.files().get(row.getInt(1)), file -> new HashSet<>())
                                .add(row.getString(2).toLowerCase(Locale.ROOT));
                        return keys.add(row.getString(2));
                    });
        }
        // No statement can hold this character; records with such a key are refused below.
        keys.removeIf(key -> key.indexOf(0) >= 0);
        return List.copyOf(keys);
    }

    private static Part part(
            TextFiles.Group group,
            List<String> keys,
            List<String> nullTokens,
            Map<String, Set<String>> byFile,
            boolean ownNames) {
        List<String> distinct = new ArrayList<>();
        Map<String, List<String>> spellings = new LinkedHashMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (String key : keys) {
            places.put(key, places.size());
            distinct.add(pointer(key));
            spellings
                    .computeIfAbsent(key.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(key);
        }
        String pointers = Text.list(distinct);
        String exact = "replace(replace(" + marked(LONG_NUMBER) + ", chr(1), '\"'), chr(2), '\"')";
        String verbatim = "CASE WHEN regexp_matches(s_object, '[0-9][.eE]|-0') THEN replace(replace(" + marked(NUMBER)
                + ", chr(1), '\"' || " + BEGIN + "), chr(2), " + END + " || '\"') END";
        String longNumbers =
                "regexp_matches(s_object, '[0-9][0-9.]{16,}|[0-9.]{9,}[eE]|[eE][-+]?[0-9]{3}') AND regexp_matches(s_object, '[.eE]')";
        String from = group.from();
        if (!keys.isEmpty()) {
            from = "(SELECT *, json_extract_string(s_object, " + pointers + ") AS s_text, json_type(s_object, "
                    + pointers
                    + ") AS s_type, CASE WHEN " + longNumbers + " THEN json_extract_string(" + exact + ", " + pointers
                    + ") END AS s_exact, " + verbatim + " AS s_verbatim, json_keys(s_object) AS s_keys FROM "
                    + objects(group) + ")";
        } else {
            from = "(SELECT *, CAST([] AS VARCHAR[]) AS s_keys FROM " + objects(group) + ")";
        }
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "json",
                "NOT s_valid",
                "CASE WHEN regexp_matches(" + BARE + ", '[}\\]]\\s*[{\\[]') THEN "
                        + Sql.text("several JSON values stand on one line, and each needs a line of its own") + " ELSE "
                        + Sql.text("the line is not valid JSON") + " END"));
        checks.add(
                new Check("json", "(s_valid AND s_object IS NULL)", Sql.text("the line is JSON, but not an object")));
        checks.add(new Check(
                "json:duplicate_key",
                "coalesce(len(s_keys) <> len(list_distinct(list_transform(s_keys, lambda k: lower(k)))), false)",
                Sql.text("a key is there more than once")));
        if (!ownNames) {
            String taken = "list_filter(s_keys, lambda k: starts_with(lower(k), " + Sql.text(Names.PREFIX) + "))";
            checks.add(new Check(
                    "json:key",
                    "coalesce(len(" + taken + ") > 0, false)",
                    "'a key has a name that Ingot uses itself: ' || " + taken + "[1]"));
        }
        checks.add(new Check(
                "json:key",
                "coalesce(len(list_filter(s_keys, lambda k: contains(k, chr(0)))) > 0, false)",
                Sql.text("a key has the character U+0000")));
        if (!keys.isEmpty()) {
            from = "(SELECT *, list_transform(s_text, lambda x, i: " + value(nullTokens) + ") AS s_values,"
                    + " list_transform(s_type, lambda x: coalesce(x = 'VARCHAR', false)) AS s_texts FROM " + from + ")";
        }
        // The lists are whole before a value is taken out of them: with a CASE for each the engine takes each list
        // apart
        // for each value.
        StringBuilder values = new StringBuilder("(SELECT *");
        for (int i = 0; i < keys.size(); i++) {
            values.append(", s_values[").append(i + 1).append("] AS k").append(i);
            values.append(", s_texts[").append(i + 1).append("] AS t").append(i);
        }
        values.append(" FROM ").append(from).append(")");
        spellings.forEach((lower, names) -> {
            List<String> sql = new ArrayList<>();
            List<String> text = new ArrayList<>();
            List<String> asWritten = new ArrayList<>();
            for (String name : names) {
                int place = Objects.requireNonNull(places.get(name));
                asWritten.add(verbatim(place, name));
                sql.add("k" + place);
                text.add("t" + place);
            }
            // Two spellings of one name cannot be in one record (duplicate key), so at most one of them has a value.
            String value = sql.size() == 1 ? sql.get(0) : "coalesce(" + String.join(", ", sql) + ")";
            inputs.put(
                    lower,
                    new Input(
                            names.get(0),
                            value,
                            "VARCHAR",
                            false,
                            "(" + String.join(" OR ", text) + ")",
                            null,
                            "coalesce(" + String.join(", ", asWritten) + ", " + value + ")",
                            null));
        });
        return new Part(
                values.toString(),
                inputs,
                group.file(),
                group.record(),
                "c0",
                checks,
                false,
                null,
                group.files(),
                byFile);
    }

    /** SQL: the object with two characters around each such number that is in no string. */
    private static String marked(String number) {
        return "replace(regexp_replace(s_object, " + Sql.text("(" + STRING + ")|(" + number + ")")
                + ", '\\1' || chr(1) || '\\2' || chr(2), 'g'), chr(1) || chr(2), '')";
    }

    /** SQL: the value {@code x} at place {@code i} of the lists. */
    private static String value(List<String> nullTokens) {
        String exact = "CASE WHEN s_exact IS NOT NULL AND s_type[i] IN ('DOUBLE', 'BIGINT', 'UBIGINT', 'HUGEINT') THEN"
                + " s_exact[i] ELSE x END";
        return nullTokens.isEmpty()
                ? exact
                : "CASE WHEN x IN (" + nullTokens.stream().map(Sql::text).collect(Collectors.joining(", "))
                        + ") THEN NULL ELSE " + exact + " END";
    }

    /** A number, or the numbers in an object or array, as they are written; null where the value's own text is that. */
    private static String verbatim(int key, String name) {
        return "CASE WHEN s_verbatim IS NOT NULL AND k" + key + " IS NOT NULL AND NOT t" + key
                + " THEN regexp_replace(json_extract_string(s_verbatim, " + Sql.text(pointer(name))
                + "), '\"?' || " + BEGIN + " || '([^' || " + END + " || ']*)' || " + END + " || '\"?', '\\1', 'g') END";
    }

    /** RFC 6901. */
    private static String pointer(String key) {
        return "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
