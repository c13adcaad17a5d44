package dev.ingot.lake.load;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.lake.internal.Cast;
import dev.ingot.lake.internal.DuckTypes;
import dev.ingot.lake.load.Scan.Check;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.sql.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The select that casts and checks every row of a scan, and says of each bad row why it is bad. Good rows have a null
 * {@code _ingot_error}.
 *
 * @param unknown columns of the source in which a value is an error
 */
record ContractSql(Scan scan, List<Target> targets, List<String> unknown, LoadPlan plan) {

    private static final Input ABSENT = Input.text("", "NULL");

    String select() {
        if (scan.parts().isEmpty()) {
            Part nothing = new Part("(SELECT 1 WHERE false)", Map.of(), "''", null, "''", List.of(), false, List.of());
            return part(nothing);
        }
        return scan.parts().stream().map(this::part).collect(Collectors.joining("\nUNION ALL\n"));
    }

    private String part(Part part) {
        List<Check> checks = new ArrayList<>(part.checks());
        StringBuilder values = new StringBuilder();
        List<WideColumns> wide = wide(part);
        Map<String, String> listed = new HashMap<>();
        for (WideColumns columns : wide) {
            for (int i = 0; i < columns.names().size(); i++) {
                listed.put(columns.names().get(i), columns.value(i));
            }
        }
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            if (listed.containsKey(target.name())) {
                values.append(listed.get(target.name()))
                        .append(" AS v")
                        .append(i)
                        .append(", ");
                continue;
            }
            Optional<Input> input = part.input(target.from());
            Cast cast = input.map(from -> cast(target, from))
                    .orElseGet(() -> new Cast("CAST(NULL AS " + DuckTypes.sql(target.type()) + ")", "false"));
            values.append(cast.value()).append(" AS v").append(i).append(", ");
            Input from = input.orElse(ABSENT);
            checks.addAll(checks(target, from, cast.valueKnownAs("v" + i)));
            if (!target.notNull() && plan.key().stream().anyMatch(target.name()::equalsIgnoreCase)) {
                checks.add(isNull(target.name(), from));
            }
        }
        for (String name : unknown) {
            part.input(name).ifPresent(input -> checks.add(unknownColumn(name, input)));
        }
        checks.removeIf(check -> check.failed().equals("false"));

