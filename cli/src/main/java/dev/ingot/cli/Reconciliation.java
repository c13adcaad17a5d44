package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source.Current;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.project.PipelineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of latest rows beside the source's own table, both at one place of the source's log: the source is read as it is
 * at that place, and rows whose key was changed from there on are left out of the comparison, as the log itself tells. For
 * one thread.
 */
final class Reconciliation implements AutoCloseable {

    private static final String PREFIX = "_ingot_";

    private final Workspace workspace;
    private final PipelineSpec pipeline;
    private final TableName table;
    private final List<String> key;
    private final TableName copy;
    private @Nullable HeldTables held;
    private long place;

    /**
     * What came of it.
     *
     * @param source rows of the source's table
     * @param meanwhile keys that were changed while it was looked at, and not compared
     * @param quarantined rows of the source that the log's contract does not let into a table, and not compared
     * @param differences how many rows differ
     * @param rows the first of them: what is wrong, and the key
     * @param hints why columns differ as they do, and the way out
     */
    record Result(
            long source,
            long meanwhile,
            long quarantined,
            long differences,
            List<Difference> rows,
            List<String> hints) {}

    record Difference(String what, String key) {}

    /**
     * @param table the latest rows
     * @param key what identifies one
     */
    Reconciliation(Workspace workspace, PipelineSpec pipeline, TableName table, List<String> key) {
        this.workspace = workspace;
        this.pipeline = pipeline;
        this.table = table;
        this.key = key;
        this.copy = copy(pipeline.to());
    }

    private static TableName copy(TableName log) {
        return TableName.of(log.schema(), log.name() + "__reconcile");
    }

    /** The bad rows of the copy. */
    private static TableName badRows(TableName copy) {
        return TableName.of("_ingot_quarantine", copy.schema() + "__" + copy.name());
    }

    /** Removes the copy of a source that a killed process left beside a log; returns whether there was one. */
    static boolean removeLeft(Workspace workspace, TableName log) {
        TableName left = copy(log);
        if (workspace.warehouse().find(left).isEmpty()
                && workspace.warehouse().find(badRows(left)).isEmpty()) {
            return false;
        }
        HeldTables own = hold(workspace, left);
        try (own) {
            remove(workspace.warehouse(), left);
        }
        return true;
    }

    private static HeldTables hold(Workspace workspace, TableName copy) {
        HeldTables held = HeldTables.of(
                workspace.store(),
                workspace.warehouse().id(),
                "reconcile-" + RunIds.next(workspace.clock().instant()));
        try {
            held.take(copy);
            return held;
        } catch (IngotException e) {
            held.close();
            throw e;
        }
    }

    TableName table() {
        return table;
    }

