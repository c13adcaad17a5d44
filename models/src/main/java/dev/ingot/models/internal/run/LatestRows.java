package dev.ingot.models.internal.run;

import static dev.ingot.models.internal.run.ChangeSql.BEFORE;
import static dev.ingot.models.internal.run.ChangeSql.LOADED;
import static dev.ingot.models.internal.run.ChangeSql.LSN;
import static dev.ingot.models.internal.run.ChangeSql.OP;
import static dev.ingot.models.internal.run.ChangeSql.ORDINAL;
import static dev.ingot.models.internal.run.ChangeSql.UNCHANGED;
import static dev.ingot.models.internal.run.ChangeSql.UNSAID;
import static dev.ingot.models.internal.run.ChangeSql.quoted;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code materialized='latest'}: the newest row of each key of a change log, with deletes, truncates and changed keys
 * applied. What is new in the log is told by the table itself: each row has the place of the change that made it and
 * the time at which that was loaded, so the newest of them are what is applied for sure, and to apply a change again
 * changes nothing. Nothing is kept beside the table, and a crash needs no repair.
 *
 * <p>A change that was loaded late, because it lay in quarantine, may be older than what the table has. Then the rows
 * of its key are worked out from the whole log. For one build, over one session; SQL of DuckDB.
 */
final class LatestRows {

    private static final String CHANGES = "ingot_changes";
    private static final String TOUCHED = "ingot_touched";
    private static final String LATEST = "ingot_latest";

    private final DbtNode node;
    private final Session session;
    private final String log;
    private final ChangeSql sql;

    private LatestRows(DbtNode node, Session session, String log) {
        this.node = node;
        this.session = session;
        this.log = "(\n" + log + "\n)";
        TableSchema schema = session.describe(log);
        this.sql = new ChangeSql(
                schema,
                node.config().texts("unique_key").stream()
                        .map(name -> schema.find(name).map(Column::name).orElse(name))
                        .toList());
        require();
    }

    /** What is to be written, and how. */
    record Write(String select, BuildMode mode) {}

    /**
     * @param log the model's select, over a change log
     * @param onTop whether the table is there and is built on
     */
    static Write of(DbtNode node, Session session, String log, boolean onTop) {
        return new LatestRows(node, session, log).write(onTop);
    }

    private void require() {
        List<String> key = sql.key();
        if (key.isEmpty()) {
            throw wrong("needs a 'unique_key'", "Name the column, or columns, that identify a row.");
        }
        List<String> needed = new ArrayList<>(key);
        needed.addAll(List.of(OP, LSN, ORDINAL, UNCHANGED, BEFORE, LOADED));
        needed.stream()
                .filter(name -> sql.schema().find(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw wrong(
                            "has no column '" + name + "' in its select",
                            key.contains(name)
                                    ? Suggestion.didYouMean(name, sql.schema().names())
                                    : "Select it: a change log has it (select * from the table that a pipeline from a"
                                            + " database's log fills).");
                });
    }

    private IngotException wrong(String what, String fix) {
        return Problem.of(ModelsError.BAD_CONFIG, "The model '" + node.name() + "' (materialized='latest') " + what)
                .at(node.definition().source().placeOf(List.of("unique_key", "materialized")))
                .fix(fix)
                .toException();
    }

    private Write write(boolean onTop) {
        return (onTop ? current() : Optional.<ChangeSql.Current>empty())
                .flatMap(this::onTop)
                .orElseGet(this::anew);
    }

    /** The table as it is, where it is one of latest rows of this key. */
    private Optional<ChangeSql.Current> current() {
        String table = node.relation().quoted();
        TableSchema schema = session.describe("select * from " + table);
        List<String> needed = new ArrayList<>(sql.key());
        needed.addAll(List.of(LSN, ORDINAL, LOADED));
        return needed.stream().allMatch(name -> schema.find(name).isPresent())
                ? Optional.of(new ChangeSql.Current(table, schema))
                : Optional.empty();
    }

    private Write anew() {
        Set<String> unsaid = unsaid(log);
        if (unsaid.isEmpty()) {
            return new Write(sql.latest(log, unsaid, null), BuildModes.replace(node));
        }
        return new Write(known(sql.latest(log, unsaid, null), unsaid), BuildModes.replace(node));
    }

