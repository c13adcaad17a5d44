package dev.ingot.lake.load;

import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.Delimited.BareQuotes;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.lake.load.Scan.Quotes;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Delimited text as a scan: one text column for each name in the header. */
final class DelimitedScan {
    private DelimitedScan() {}

    static Scan of(List<TextFiles.Group> groups, Delimited format) {
        Map<String, String> names = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (TextFiles.Group group : groups) {
            Map<String, Input> inputs = new LinkedHashMap<>();
            for (int i = 0; i < group.columns().size(); i++) {
                String name = group.columns().get(i);
                names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
                inputs.put(name.toLowerCase(Locale.ROOT), Input.text(name, "c" + i));
            }
            parts.add(new Part(
                    from(group),
                    inputs,
                    group.file(),
                    group.record(),
                    raw(group.columns().size(), format),
                    List.of(),
                    group.oddWithNewlines(),
                    group.oddWithQuotes() ? quotes(format, group.columns().size()) : null,
                    group.files(),
                    Map.of()));
        }
        return new Scan(parts, List.copyOf(names.values()));
    }

    /** The engine reserves memory for each element of each list that it makes: of many fields one list is made for all. */
    private static String from(TextFiles.Group group) {
        int columns = group.columns().size();
        return columns < WideColumns.MANY
                ? group.from()
                : "(SELECT *, " + list(columns) + " AS " + Quotes.FIELDS + " FROM " + group.from() + ")";
    }

    private static String list(int columns) {
        return Text.array(IntStream.range(0, columns).mapToObj(i -> "c" + i).toList());
    }

    private static @Nullable Quotes quotes(Delimited format, int columns) {
        return format.quote() == null || format.bareQuotes() == BareQuotes.KEEP
                ? null
                : new Quotes(format.quote(), format.bareQuotes() == BareQuotes.QUARANTINE, columns);
    }

    /**
     * The record put together again from its fields: the same record for the same format. Quotes that were not needed
     * are not kept, and all null tokens become the first.
     */
    private static String raw(int columns, Delimited format) {
        List<String> tokens = format.nullTokens();
        String nothing = tokens.isEmpty() || tokens.contains("") ? "" : tokens.get(0);
        // What is done with each field is said once, however many there are.
        String fields = columns < WideColumns.MANY ? list(columns) : Quotes.FIELDS;
        return "array_to_string(list_transform(" + fields + ", lambda f: " + raw(columns == 1, nothing, format) + "), "
                + Sql.text(format.delimiter()) + ")";
    }

    private static String raw(boolean alone, String nothing, Delimited format) {
        if (format.quote() == null) {
            return "coalesce(f, " + Sql.text(nothing) + ")";
        }
        String quote = Sql.text(format.quote().toString());
        char escape = format.escape() == null ? format.quote() : format.escape();
        String escaped = "f";
        if (escape != format.quote()) {
            escaped = replace(escaped, Character.toString(escape), escape + Character.toString(escape));
        }
        escaped = replace(escaped, format.quote().toString(), Character.toString(escape) + format.quote());
        String unsafe = "(contains(f, " + quote + ") OR contains(f, " + Sql.text(format.delimiter())
                + ") OR contains(f, chr(10)) OR contains(f, chr(13)) OR f = '' OR f LIKE ' %')";
        String empty = alone ? quote + " || " + Sql.text(nothing) + " || " + quote : Sql.text(nothing);
        return "CASE WHEN f IS NULL THEN " + empty + " WHEN " + unsafe + " THEN " + quote + " || " + escaped + " || "
                + quote + " ELSE f END";
    }

    private static String replace(String sql, String from, String to) {
        return "replace(" + sql + ", " + Sql.text(from) + ", " + Sql.text(to) + ")";
    }
}
