package dev.ingot.models.internal.run;

import static dev.ingot.models.internal.run.ChangeSql.BATCH;
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
import dev.ingot.api.run.Counts;
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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code materialized='latest'}: the newest row of each key of a change log, with deletes, truncates and changed keys
 * applied. A build applies the batches that were committed since the last one ({@link Applied}, which the table's own
 * commit notes), so a crash needs no repair. A table without that note is asked for the newest change of its rows instead: it
 * was applied for sure, and to apply a change again changes nothing.
 *
 * <p>A change that comes late, because it lay in quarantine, may be older than what the table has. Then the rows of its
 * key are worked out from the whole log. For one build, over one session; SQL of DuckDB.
 */
final class LatestRows {

    private static final String CHANGES = "ingot_changes";
    private static final String TOUCHED = "ingot_touched";
    private static final String LATEST = "ingot_latest";
    private static final String ENDED = "ingot_ended";

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

    /**
     * What is to be written, and how.
     *
     * @param position how far the log was read; null where it does not say
     * @param ledger what the warehouse's counts mean for the changes that were read
     */
    record Write(String select, BuildMode mode, @Nullable String position, UnaryOperator<Counts> ledger) {}

    /**
     * @param log the model's select, over a change log
     * @param onTop whether the table is there and is built on
     * @param single whether the select is over the table of one pipeline, so that batches have one order
     */
    static Write of(DbtNode node, Session session, String log, boolean onTop, boolean single) {
        return new LatestRows(node, session, log).write(onTop, single);
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

    private Write write(boolean onTop, boolean single) {
        return (onTop ? current() : Optional.<ChangeSql.Current>empty())
                .flatMap(table -> single ? since(table) : Optional.of(compared(table)))
                .orElseGet(() -> anew(single));
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

    private Write anew(boolean single) {
        Set<String> unsaid = unsaid(log);
        String latest = sql.latest(log, unsaid, null);
        long read = count("select count(*) from " + log);
        if (!unsaid.isEmpty()) {
            find(latest, unsaid);
        }
        return new Write(
                unsaid.isEmpty() ? latest : "select * from " + LATEST,
                BuildModes.replace(node),
                single ? applied(log).map(Applied::position).orElse(null) : null,
                rows -> new Counts(read, rows.inserted(), 0, 0, 0, read - rows.inserted(), 0, 0));
    }

    private Optional<Applied> applied(String changes) {
        return sql.schema().find(BATCH).isEmpty() ? Optional.empty() : Applied.of(row(Applied.query(changes)));
    }

    /** Which rows of the log are new, and which of the new ones come in order. */
    private record New(String isNew, String inOrder) {}

    /** Applies what is new; empty where the table must be built from the whole log. */
    private Optional<Write> since(ChangeSql.Current current) {
        Optional<Applied> noted =
                session.position(node.relation(), node.uniqueId()).flatMap(Applied::parse);
        Optional<New> wanted = noted.isPresent() && sql.schema().find(BATCH).isPresent()
                ? since(noted.get())
                : sinceNewestRow(current);
        if (wanted.isEmpty() || hasValuesFor(current, "not " + wanted.get().isNew())) {
            return Optional.empty();
        }
        session.execute("create or replace temp table " + CHANGES + " as select * from " + log + " where "
                + wanted.get().isNew());
        boolean late = count("select count(*) from " + CHANGES + " where not "
                        + wanted.get().inOrder())
                > 0;
        Optional<Applied> read = applied(CHANGES);
        String position = (read.isPresent() && noted.isPresent() ? read.map(noted.get()::and) : read.or(() -> noted))
                .map(Applied::position)
                .orElse(null);
        return Optional.of(apply(current, late, position));
    }

    /** Empty where the log has nothing of what was applied: it began anew, and so does the table. */
    private Optional<New> since(Applied applied) {
        return count("select count(*) from " + log + " where " + applied.isLast()) == 0
                ? Optional.empty()
                : Optional.of(new New(applied.isNew(), applied.newest().before()));
    }

    private Optional<New> sinceNewestRow(ChangeSql.Current current) {
        boolean batches = sql.schema().find(BATCH).isPresent();
        boolean known = batches && current.schema().find(BATCH).isPresent();
        List<@Nullable Object> newest = row("select (p).lsn, (p).ordinal, loaded, batch from (select max({'lsn': " + LSN
                + ", 'ordinal': " + ORDINAL + "}) as p, strftime(max(" + LOADED
                + "), '%Y-%m-%d %H:%M:%S.%f+00') as loaded, " + (known ? "max(" + BATCH + ")" : "null")
                + " as batch from " + current.table() + ")");
        if (!(newest.get(0) instanceof Number lsn) || !(newest.get(1) instanceof Number ordinal)) {
            return Optional.empty();
        }
        String newer = new Applied.Place(lsn.longValue(), ordinal.longValue()).before();
        String loaded = LOADED + " > cast('" + newest.get(2) + "' as timestamp with time zone)";
        String later = !batches
                ? loaded
                : "coalesce(" + BATCH + " > " + newest.get(3) + ", " + BATCH + " is not null or " + loaded + ")";
        String isNew = "(" + newer + " or " + later + ")";
        return count("select count(*) from " + log + " where not " + isNew) == 0
                ? Optional.empty()
                : Optional.of(new New(isNew, newer));
    }

    /** All of a log beside the table: of several pipelines' batches nobody knows which were applied. */
    private Write compared(ChangeSql.Current current) {
        session.execute("create or replace temp table " + CHANGES + " as select * from " + log);
        return write(current, CHANGES, null, true, null);
    }

    private Write apply(ChangeSql.Current current, boolean late, @Nullable String position) {
        boolean truncated = count("select count(*) from " + CHANGES + " where " + OP + " = 't'") > 0;
        if (!late) {
            return write(current, CHANGES, current, truncated, position);
        }
        touched();
        String concerned = truncated
                ? log
                : "(select * from " + log + " where " + OP + " = 't' or " + sql.in(TOUCHED) + " or "
                        + sql.beforeIn(TOUCHED) + ")";
        return write(current, concerned, null, truncated, position);
    }

    private void touched() {
        session.execute("create or replace temp table " + TOUCHED + " as select distinct " + sql.names("") + " from "
                + sql.events(CHANGES));
    }

    /**
     * @param changes from which the rows of the touched keys are worked out
     * @param before where those begin; null where they are all
     * @param all whether keys that no change names are touched, too
     */
    private Write write(
            ChangeSql.Current current,
            String changes,
            ChangeSql.@Nullable Current before,
            boolean all,
            @Nullable String position) {
        touched();
        Set<String> unsaid = unsaid(changes);
        String latest = sql.latest(changes, unsaid, before);
        find(all ? latest : latest + "\nand " + sql.in(TOUCHED), unsaid);
        String keys = sql.keys(current, "");
        session.execute("create or replace temp table " + ENDED + " as select * from (select " + sql.named(current)
                + " from " + TOUCHED + (all ? " union select " + sql.named(current) + " from " + current.table() : "")
                + ") where (" + sql.names("") + ") not in (select (" + keys + ") from " + LATEST + ")");
        return new Write(
                "select *, false as " + ENDED + " from " + LATEST + " union all by name select *, true as " + ENDED
                        + " from " + ENDED,
                new BuildMode.Merge(sql.key(), null, List.of(), ENDED),
                position,
                counts(current)::of);
    }

    private ChangeCounts counts(ChangeSql.Current current) {
        List<@Nullable Object> counts = row("select count(*), count(*) filter (" + OP + " = 't'), count(*) filter ("
                + sql.moved() + ") from " + CHANGES);
        long read = number(counts.get(0));
        long truncates = number(counts.get(1));
        return truncates == 0 && number(counts.get(2)) == 0
                ? ChangeCounts.plain(read, count("select count(*) from " + TOUCHED))
                : ChangeCounts.of(session, sql, CHANGES, read, truncates, current, "select * from " + ENDED);
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
     * Puts the rows of a select into a temporary table, and makes sure that values which the log does not say are known. A
     * null is known where it is from a version that came after the column's first value: one from before may be of a row that had no
     * such column yet, or had it under another name.
     */
    private void find(String select, Set<String> unsaid) {
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
        if (!unsaid.isEmpty()) {
            session.execute("alter table " + LATEST + " drop " + UNSAID);
        }
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
        return number(row(query).get(0));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private List<@Nullable Object> row(String query) {
        return session.query(query, 1).rows().get(0);
    }
}
