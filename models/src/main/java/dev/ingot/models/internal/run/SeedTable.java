package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.CsvText;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a seed's CSV into a session, as a temporary table of text, and gives the select that casts it. For one seed.
 *
 * @param postgres whether the engine is PostgreSQL, else DuckDB
 */
record SeedTable(DbtNode seed, CsvText csv, boolean postgres) {

    private static final String TEMPORARY = "ingot_seed";

    private static final int REPORTED = 20;

    /**
     * Fills the temporary table and returns the select of the typed rows, in the file's order.
     *
     * @throws IngotException where a value is none of its column's type
     */
    static String fill(DbtNode seed, Session session, boolean postgres) {
        CsvText csv = CsvText.parse(seed.definition().source(), delimiter(seed));
        return new SeedTable(seed, csv, postgres).fill(session);
    }

    private String fill(Session session) {
        List<List<@Nullable String>> rows = stored();
        List<String> types = new ArrayList<>();
        for (int column = 0; column < csv.header().size(); column++) {
            types.add(type(column, rows));
        }
        fit(rows, types);
        session.fill(TEMPORARY, csv.header(), rows);
        return select(types);
    }

    private List<List<@Nullable String>> stored() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<String> row : csv.rows()) {
            List<@Nullable String> values = new ArrayList<>();
            row.forEach(cell -> values.add(SeedTypes.value(cell)));
            rows.add(values);
        }
        return rows;
    }

    private String type(int column, List<List<@Nullable String>> rows) {
        String name = csv.header().get(column);
        Map<String, @Nullable Object> given = seed.config().block("column_types");
        Object type = given.getOrDefault(name, given.get(name.toLowerCase(Locale.ROOT)));
        return type == null ? inferred(column, rows) : type.toString();
    }

    private static String inferred(int column, List<List<@Nullable String>> rows) {
        List<@Nullable String> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(column)));
        String type = SeedTypes.infer(values);
        if (type.equals("timestamp")) {
            for (List<@Nullable String> row : rows) {
                String text = row.get(column);
                row.set(column, text == null ? null : SeedTypes.moment(text));
            }
        }
        return type;
    }

    /** Each value becomes what the engine is to cast; all that are none of their type are reported at once. */
    private void fit(List<List<@Nullable String>> rows, List<String> types) {
        List<Problem> problems = new ArrayList<>();
        long misfits = 0;
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable String> values = rows.get(row);
            for (int column = 0; column < types.size(); column++) {
                String text = values.get(column);
                Optional<String> value =
                        text == null ? Optional.of("") : SeedValue.of(text, types.get(column), postgres);
                if (value.isEmpty() && ++misfits <= REPORTED) {
                    problems.add(misfit(row, column, Objects.requireNonNull(text), types.get(column), rows));
                }
                if (text != null) {
                    values.set(column, value.orElse(text));
                }
            }
        }
        if (misfits > REPORTED) {
            problems.add(Problem.of(
                    ModelsError.SEED,
                    (misfits - REPORTED) + " more values of seed '" + seed.name() + "' do not fit their types"));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private Problem misfit(int row, int column, String text, String type, List<List<@Nullable String>> rows) {
        String name = csv.header().get(column);
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return Problem.of(
                        ModelsError.SEED,
                        "Seed '" + seed.name() + "': the value '" + shown + "' of column '" + name + "' is no " + type)
                .at(csv.place(seed.definition().source(), row, column))
                .because("A value is kept exactly: it is not rounded, cut or moved to another zone.")
                .fix("Mend the value, or give the column a type that holds it; column_types: {" + name + ": "
                        + inferred(column, rows) + "} holds all of this file's.");
    }

    private String select(List<String> types) {
        boolean asWritten = seed.config().flag("quote_columns", false);
        List<String> casts = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            String name = csv.header().get(column);
            casts.add("cast(" + quoted(name) + " as " + types.get(column) + ") as "
                    + quoted(asWritten ? name : identifier(name)));
        }
        return "select\n    " + String.join(",\n    ", casts) + "\nfrom " + TEMPORARY + "\norder by ingot_row";
    }

    /** What a header means as it stands in SQL: quotes of its own are an identifier's. */
    private String identifier(String header) {
        if (header.length() > 2 && header.startsWith("\"") && header.endsWith("\"")) {
            return header.substring(1, header.length() - 1).replace("\"\"", "\"");
        }
        return postgres ? header.toLowerCase(Locale.ROOT) : header;
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
