package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source.Current;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.project.PipelineSpec;
import java.util.List;
import java.util.Locale;
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
    private long place;

    /**
     * What came of it.
     *
     * @param source rows of the source's table
     * @param meanwhile keys that were changed while it was looked at, and not compared
     * @param differences how many rows differ
     * @param rows the first of them: what is wrong, and the key
     */
    record Result(long source, long meanwhile, long differences, List<Difference> rows) {}

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
        this.copy = TableName.of(pipeline.to().schema(), pipeline.to().name() + "__reconcile");
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
            session.execute("create or replace temp table ingot_difference as " + differences(columns));
            return new Result(
                    number(session, "select count(*) from " + copy.quoted()),
                    number(session, "select count(*) from ingot_meanwhile"),
                    number(session, "select count(*) from ingot_difference"),
                    session.query("select what, id from ingot_difference order by id, what", limit).rows().stream()
                            .map(row -> new Difference(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                            .toList());
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

    private String differences(List<String> columns) {
        String which = columns.isEmpty()
                ? "''"
                : "concat_ws(', ', "
                        + columns.stream()
                                .map(name -> "case when s." + id(name) + " is distinct from t." + id(name) + " then '"
                                        + name.replace("'", "''") + "' end")
                                .collect(Collectors.joining(", "))
                        + ")";
        String named = "concat_ws(', ', "
                + each(name -> "'" + name.replace("'", "''") + "=' || coalesce(s." + id(name) + ", t." + id(name) + ")")
                + ")";
        return "select case when t.ingot_here is null then 'not in the table' when s.ingot_here is null then 'not in the"
                + " source' else 'other ' || " + which + " end as what, " + named + " as id from (select *, true as"
                + " ingot_here from " + copy.quoted() + ") s full join (select *, true as ingot_here from "
                + table.quoted() + ") t on " + and(name -> "s." + id(name) + " = t." + id(name))
                + " where (s.ingot_here is null or t.ingot_here is null or " + which
                + " <> '') and not exists (select 1"
                + " from ingot_meanwhile m where "
                + and(name -> "m." + id(name) + " = cast(coalesce(s." + id(name) + ", t." + id(name) + ") as varchar)")
                + ")";
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
        Warehouse warehouse = workspace.warehouse();
        if (warehouse.find(copy).isPresent()) {
            warehouse.drop(copy);
        }
    }
}