        List<String> flags = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            flags.add(checks.get(i).failed() + " AS b" + i);
            failed.add("b" + i);
        }
        wide.forEach(columns -> {
            flags.add(columns.failures());
            failed.add(columns.failed());
        });
        // Each value is worked out once, in a select of its own: inside CASE the engine would cast again.
        String from = also(also(part.from(), wide, WideColumns::texts), wide, WideColumns::values);
        String cast = "SELECT *, " + values + part.file() + " AS s_file FROM " + from;
        String inner = flags.isEmpty() ? cast : "SELECT *, " + String.join(", ", flags) + " FROM (" + cast + ")";
        String bad = Text.anyOf(failed);
        StringBuilder out = new StringBuilder("SELECT ");
        for (int i = 0; i < targets.size(); i++) {
            out.append("v")
                    .append(i)
                    .append(" AS ")
                    .append(Sql.id(targets.get(i).name()))
                    .append(", ");
        }
        out.append(Sql.text(plan.run())).append(" AS ").append(Names.RUN);
        out.append(", TIMESTAMPTZ ").append(Sql.text(plan.loadedAt().toString()));
        out.append(" AS ").append(Names.LOADED_AT);
        out.append(", s_file AS ").append(Names.SOURCE);
        out.append(", CAST(").append(plan.batch()).append(" AS BIGINT) AS ").append(Names.BATCH);
        out.append(", CASE WHEN s_bad THEN ")
                .append(errors(checks, wide))
                .append(" END AS ")
                .append(Names.ERROR);
        out.append(", CASE WHEN s_bad THEN ")
                .append(part.raw())
                .append(" END AS ")
                .append(Names.RAW);
        out.append(", CAST(")
                .append(part.record() == null ? "NULL" : part.record())
                .append(" AS BIGINT) AS ");
        out.append(Names.RECORD);
        out.append(", CAST(").append(suspect(part)).append(" AS BOOLEAN) AS ").append(Names.SUSPECT);
        out.append(" FROM (SELECT *, ")
                .append(bad)
                .append(" AS s_bad FROM (")
                .append(inner)
                .append("))");
        return out.toString();
    }

    /**
     * True for a record with a line break in a text field, false for one with quotes that may be out of place. In a typed
     * column a line break makes the row bad; {@link Stage#badWithLineBreaks} looks there.
     */
    private String suspect(Part part) {
        if (!part.oddWithNewlines() && part.quotes() == null) {
            return "NULL";
        }
        List<String> text = Stream.concat(
                        targets.stream()
                                .filter(target -> target.type() == Simple.STRING)
                                .map(Target::from),
                        unknown.stream())
                .flatMap(name -> part.input(name).stream())
                .map(Input::sql)
                .distinct()
                .toList();
        String breaks = part.oddWithNewlines() ? Text.anyWith("chr(10)", text) : "false";
        String quotes = part.quotes() == null ? "" : part.quotes().odd(new HashSet<>(text)::contains);
        if (breaks.equals("false") && quotes.isEmpty()) {
            return "NULL";
        }
        return "CASE" + " WHEN " + breaks + " THEN true" + (quotes.isEmpty() ? "" : " WHEN " + quotes + " THEN false")
                + " END";
    }

    private static Cast cast(Target target, Input from) {
        Cast cast = castOf(target, from);
        if (from.odd() == null) {
            return cast;
        }
        return new Cast(cast.value(), "(" + cast.failed() + " OR " + from.odd() + " IS NOT NULL)");
    }

    private static Cast castOf(Target target, Input from) {
        ColumnRule rule = target.rule();
        boolean plain = rule == null || (rule.epoch() == null && rule.format() == null);
        if (plain && target.type().equals(from.written())) {
            return Cast.ofWritten(from.sql(), target.type());
        }
        if (target.type() == Simple.STRING && from.verbatim() != null) {
            return Cast.ofText(from.verbatim(), target.type(), target.declared(), target.rule());
        }
        return !from.typed()
                ? Cast.ofText(from.sql(), target.type(), target.declared(), target.rule())
                : Cast.ofTyped(from.sql(), from.duckType(), target.type(), target.declared(), target.rule());
    }

    private static String errors(List<Check> checks, List<WideColumns> wide) {
        if (checks.isEmpty() && wide.isEmpty()) {
            return "NULL";
        }
        StringBuilder text = new StringBuilder("concat_ws(chr(30)");
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            text.append(", CASE WHEN b").append(i).append(" THEN ").append(Sql.text(check.rule()));
            text.append(" || chr(31) || ").append(check.reason()).append(" END");
        }
        wide.forEach(columns -> text.append(", ").append(columns.errors()));
        return text.append(")").toString();
    }

    private static String also(String from, List<WideColumns> wide, Function<WideColumns, String> column) {
        return wide.isEmpty()
                ? from
                : "(SELECT *, " + wide.stream().map(column).collect(Collectors.joining(", ")) + " FROM " + from + ")";
    }

    /** The columns of which nothing is known but a type that many have; text needs no cast. */
    private List<WideColumns> wide(Part part) {
        Map<DataType, List<Target>> byType = targets.stream()
                .filter(target -> target.rule() == null
                        && target.type() != Simple.STRING
                        && plan.key().stream().noneMatch(target.name()::equalsIgnoreCase)
                        && part.input(target.from())
                                .filter(from -> !from.typed()
                                        && from.odd() == null
                                        && !target.type().equals(from.written()))
                                .isPresent())
                .collect(Collectors.groupingBy(Target::type, LinkedHashMap::new, Collectors.toList()));
        List<WideColumns> wide = new ArrayList<>();
        byType.forEach((type, same) -> {
            if (same.size() >= WideColumns.MANY) {
                List<String> texts = same.stream()
                        .map(target -> part.input(target.from()).orElseThrow().sql())
                        .toList();
                wide.add(new WideColumns(
                        wide.size(), type, same.stream().map(Target::name).toList(), texts));
            }
        });
        return wide;
    }

    private static Check unknownColumn(String name, Input input) {
        return new Check(
                "unknown:" + name,
                "(" + input.sql() + " IS NOT NULL)",
                Sql.text("the table has no column '" + name + "'; the value is ") + " || "
                        + Text.shown("CAST(" + input.sql() + " AS VARCHAR)"));
    }

    private static Check isNull(String name, Input from) {
        return new Check("not_null:" + name, from.missing(), Sql.text("column '" + name + "' is null"));
    }

    private static List<Check> checks(Target target, Input from, Cast cast) {
        List<Check> checks = new ArrayList<>();
        String text = from.shown();
        String name = target.name();
        checks.add(new Check(
                "cast:" + name,
                cast.failed(),
                Text.shown(text) + " || " + Sql.text(" in column '" + name + "' is not " + expected(target))));
        ColumnRule rule = target.rule();
        if (rule == null) {
            return checks;
        }
        if (rule.notNull()) {
            checks.add(isNull(name, from));
        }
        if (!rule.accepted().isEmpty()) {
            checks.add(new Check(
                    "accepted:" + name,
                    "coalesce(" + unlisted(target, rule.accepted(), cast.value(), text) + ", false)",
                    Text.shown(text)
                            + " || "
                            + Sql.text(
                                    " in column '" + name + "' is not one of " + String.join(", ", rule.accepted()))));
        }
        limit(checks, "min", rule.min(), " < ", " is below the minimum ", target, cast, text);
        limit(checks, "max", rule.max(), " > ", " is above the maximum ", target, cast, text);
        if (rule.pattern() != null) {
            checks.add(new Check(
                    "pattern:" + name,
                    "coalesce(NOT regexp_full_match(" + text + ", " + Sql.text(rule.pattern()) + "), false)",
                    Text.shown(text)
                            + " || "
                            + Sql.text(" in column '" + name + "' does not match " + rule.pattern())));
        }
        return checks;
    }

    /** Values are compared as values of the column's type: 1.50 is 1.5. */
    private static String unlisted(Target target, List<String> accepted, String value, String text) {
        String unlisted =
                text + " NOT IN " + accepted.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")"));
        if (target.type() == Simple.STRING || TypeLattice.isNested(target.type())) {
            return unlisted;
        }
        String values = accepted.stream()
                .map(one -> Cast.ofText(Sql.text(one), target.type(), true, null))
                .map(one -> "CASE WHEN NOT " + one.failed() + " THEN " + one.value() + " END")
                .collect(Collectors.joining(", ", "[", "]"));
        return unlisted + " AND NOT coalesce(list_contains(list_filter(" + values + ", lambda v: v IS NOT NULL), "
                + value + "), false)";
    }

    private static void limit(
            List<Check> checks,
            String kind,
            @Nullable String limit,
            String beyond,
            String says,
            Target target,
            Cast cast,
            String text) {
        if (limit == null) {
            return;
        }
        boolean real = target.type() == Simple.DOUBLE || target.type() == Simple.FLOAT;
        // To the engine NaN is above every number; it is not within any limits.
        String noNumber = real ? " OR isnan(" + cast.value() + ")" : "";
        checks.add(new Check(
                kind + ":" + target.name(),
                "coalesce(" + cast.value() + beyond + "CAST(" + Sql.text(bound(kind, limit, target.type())) + " AS "
                        + DuckTypes.sql(target.type()) + ")" + noNumber + ", false)",
                Text.shown(text) + " || " + Sql.text(" in column '" + target.name() + "'" + says + limit)));
    }

    /** A limit between two values of the type is the one of them that is within. */
    private static String bound(String kind, String limit, DataType type) {
        int scale = type instanceof Decimal decimal ? decimal.scale() : 0;
        if (!(type instanceof Decimal)
                && TypeLattice.wider(type, Simple.BIGINT)
                        .filter(Simple.BIGINT::equals)
                        .isEmpty()) {
            return limit;
        }
        try {
            RoundingMode inwards = kind.equals("min") ? RoundingMode.CEILING : RoundingMode.FLOOR;
            return new BigDecimal(limit.strip()).setScale(scale, inwards).toPlainString();
        } catch (NumberFormatException e) {
            return limit;
        }
    }

    private static String expected(Target target) {
        ColumnRule rule = target.rule();
        if (rule != null && rule.epoch() != null) {
            return "an instant in epoch " + rule.epoch().name().toLowerCase(java.util.Locale.ROOT);
        }
        if (rule != null && rule.format() != null) {
            return target.type() + " in format " + rule.format();
        }
        return target.type().toString();
    }
}
