package dev.ingot.lake.load;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.lake.internal.Cast;
import dev.ingot.lake.internal.DuckTypes;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which type holds all values of a column without changing one. Text becomes, in this order: boolean ({@code true},
 * {@code false}); bigint (no leading zeros, no plus); decimal(18,s) with at most 6 decimals; double where at most 15
 * digits or the shortest spelling make the way back certain; decimal(38,s); date (ISO); timestamp (ISO, with or without
 * zone); else it stays text. Text that the source itself marks as text (JSON) becomes no number and no boolean. Typed
 * columns keep their type; columns without a value are text. A typed column that never had a value has none.
 */
record Inference(SqlRunner runner, Scan scan, StepControl control) {

    private static final String PLAIN = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?";
    private static final String FLOATING = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
    private static final String INSTANT =
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?( ?(Z|UTC)|[+-][0-9]{2}(:?[0-9]{2})?)?";

    /**
     * @param names as in the source
     * @param rows how many rows of each part to look at; −1: all
     */
    Map<String, DataType> types(List<String> names, long rows) {
        Map<String, DataType> types = new LinkedHashMap<>();
        List<String> textual = new ArrayList<>();
        for (String name : names) {
            Optional<DataType> typed = typed(name);
            typed.filter(type -> !type.equals(TypeLattice.UNKNOWN))
                    .ifPresent(type -> types.put(name, DuckTypes.known(type)));
            if (typed.isEmpty()) {
                textual.add(name);
            }
        }
        if (!textual.isEmpty() && !scan.parts().isEmpty()) {
            looked(textual, rows, types);
        }
        return types;
    }

    /** The common type where all parts are typed by the source. */
    private Optional<DataType> typed(String name) {
        List<Input> inputs =
                scan.parts().stream().flatMap(part -> part.input(name).stream()).toList();
        if (inputs.isEmpty() || inputs.stream().anyMatch(input -> !input.typed())) {
            return Optional.empty();
        }
        return inputs.stream()
                .map(input -> DuckTypes.given(input.duckType()).orElse(Simple.STRING))
                .reduce((a, b) -> TypeLattice.wider(a, b).orElse(Simple.STRING));
    }

    /** Each value becomes a row, so that what is asked of a column is said once, however many there are. */
    private void looked(List<String> names, long rows, Map<String, DataType> types) {
        String values =
                scan.parts().stream().map(part -> part(part, names, rows)).collect(Collectors.joining(" UNION ALL "));
        names.forEach(name -> types.put(name, Simple.STRING));
        runner.rows(
                "SELECT i, " + figures("v", "t") + " FROM (" + values + ") GROUP BY i",
                "",
                control,
                0,
                row -> types.put(
                        names.get(row.getInt(1)),
                        decide(new Figures(
                                row.getLong(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getInt(6),
                                row.getInt(7),
                                row.getBoolean(8),
                                row.getBoolean(9),
                                row.getBoolean(10)))));
    }

    private static String part(Part part, List<String> names, long rows) {
        List<String> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String name : names) {
            Optional<Input> input = part.input(name);
            values.add("CAST(" + input.map(Input::sql).orElse("NULL") + " AS VARCHAR)");
            texts.add(input.map(Input::text).orElse("false"));
        }
        boolean marked = texts.stream().anyMatch(text -> !text.equals("false"));
        return "(SELECT unnest([" + String.join(", ", values) + "]) AS v, "
                + (marked ? "unnest([" + String.join(", ", texts) + "])" : "false") + " AS t, unnest(range("
                + names.size()
                + ")) AS i FROM " + (rows < 0 ? part.from() : "(SELECT * FROM " + part.from() + " LIMIT " + rows + ")")
                + ")";
    }

    private record Figures(
            long values,
            boolean bool,
            boolean whole,
            boolean plain,
            int decimals,
            int digits,
            boolean floating,
            boolean date,
            boolean instant) {}

    private static String figures(String v, String t) {
        String number = "NOT " + t + " AND ";
        return String.join(
                ", ",
                "count(" + v + ")",
                all(v, number + "lower(" + v + ") IN ('true', 'false')"),
                all(v, number + "TRY_CAST(" + v + " AS BIGINT)::VARCHAR = " + v),
                all(v, number + "regexp_full_match(" + v + ", '" + PLAIN + "')"),
                "coalesce(max(CASE WHEN contains(" + v + ", '.') THEN length(" + v + ") - strpos(" + v
                        + ", '.') ELSE 0 END), 0)",
                "coalesce(max(length(ltrim(split_part(" + v + ", '.', 1), '-'))), 0)",
                all(
                        v,
                        number + "regexp_full_match(" + v + ", '" + FLOATING + "') AND isfinite(TRY_CAST(" + v
                                + " AS DOUBLE)) AND (length(regexp_replace(" + v
                                + ", '[^0-9]', '', 'g')) <= 15 OR TRY_CAST(" + v + " AS DOUBLE)::VARCHAR = " + v
                                + ") AND NOT "
                                + Cast.vanished("TRY_CAST(" + v + " AS DOUBLE)", v)),
                all(v, "length(" + v + ") = 10 AND TRY_CAST(" + v + " AS DATE)::VARCHAR = " + v),
                all(
                        v,
                        "regexp_full_match(" + v + ", '" + INSTANT + "') AND TRY_CAST(" + v
                                + " AS TIMESTAMPTZ) IS NOT NULL"));
    }

    private static String all(String v, String condition) {
        return "coalesce(bool_and(CASE WHEN " + v + " IS NULL THEN true ELSE coalesce(" + condition
                + ", false) END), true)";
    }

    private static DataType decide(Figures f) {
        if (f.values() == 0) {
            return Simple.STRING;
        }
        if (f.bool()) {
            return Simple.BOOLEAN;
        }
        if (f.whole()) {
            return Simple.BIGINT;
        }
        if (f.plain() && f.decimals() <= 6 && f.digits() + f.decimals() <= 18) {
            return new Decimal(18, f.decimals());
        }
        if (f.floating()) {
            return Simple.DOUBLE;
        }
        if (f.plain() && f.digits() + f.decimals() <= 38) {
            return new Decimal(38, f.decimals());
        }
        if (f.date()) {
            return Simple.DATE;
        }
        return f.instant() ? Simple.TIMESTAMP : Simple.STRING;
    }
}
