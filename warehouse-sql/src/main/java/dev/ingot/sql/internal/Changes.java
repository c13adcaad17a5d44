package dev.ingot.sql.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.ReplacedRows;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the rows of a select aside and says what publishing them will do. The aliases of the two sides are dbt's, since
 * predicates of incremental models name them. For one build.
 *
 * @param written the select as a person wrote it, for places in messages
 */
record Changes(Jdbc jdbc, TableName target, TableName aside, String select, String written, StepControl control) {

    private static final String DEST = "DBT_INTERNAL_DEST";
    private static final String SOURCE = "DBT_INTERNAL_SOURCE";

    Change replace(TableDesign design) {
        long rows = create(design);
        for (TableDesign.Index index : design.indexes()) {
            index(index);
        }
        return new Change(aside, built(), "REPLACE", Counts.inserted(rows), rows, List.of(), null);
    }

    /** Makes the table aside; returns how many rows it has. */
    long create(TableDesign design) {
        Dialect dialect = jdbc.dialect();
        if (design.columns().isEmpty()) {
            String sql = dialect.createTable(design) + " " + aside.quoted() + " as\n" + select;
            long rows = jdbc.execute(sql, written, control);
            return rows >= 0 ? rows : jdbc.number("select count(*) from " + aside.quoted());
        }
        List<String> lines = new ArrayList<>();
        design.columns()
                .forEach(column -> lines.add(
                        (column.name() + " " + column.type() + " " + String.join(" ", column.constraints())).strip()));
        lines.addAll(design.constraints());
        jdbc.execute(dialect.createTable(design) + " " + aside.quoted() + " (\n    " + String.join(",\n    ", lines)
                + "\n)");
        String names =
                design.columns().stream().map(TableDesign.ColumnDesign::name).collect(Collectors.joining(", "));
        String sql = "insert into " + aside.quoted() + " (" + names + ")\nselect " + names + " from (\n" + select
                + "\n) as model_subq";
        return jdbc.execute(sql, written, control);
    }

    private void index(TableDesign.Index index) {
        String name = aside.name() + "_" + Integer.toHexString(index.hashCode());
        jdbc.execute("create " + (index.unique() ? "unique " : "") + "index "
                + Sql.id(name.substring(Math.max(0, name.length() - 60))) + " on " + aside.quoted()
                + (index.type() == null ? "" : " using " + index.type()) + " ("
                + String.join(", ", index.columns()) + ")");
    }

    private TableSchema built() {
        return jdbc.dialect().relations(jdbc, aside).get(0).schema();
    }

    Change append(Relation there, SchemaPolicy policy) {
        long rows = create(TableDesign.PLAIN);
        Fitting fit = fit(there, policy);
        List<String> statements = new ArrayList<>(fit.statements());
        statements.add(insert(fit, ""));
        return new Change(
                aside,
                fit.columns(),
                "APPEND",
                Counts.inserted(rows),
                rows,
                statements,
                kept(fit, "") + " union all " + added(fit, ""));
    }

    Change deleteInsert(Relation there, SchemaPolicy policy, BuildMode.DeleteInsert mode) {
        long rows = create(TableDesign.PLAIN);
        Fitting fit = fit(there, policy);
        requireColumns(mode.key(), fit);
        String gone = "exists (select 1 from " + aside.quoted() + " as " + SOURCE + " where "
                + Sql.equal(SOURCE, DEST, mode.key()) + ")" + and(mode.predicates());
        return deleteInsert(fit, rows, gone, mode.identity());
    }

    Change deleteWhere(Relation there, SchemaPolicy policy, BuildMode.DeleteWhere mode) {
        long rows = create(TableDesign.PLAIN);
        return deleteInsert(fit(there, policy), rows, "(" + mode.condition() + ")", mode.identity());
    }