    /** Applies what is new; empty where the table must be built from the whole log. */
    private Optional<Write> onTop(ChangeSql.Current current) {
        String table = current.table();
        List<@Nullable Object> applied = row("select max(" + LSN + "), (select max(" + ORDINAL + ") from " + table
                + " where " + LSN + " = (select max(" + LSN + ") from " + table + ")), strftime(max(" + LOADED
                + "), '%Y-%m-%d %H:%M:%S.%f+00') from " + table);
        if (applied.get(0) == null) {
            return Optional.empty();
        }
        String newer = ChangeSql.after(applied.get(0), applied.get(1));
        String later = LOADED + " > cast('" + applied.get(2) + "' as timestamp with time zone)";
        if (hasValuesFor(current, "not " + newer + " and not " + later)) {
            return Optional.empty();
        }
        session.execute("create or replace temp table " + CHANGES + " as select * from " + log + " where " + newer
                + " or " + later);
        boolean late = count("select count(*) from " + CHANGES + " where not " + newer) > 0;
        boolean truncated = count("select count(*) from " + CHANGES + " where " + OP + " = 't'") > 0;
        session.execute("create or replace temp table " + TOUCHED + " as select distinct "
                + sql.key().stream().map(ChangeSql::quoted).collect(Collectors.joining(", ")) + " from "
                + sql.events(CHANGES));
        String touched = sql.in(TOUCHED);
        String changes = !late
                ? CHANGES
                : truncated
                        ? log
                        : "(select * from " + log + " where " + OP + " = 't' or " + touched + " or "
                                + sql.beforeIn(TOUCHED) + ")";
        Set<String> unsaid = unsaid(changes);
        String select =
                sql.latest(changes, unsaid, late ? null : current) + (late && !truncated ? "\nand " + touched : "");
        return Optional.of(new Write(known(select, unsaid), new BuildMode.DeleteWhere(truncated ? "true" : touched)));
    }

    /** Whether the table lacks a column for which a change that was applied has a value: the model selects more now. */
    private boolean hasValuesFor(ChangeSql.Current current, String applied) {
        List<String> added = sql.columns().stream()
                .map(Column::name)
                .filter(name -> current.schema().find(name).isEmpty())
                .toList();
        return !added.isEmpty()
                && count("select count(*) from (select 1 from " + log + " where " + applied + " and ("
                                + added.stream()
                                        .map(name -> quoted(name) + " is not null")
                                        .collect(Collectors.joining(" or "))
                                + ") limit 1)")
                        > 0;
    }

    private Set<String> unsaid(String changes) {
        List<@Nullable Object> some = row(sql.unsaidColumns(changes));
        Set<String> unsaid = new LinkedHashSet<>();
        for (int i = 0; i < some.size(); i++) {
            String name = sql.columns().get(i).name();
            if (Boolean.TRUE.equals(some.get(i)) && !sql.key().contains(name)) {
                unsaid.add(name);
            }
        }
        return unsaid;
    }

    /**
     * The rows of a select in a temporary table, once each value that the log does not say is known. A null is known
     * where it is from a version that came after the column's first value: one from before may be of a row that had no
     * such column yet, or had it under another name.
     */
    private String known(String select, Set<String> unsaid) {
        session.execute("create or replace temp table " + LATEST + " as " + select);
        for (String name : unsaid) {
            String value = "from (select *, unnest(" + UNSAID + ") as u from " + LATEST + ") where u.\"column\" = '"
                    + ChangeSql.text(name) + "'";
            if (count("select count(*) " + value) == 0) {
                continue;
            }
            List<@Nullable Object> first = row("select min(p)." + LSN + ", min(p)." + ORDINAL + " from (select {'"
                    + LSN + "': " + LSN + ", '" + ORDINAL + "': " + ORDINAL + "} as p from " + log + " where "
                    + quoted(name) + " is not null)");
            String unknown = value + " and (u.lsn is null"
                    + (first.get(0) == null
                            ? ""
                            : " or (u.lsn, u.ordinal) < (" + first.get(0) + ", " + first.get(1) + ")")
                    + ")";
            long rows = count("select count(*) " + unknown);
            if (rows > 0) {
                throw unknown(name, rows, unknown);
            }
        }
        return "select *" + (unsaid.isEmpty() ? "" : " exclude (" + UNSAID + ")") + " from " + LATEST;
    }

    private IngotException unknown(String name, long rows, String which) {
        String example = sql.key().stream()
                .map(key -> "'" + ChangeSql.text(key) + "=' || " + quoted(key))
                .collect(Collectors.joining(" || ', ' || "));
        return Problem.of(
                        ModelsError.NOT_LOGGED,
                        "The log does not say the value of '" + name + "' for " + rows
                                + (rows == 1 ? " row of " : " rows of ") + node.relation() + " ("
                                + row("select min(" + example + ") " + which).get(0) + ").")
                .at(node.definition().source().placeOf(List.of("materialized", "unique_key")))
                .because("The value is stored out of line and did not change, so the server did not log it; and the row"
                        + " was not under this key before, or the column not under this name.")
                .fix("Read the table anew: ingot run --full-refresh --select <the pipeline that fills the log>+. With"
                        + " REPLICA IDENTITY FULL the server logs such values.")
                .toException();
    }

    private long count(String query) {
        return row(query).get(0) instanceof Number number ? number.longValue() : 0;
    }

    private List<@Nullable Object> row(String query) {
        return session.query(query, 1).rows().get(0);
    }
}
