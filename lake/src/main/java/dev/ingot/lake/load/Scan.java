package dev.ingot.lake.load;

import dev.ingot.api.table.DataType;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the engine reads a batch: one part for each group of files of the same shape, read in this order.
 *
 * @param columns of all parts, in the order in which they were first seen
 */
record Scan(List<Part> parts, List<String> columns) {

    Scan {
        parts = List.copyOf(parts);
        columns = List.copyOf(columns);
    }

    /**
     * One select.
     *
     * @param from what stands behind FROM
     * @param inputs its columns by lower-case name
     * @param file SQL text: the file as people know it
     * @param record SQL: the record's number in its file; null where it follows from the order of the rows
     * @param raw SQL text: the record as it stood in the file, but for quotes that it did not need
     * @param checks of the record as a whole
     * @param oddWithNewlines a line break in a field makes a second, careful reading necessary
     * @param quotes what makes a look at the quotes of the files necessary; null: nothing
     * @param files their names as people know them, in reading order
     * @param keys lower-case names of the columns that any record of a file has, by file, where the records say them and
     *     no header does
     */
    record Part(
            String from,
            Map<String, Input> inputs,
            String file,
            @Nullable String record,
            String raw,
            List<Check> checks,
            boolean oddWithNewlines,
            @Nullable Quotes quotes,
            List<String> files,
            Map<String, Set<String>> keys) {

        Part {
            inputs = Map.copyOf(inputs);
            checks = List.copyOf(checks);
            files = List.copyOf(files);
            keys = Map.copyOf(keys);
        }

        Part(
                String from,
                Map<String, Input> inputs,
                String file,
                @Nullable String record,
                String raw,
                List<Check> checks,
                boolean oddWithNewlines,
                List<String> files) {
            this(from, inputs, file, record, raw, checks, oddWithNewlines, null, files, Map.of());
        }

        /** Lower-case names of the columns that a file has; none where no record says one. */
        Set<String> columns(String file) {
            return keys.getOrDefault(file, keys.isEmpty() ? inputs.keySet() : Set.of());
        }

        Optional<Input> input(String name) {
            return Optional.ofNullable(inputs.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * @param sql the value; null is null
     * @param duckType the engine's type, {@code VARCHAR} for text
     * @param typed whether the source says the type; else all is text that may stand for something else
     * @param text SQL: whether the source itself says that the value is text, as JSON does; null where it cannot
     * @param written a type of which the source printed values as this text; null where it is anybody's text
     * @param verbatim SQL text: the value as it stands in the source, where {@code sql} may spell it another way; null
     *     where it does not
     * @param odd SQL: the text of a value that the type cannot hold and that is null therefore; null where there is none
     */
    record Input(
            String name,
            String sql,
            String duckType,
            boolean typed,
            @Nullable String text,
            @Nullable DataType written,
            @Nullable String verbatim,
            @Nullable String odd) {

        Input(
                String name,
                String sql,
                String duckType,
                boolean typed,
                @Nullable String text,
                @Nullable DataType written,
                @Nullable String odd) {
            this(name, sql, duckType, typed, text, written, null, odd);
        }

        static Input text(String name, String sql) {
            return new Input(name, sql, "VARCHAR", false, null, null, null);
        }

        /** SQL: whether the source has no value. */
        String missing() {
            return "(" + sql + " IS NULL" + (odd == null ? "" : " AND " + odd + " IS NULL") + ")";
        }

        /** SQL text: the value as people see it. */
        String shown() {
            String text = "CAST(" + sql + " AS VARCHAR)";
            return odd == null ? text : "coalesce(" + odd + ", " + text + ")";
        }
    }

    /**
     * @param rule its name, for example {@code cast:price}
     * @param failed SQL: never null
     * @param reason SQL text
     */
    record Check(String rule, String failed, String reason) {}

    /**
     * Fields {@code c0, c1, …} that may have been cut at the wrong place by the look of their quotes.
     *
     * @param any each quote in a value does; else one behind which another value ends in one
     */
    record Quotes(char quote, boolean any, int columns) {

        /** All fields as one list, where there are many. */
        static final String FIELDS = "s_fields";

        /**
         * SQL: whether a record has to be looked at. Of clean records each field costs a look at its last character.
         *
         * @param text the fields that are loaded as text; the others are good numbers, dates and so on, or bad anyway
         */
        String odd(Predicate<String> text) {
            String mark = Sql.text(Character.toString(quote));
            if (columns >= WideColumns.MANY) {
                return oddOfMany(text, mark);
            }
            List<String> held = new ArrayList<>();
            List<String> ends = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                String field = "c" + i;
                if (text.test(field)) {
                    held.add("CASE WHEN contains(" + field + ", " + mark + ") THEN " + i + " END");
                    ends.add("CASE WHEN ends_with(" + field + ", " + mark + ") THEN " + i + " END");
                }
            }
            if (any) {
                return held.isEmpty() ? "" : "coalesce(" + String.join(", ", held) + ") IS NOT NULL";
            }
            String last = "greatest(" + String.join(", ", ends) + ")";
            return held.size() < 2
                    ? ""
                    : "CASE WHEN " + last + " IS NULL THEN false ELSE " + last + " > least(" + String.join(", ", held)
                            + ") END";
        }

        /** Of each field with a quote there is a letter: e where it ends in one. */
        private String oddOfMany(Predicate<String> text, String mark) {
            String which = IntStream.range(0, columns)
                    .filter(i -> text.test("c" + i))
                    .mapToObj(i -> Integer.toString(i + 1))
                    .collect(Collectors.joining(", "));
            if (which.isEmpty()) {
                return "";
            }
            return "array_to_string(list_transform(list_select(" + FIELDS + ", [" + which
                    + "]), lambda f: CASE WHEN ends_with(f, " + mark + ") THEN 'e' WHEN contains(f, " + mark
                    + ") THEN 'c' END), '') LIKE '" + (any ? "_%" : "_%e%") + "'";
        }
    }

    /** The first file that has a column. */
    Optional<String> fileWith(String column) {
        String key = column.toLowerCase(Locale.ROOT);
        return parts.stream()
                .flatMap(part ->
                        part.files().stream().filter(file -> part.columns(file).contains(key)))
                .findFirst();
    }

    /** The first input of this name in any part. */
    Optional<Input> input(String name) {
        return parts.stream().flatMap(part -> part.input(name).stream()).findFirst();
    }
}
