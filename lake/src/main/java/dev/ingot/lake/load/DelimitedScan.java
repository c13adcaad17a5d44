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
                    group.from(),
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
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            String c = "c" + i;
            if (format.quote() == null) {
                fields.add("coalesce(" + c + ", " + Sql.text(nothing) + ")");
                continue;
            }
            String quote = Sql.text(format.quote().toString());
            char escape = format.escape() == null ? format.quote() : format.escape();
            String escaped = c;
            if (escape != format.quote()) {
                escaped = replace(escaped, Character.toString(escape), escape + Character.toString(escape));
            }
            escaped = replace(escaped, format.quote().toString(), Character.toString(escape) + format.quote());
            String unsafe = "(contains(" + c + ", " + quote + ") OR contains(" + c + ", "
                    + Sql.text(format.delimiter()) + ") OR contains(" + c
                    + ", chr(10)) OR contains(" + c + ", chr(13)) OR " + c + " = '' OR " + c + " LIKE ' %')";
            String empty = columns == 1 ? quote + " || " + Sql.text(nothing) + " || " + quote : Sql.text(nothing);
            fields.add("CASE WHEN " + c + " IS NULL THEN " + empty + " WHEN " + unsafe + " THEN " + quote + " || "
                    + escaped + " || " + quote + " ELSE " + c + " END");
        }
        return String.join(" || " + Sql.text(format.delimiter()) + " || ", fields);
    }

    private static String replace(String sql, String from, String to) {
        return "replace(" + sql + ", " + Sql.text(from) + ", " + Sql.text(to) + ")";
    }
}