    private Change deleteInsert(Fitting fit, long rows, String gone, List<String> identity) {
        long deleted = jdbc.number("select count(*) from " + dest(fit) + " where " + gone);
        List<String> statements = new ArrayList<>(fit.statements());
        statements.add("delete from " + target.quoted() + " as " + DEST + " where " + gone);
        statements.add(insert(fit, ""));
        return new Change(
                aside,
                fit.columns(),
                "DELETE+INSERT",
                deleted == 0 ? Counts.inserted(rows) : replaced(fit, gone, identity),
                rows - deleted,
                statements,
                kept(fit, " where (" + gone + ") is not true") + " union all " + added(fit, ""));
    }

    private Counts replaced(Fitting fit, String gone, List<String> identity) {
        List<String> values = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Column column : fit.columns().columns()) {
            String value = jdbc.dialect().comparable(Sql.id(column.name()), column.type());
            values.add(value);
            if (identity.stream().anyMatch(column.name()::equalsIgnoreCase)) {
                keys.add(value);
            }
        }
        String sql = ReplacedRows.sql(kept(fit, " where " + gone), added(fit, ""), values, keys);
        return jdbc.rows(sql, ReplacedRows::read).get(0).counts();
    }

    Change merge(Relation there, SchemaPolicy policy, BuildMode.Merge mode) {
        long rows = create(TableDesign.PLAIN);
        String deleted = mode.deleted();
        TableSchema merged = new TableSchema(built().columns().stream()
                .filter(column -> !column.name().equals(deleted))
                .toList());
        Fitting fit = Fitting.of(jdbc, target, there.schema(), aside, merged, policy);
        requireColumns(mode.key(), fit);
        requireUnique(mode.key());
        String marker = deleted == null ? "false" : SOURCE + "." + Sql.id(deleted);
        Set<String> set = updated(fit, mode);
        String on = Sql.equal(DEST, SOURCE, mode.key()) + and(mode.predicates());
        String match = "from " + dest(fit) + " where " + on;
        String differs = differs(fit, set);
        String source = "select count(*) from " + aside.quoted() + " as " + SOURCE + " where ";
        long matched = jdbc.number(source + "exists (select 1 " + match + ")");
        long changed = jdbc.number(source + "exists (select 1 " + match + " and " + differs + ") and not " + marker);
        long ended = jdbc.number(source + "exists (select 1 " + match + ") and " + marker);
        String end =
                "exists (select 1 from " + aside.quoted() + " as " + SOURCE + " where " + on + " and " + marker + ")";
        long gone = jdbc.number("select count(*) from " + dest(fit) + " where " + end);
        long nothing = jdbc.number(source + "not exists (select 1 " + match + ") and " + marker);
        String fresh = "not exists (select 1 " + match + ") and not " + marker;
        List<String> statements = new ArrayList<>(fit.statements());
        if (deleted != null) {
            statements.add("delete from " + target.quoted() + " as " + DEST + " where " + end);
        }
        // First what is new: an update may change what a predicate looks at, and a new row equals its source.
        statements.add(insert(fit, " where " + fresh));
        if (!set.isEmpty()) {
            String values = set.stream()
                    .map(name -> Sql.id(name) + " = " + SOURCE + "." + Sql.id(name))
                    .collect(Collectors.joining(", "));
            statements.add("update " + target.quoted() + " as " + DEST + " set " + values + " from " + aside.quoted()
                    + " as " + SOURCE + " where " + on + " and not " + marker + " and " + differs(fit, set));
        }
        String preview = "select "
                + fit.columns().columns().stream()
                        .map(column -> merged(column, set.contains(column.name()), fit))
                        .collect(Collectors.joining(", "))
                + " from " + dest(fit) + " left join (select *, true as ingot_match from "
                + aside.quoted() + ") as " + SOURCE + " on " + on + " where (" + marker + ") is not true";
        long inserted = rows - matched - nothing;
        return new Change(
                aside,
                fit.columns(),
                "MERGE",
                new Counts(rows, inserted, changed, ended, matched - changed - ended + nothing, 0, 0, 0),
                inserted - gone,
                statements,
                preview + " union all " + added(fit, " where " + fresh));
    }

    private String merged(Column column, boolean set, Fitting fit) {
        String name = Sql.id(column.name());
        String type = jdbc.dialect().type(column.type());
        String kept = fit.before().find(column.name()).isPresent() ? DEST + "." + name : "null";
        String value = set
                ? "case when " + SOURCE + ".ingot_match then " + SOURCE + "." + name + " else " + kept + " end"
                : kept;
        return "cast(" + value + " as " + type + ") as " + name;
    }

    private Fitting fit(Relation there, SchemaPolicy policy) {
        return Fitting.of(jdbc, target, there.schema(), aside, built(), policy);
    }

    private static String and(List<String> predicates) {
        return predicates.stream().map(predicate -> " and (" + predicate + ")").collect(Collectors.joining());
    }

    private String insert(Fitting fit, String where) {
        return "insert into " + target.quoted() + " (" + Sql.ids(fit.given()) + ") select "
                + Sql.of(SOURCE, fit.given()) + " from " + aside.quoted() + " as " + SOURCE + where;
    }

    private String kept(Fitting fit, String where) {
        return "select " + Sql.of(DEST, fit.columns().names()) + " from " + dest(fit) + where;
    }

    /** The table as it is, in the types that it will have. */
    private String dest(Fitting fit) {
        return fit.table(jdbc.dialect(), target) + " as " + DEST;
    }

    private String added(Fitting fit, String where) {
        return "select " + fit.fromRows(jdbc.dialect(), SOURCE) + " from " + aside.quoted() + " as " + SOURCE + where;
    }

    /** Columns to set on a match: the stated ones, or all but the key. */
    private static Set<String> updated(Fitting fit, BuildMode.Merge mode) {
        Set<String> wanted = lower(mode.update() == null ? fit.given() : mode.update());
        Set<String> key = lower(mode.key());
        return fit.given().stream()
                .filter(name -> wanted.contains(name.toLowerCase(Locale.ROOT))
                        && !(mode.update() == null && key.contains(name.toLowerCase(Locale.ROOT))))
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    private static Set<String> lower(List<String> names) {
        Set<String> lower = new HashSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private String differs(Fitting fit, Set<String> columns) {
        return columns.isEmpty()
                ? "false"
                : fit.columns().columns().stream()
                        .filter(column -> columns.contains(column.name()))
                        .map(column -> fit.before().find(column.name()).isEmpty()
                                ? "true"
                                : compared(DEST, column) + " is distinct from " + compared(SOURCE, column))
                        .collect(Collectors.joining(" or ", "(", ")"));
    }

    private String compared(String alias, Column column) {
        return jdbc.dialect().comparable(alias + "." + Sql.id(column.name()), column.type());
    }

    static void requireColumns(List<String> key, Fitting fit) {
        for (String name : key) {
            if (fit.given().stream().noneMatch(name::equalsIgnoreCase)) {
                throw Problem.of(SqlError.KEY, "The key column '" + name + "' is not in the select.")
                        .fix("Select it, or name another unique_key. The select has " + String.join(", ", fit.given())
                                + ".")
                        .toException();
            }
        }
    }

    /** Two rows of the select for one row of the table: nobody knows which of them it should become. */
    void requireUnique(List<String> key) {
        String keys = Sql.ids(key);
        String known = key.stream().map(name -> Sql.id(name) + " is not null").collect(Collectors.joining(" and "));
        List<String> twice = jdbc.rows(
                "select " + keys + " from " + aside.quoted() + " where " + known + " group by " + keys
                        + " having count(*) > 1 limit 1",
                row -> {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < key.size(); i++) {
                        values.add(key.get(i) + " = " + row.getString(i + 1));
                    }
                    return String.join(", ", values);
                });
        if (!twice.isEmpty()) {
            throw Problem.of(SqlError.KEY, "The select has more than one row with " + twice.get(0) + ".")
                    .fix("Keep one of them in the select, for example with row_number() over (partition by " + keys
                            + " order by …) = 1.")
                    .toException();
        }
    }
}