    /** Takes the source's rows as they are now. */
    void take(String run) {
        ReadRequest request = new ReadRequest(
                pipeline.name(), pipeline.sourceOptions(), null, false, List.of(), null, pipeline.readAsText());
        Current current = workspace
                .source(pipeline.connection())
                .current(request, StepControl.NONE)
                .orElseThrow(() -> Problem.of(
                                CliError.BAD_USAGE,
                                "The connection '" + pipeline.connection() + "' cannot say what its rows are now.")
                        .because("Only the changes of a database can be reconciled.")
                        .toException());
        place = current.place();
        held = hold(workspace, copy);
        try (var rows = current.rows()) {
            long number = 0;
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                workspace.warehouse().load(batch, plan(run, ++number), StepControl.NONE);
            }
        }
    }

    private LoadPlan plan(String run, long number) {
        return new LoadPlan(
                pipeline.name(),
                number,
                run,
                workspace.clock().instant(),
                copy,
                number == 1 ? LoadMode.FULL : LoadMode.APPEND,
                pipeline.contract(),
                List.of(),
                List.of(),
                List.of(),
                pipeline.quarantine(),
                false);
    }

    /**
     * Compares; the table must have been built from all changes up to the place by now.
     *
     * @param limit at most so many of the rows that differ
     */
    Result compare(int limit) {
        try (Session session = workspace.warehouse().open(List.of())) {
            String log = pipeline.to().quoted();
            TableSchema ours = session.describe("select * from " + table.quoted());
            TableSchema theirs = session.describe("select * from " + copy.quoted());
            List<String> columns = theirs.columns().stream()
                    .map(Column::name)
                    .filter(name -> !name.toLowerCase(Locale.ROOT).startsWith(PREFIX)
                            && ours.find(name).isPresent()
                            && !key.contains(name))
                    .toList();
            session.execute("create or replace temp table ingot_meanwhile as " + meanwhile(log));
            if (number(session, "select count(*) from " + log + " where _ingot_op = 't' and _ingot_lsn >= " + place)
                    > 0) {
                throw Problem.of(CliError.BAD_USAGE, "The source's table was emptied while it was looked at.")
                        .fix("Try again.")
                        .toException();
            }
            session.execute("create or replace temp table ingot_bad as " + bad());
            Compared compared = new Compared(ours, theirs);
            session.execute("create or replace temp table ingot_difference as " + differences(columns, compared));
            return new Result(
                    number(session, "select count(*) from " + copy.quoted()),
                    number(session, "select count(*) from ingot_meanwhile"),
                    number(session, "select count(*) from ingot_bad"),
                    number(session, "select count(*) from ingot_difference"),
                    session.query("select what, id from ingot_difference order by id, what", limit).rows().stream()
                            .map(row -> new Difference(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                            .toList(),
                    hints(session, columns, compared));
        }
    }

    /** The keys of rows that the contract does not let in, as text. */
    private String bad() {
        String key = each(name -> "json_extract_string(raw, '$.\"" + name.replace("'", "''") + "\"') as " + id(name));
        return workspace.warehouse().find(badRows(copy)).isPresent()
                ? "select distinct " + key + " from " + badRows(copy).quoted()
                : "select " + each(name -> "'' as " + id(name)) + " where false";
    }

    private List<String> hints(Session session, List<String> columns, Compared compared) {
        List<String> hints = new ArrayList<>();
        for (String name : columns) {
            compared.types(name)
                    .ifPresent(types -> hints.add("'" + name + "' is " + types + ": values are compared as both can be"
                            + " written. The table gets the source's type with --full-refresh."));
            long defaults = number(
                    session,
                    "select case when count(*) filter (t." + id(name)
                            + " is not null) = 0 then count(*) else 0 end from "
                            + copy.quoted() + " s join " + table.quoted() + " t on " + and(compared::equal) + " where "
                            + compared.differ(name));
            if (defaults > 0) {
                hints.add("'" + name + "' is null in all " + defaults
                        + " rows in which it differs: a server does not log what ADD COLUMN … DEFAULT gives to the rows that"
                        + " are there. ingot run --full-refresh --select " + pipeline.name() + "+ reads them.");
            }
        }
        return hints;
    }

    /** How values of a column are compared: in a type that holds both sides exactly, however the types came apart. */
    private record Compared(TableSchema ours, TableSchema theirs) {

        private DataType mine(String name) {
            return ours.find(name).orElseThrow().type();
        }

        private DataType source(String name) {
            return theirs.find(name).orElseThrow().type();
        }

        Optional<String> types(String name) {
            return mine(name).equals(source(name))
                    ? Optional.empty()
                    : Optional.of(mine(name) + " in the table and " + source(name) + " in the source");
        }

        private String in(String alias, String name) {
            String value = alias + "." + id(name);
            if (types(name).isEmpty()) {
                return value;
            }
            DataType both = TypeLattice.surely(mine(name), source(name)).orElse(DataType.Simple.STRING);
            if (both == DataType.Simple.BINARY) {
                // Text or bytes; a cast of text would read '\\x41' as one byte.
                return "hex(" + value + ")";
            }
            return "cast(" + value + " as " + (TypeLattice.isNested(both) ? "varchar" : both) + ")";
        }

        String equal(String name) {
            return in("s", name) + " = " + in("t", name);
        }

        String differ(String name) {
            return in("s", name) + " is distinct from " + in("t", name);
        }

        String either(String name) {
            return "coalesce(cast(s." + id(name) + " as varchar), cast(t." + id(name) + " as varchar))";
        }
    }

    /** The keys that were changed from the place on, before and after, as text. */
    private String meanwhile(String log) {
        String since = " from " + log + " where _ingot_lsn >= " + place;
        return "select distinct * from (select " + each(name -> "cast(" + id(name) + " as varchar) as " + id(name))
                + since
                + " and _ingot_op <> 't' union all select "
                + each(name -> "json_extract_string(_ingot_before, '$.\"" + name.replace("'", "''") + "\"')") + since
                + " and _ingot_before is not null)";
    }

    private String differences(List<String> columns, Compared compared) {
        String which = columns.isEmpty()
                ? "''"
                : "concat_ws(', ', "
                        + columns.stream()
                                .map(name -> "case when " + compared.differ(name) + " then '" + name.replace("'", "''")
                                        + "' end")
                                .collect(Collectors.joining(", "))
                        + ")";
        String named = "concat_ws(', ', "
                + each(name -> "'" + name.replace("'", "''") + "=' || " + compared.either(name))
                + ")";
        return "select case when t.ingot_here is null then 'not in the table' when s.ingot_here is null then 'not in the"
                + " source' else 'other ' || " + which + " end as what, " + named + " as id from (select *, true as"
                + " ingot_here from " + copy.quoted() + ") s full join (select *, true as ingot_here from "
                + table.quoted() + ") t on " + and(compared::equal)
                + " where (s.ingot_here is null or t.ingot_here is null or " + which
                + " <> '') and not exists (select 1"
                + " from ingot_meanwhile m where "
                + and(name -> "m." + id(name) + " = " + compared.either(name))
                + ") and not exists (select 1 from ingot_bad b where "
                + and(name -> "b." + id(name) + " = " + compared.either(name)) + ")";
    }

    private String each(Function<String, String> text) {
        return key.stream().map(text).collect(Collectors.joining(", "));
    }

    private String and(Function<String, String> text) {
        return key.stream().map(text).collect(Collectors.joining(" and "));
    }

    private static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static long number(Session session, String sql) {
        @Nullable Object value = session.query(sql, 1).rows().get(0).get(0);
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** Removes the copy of the source's rows. */
    @Override
    public void close() {
        HeldTables own = held;
        if (own != null) {
            try (own) {
                remove(workspace.warehouse(), copy);
            }
        }
    }

    private static void remove(Warehouse warehouse, TableName copy) {
        for (TableName one : List.of(copy, badRows(copy))) {
            if (warehouse.find(one).isPresent()) {
                warehouse.drop(one);
            }
        }
    }
}
