package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings a seed's CSV into a session, as a temporary table of text, and gives the select that casts it. Stateless. */
final class SeedTable {

    private static final int ROWS_PER_STATEMENT = 500;
    private static final String TEMPORARY = "ingot_seed";

    private SeedTable() {}

    /** Fills the temporary table and returns the select of the typed rows, in the file's order. */
    static String fill(DbtNode seed, Session session) {
        CsvText csv = CsvText.parse(seed.definition().source(), delimiter(seed));
        List<String> columns = csv.header().stream().map(SeedTable::quoted).toList();
        session.execute("create or replace temp table " + TEMPORARY + " (ingot_row bigint, "
                + columns.stream().map(name -> name + " varchar").collect(Collectors.joining(", ")) + ")");
        long row = 0;
        List<String> tuples = new ArrayList<>();
        for (List<String> values : csv.rows()) {
            String cells = values.stream()
                    .map(SeedTypes::value)
                    .map(SeedTable::literal)
                    .collect(Collectors.joining(", "));
            tuples.add("(" + row++ + ", " + cells + ")");
            if (tuples.size() == ROWS_PER_STATEMENT) {
                insert(session, tuples);
            }
        }
        insert(session, tuples);
        return select(seed, csv);
    }

    private static void insert(Session session, List<String> tuples) {
        if (!tuples.isEmpty()) {
            session.execute("insert into " + TEMPORARY + " values " + String.join(",\n", tuples));
            tuples.clear();
        }
    }

    private static String select(DbtNode seed, CsvText csv) {
        Map<String, @Nullable Object> given = seed.config().block("column_types");
        List<String> casts = new ArrayList<>();
        for (int i = 0; i < csv.header().size(); i++) {
            int at = i;
            String name = csv.header().get(i);
            List<@Nullable String> values = new ArrayList<>();
            csv.rows().forEach(row -> values.add(SeedTypes.value(row.get(at))));
            Object type = given.getOrDefault(name, given.get(name.toLowerCase(java.util.Locale.ROOT)));
            String column = quoted(name);
            casts.add("cast(" + column + " as " + (type == null ? SeedTypes.infer(values) : type) + ") as " + column);
        }
        return "select\n    " + String.join(",\n    ", casts) + "\nfrom " + TEMPORARY + "\norder by ingot_row";
    }

    private static char delimiter(DbtNode seed) {
        String delimiter = seed.config().text("delimiter").orElse(",");
        if (delimiter.length() != 1) {
            throw Problem.of(
                            ModelsError.BAD_CONFIG,
                            "The delimiter of seed '" + seed.name() + "' must be one character, not '" + delimiter
                                    + "'")
                    .fix("For a tab write \"\\t\" in double quotes.")
                    .toException();
        }
        return delimiter.charAt(0);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(@Nullable String text) {
        return text == null ? "null" : "'" + text.replace("'", "''") + "'";
    }
}
