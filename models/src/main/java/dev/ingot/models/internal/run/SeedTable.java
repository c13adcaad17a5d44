package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.CsvText;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings a seed's CSV into a session, as a temporary table of text, and gives the select that casts it. Stateless. */
final class SeedTable {

    private static final String TEMPORARY = "ingot_seed";

    private SeedTable() {}

    /**
     * Fills the temporary table and returns the select of the typed rows, in the file's order.
     *
     * @param folds whether the engine makes names lower case that are not quoted, as PostgreSQL does
     */
    static String fill(DbtNode seed, Session session, boolean folds) {
        CsvText csv = CsvText.parse(seed.definition().source(), delimiter(seed));
        session.fill(TEMPORARY, csv.header(), stored(csv));
        return select(seed, csv, folds && !seed.config().flag("quote_columns", false));
    }

    private static List<List<@Nullable String>> stored(CsvText csv) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<String> row : csv.rows()) {
            List<@Nullable String> values = new ArrayList<>();
            row.forEach(cell -> values.add(SeedTypes.value(cell)));
            rows.add(values);
        }
        return rows;
    }

    private static String select(DbtNode seed, CsvText csv, boolean lower) {
        Map<String, @Nullable Object> given = seed.config().block("column_types");
        List<List<@Nullable String>> rows = stored(csv);
        List<String> casts = new ArrayList<>();
        for (int i = 0; i < csv.header().size(); i++) {
            int at = i;
            String name = csv.header().get(i);
            List<@Nullable String> values = new ArrayList<>();
            rows.forEach(row -> values.add(row.get(at)));
            Object type = given.getOrDefault(name, given.get(name.toLowerCase(Locale.ROOT)));
            casts.add("cast(" + quoted(name) + " as " + (type == null ? SeedTypes.infer(values) : type) + ") as "
                    + quoted(lower ? name.toLowerCase(Locale.ROOT) : name));
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
}
