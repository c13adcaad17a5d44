package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import dev.ingot.delta.Reads;
import dev.ingot.lake.LakeError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Turns selects into the next states of tables. Files are written straight into the table's folder, where nobody sees
 * them until the commit. Every figure is counted twice, by the queries and by the files, and a difference stops the
 * write. Thread-safe as long as each call has a connection of its own.
 */
public final class TableWriter {

    private final Lake lake;

    public TableWriter(Lake lake) {
        this.lake = lake;
    }

    /**
     * @param policy empty where the columns were brought together with the table's before
     * @param base the state of the table that the select was worked out from
     * @param blind whether an append may go on top of whatever others commit in between
     * @param partitionBy columns that split a table that is not there yet, where the mode does not say them
     * @param arrival how the rows of a load stand to those of the table
     */
    record Request(
            SqlRunner runner,
            TableName table,
            String select,
            TableSchema schema,
            BuildMode mode,
            Optional<SchemaPolicy> policy,
            StepControl control,
            Optional<DeltaSnapshot> base,
            boolean blind,
            List<String> partitionBy,
            Arrival arrival) {

        /** For writes that are no loads. */
        Request(
                SqlRunner runner,
                TableName table,
                String select,
                TableSchema schema,
                BuildMode mode,
                Optional<SchemaPolicy> policy,
                StepControl control,
                Optional<DeltaSnapshot> base,
                boolean blind) {
            this(runner, table, select, schema, mode, policy, control, base, blind, List.of(), Arrival.CHANGES);
        }
    }

    /**
     * Writes the rows of {@code select} aside as the next state of the table, worked out from its newest state.
     * Nothing is visible until commit. An append goes on top of what others append meanwhile; everything else
     * conflicts with it.
     *
     * @param select any SQL over what {@code connection} sees; its columns are those of {@code schema}, by name
     */
    public PendingWrite write(
            DuckDBConnection connection,
            TableName table,
            String select,
            TableSchema schema,
            BuildMode mode,
            SchemaPolicy policy,
            StepControl control) {
        return write(connection, table, select, schema, mode, Optional.of(policy), control);
    }

    /** The same for rows whose columns were brought together with the table's before: it gets their types. */
    public PendingWrite load(
            DuckDBConnection connection,
            TableName table,
            String select,
            TableSchema schema,
            BuildMode mode,
            StepControl control) {
        return write(connection, table, select, schema, mode, Optional.empty(), control);
    }

    private PendingWrite write(
            DuckDBConnection connection,
            TableName table,
            String select,
            TableSchema schema,
            BuildMode mode,
            Optional<SchemaPolicy> policy,
            StepControl control) {
        return write(new Request(
                lake.engine().runner(connection),
                table,
                select,
                schema,
                mode,
                policy,
                control,
                lake.catalog().latest(table),
                true));
    }

    /**
     * The same as {@link #load} by key.
     *
     * @param partitionBy columns that split the table into folders where it is not there yet
     */
    public PendingWrite merge(
            DuckDBConnection connection,
            TableName table,
            String select,
            TableSchema schema,
            List<String> key,
            List<String> partitionBy,
            Arrival arrival,
            StepControl control) {
        return write(new Request(
                lake.engine().runner(connection),
                table,
                select,
                schema,
                new BuildMode.Merge(key, null),
                Optional.empty(),
                control,
                lake.catalog().latest(table),
                false,
                partitionBy,
                arrival));
    }

    /** The same as {@link #load} for a table that keeps every version of a row. */
    public PendingWrite history(
            DuckDBConnection connection,
            TableName table,
            String select,
            TableSchema schema,
            History history,
            List<String> partitionBy,
            StepControl control) {
        Request request = new Request(
                lake.engine().runner(connection),
                table,
                select,
                schema,
                new BuildMode.Append(),
                Optional.empty(),
                control,
                lake.catalog().latest(table),
                false,
                partitionBy,
                history.arrival());
        return history(request, history);
    }

    /**
     * Takes files that already lie in the table's folder, with their stats, as they are.
     *
     * @param files with the columns of {@code schema}
     * @param schema the table's columns after the commit
     * @param mode Replace or Append
     */
    public PendingWrite adopt(TableName table, List<NewFile> files, TableSchema schema, BuildMode mode) {
        Optional<DeltaSnapshot> base = lake.catalog().latest(table);
        boolean replace = mode instanceof BuildMode.Replace;
        if (!replace && !(mode instanceof BuildMode.Append)) {
            throw new IllegalArgumentException("files can be adopted by Replace or Append, not " + mode);
        }
        List<String> partitions = mode instanceof BuildMode.Replace into
                ? into.partitionBy()
                : base.map(DeltaSnapshot::partitionColumns).orElse(List.of());
        requireNames(schema);
        Draft draft = new Draft(base, schema, partitions);
        try (SqlRunner runner = lake.engine().runner()) {
            out(runner, table, StepControl.NONE).checkFooters(files);
            long before = rowsBefore(runner, draft);
            long removed = 0;
            if (replace) {
                removed = before;
                draft.removeAll();
            }
            draft.add(files);
            Written written = new Written(Counts.inserted(ParquetOut.rows(files)), removed, 0, "WRITE");
            return finish(table, draft, written, replace ? Reads.TABLE : Reads.NOTHING, before);
        }
    }

    DeltaWrite write(Request request) {
        if (request.mode() instanceof BuildMode.Scd2 scd2) {
            return history(request, History.of(scd2, lake.clock().instant()));
        }
        lake.catalog().checkName(request.table());
        boolean replace = request.mode() instanceof BuildMode.Replace;
        TableSchema select =
                request.mode() instanceof BuildMode.Merge merge ? merge(merge, request.schema()) : request.schema();
        SchemaPlan plan = replace ? SchemaPlan.fresh(select) : plan(request, select, request.policy());
        requireNames(plan.schema());
        List<String> partitions = request.mode() instanceof BuildMode.Replace into
                ? partitions(into.partitionBy(), plan.schema())
                : partitions(request, plan.schema());
        return run(request, plan, plan.schema(), partitions, job -> by(request, job));
    }

    /** The table's own, or those that a new one is to have. */
    private static List<String> partitions(Request request, TableSchema schema) {
        return request.base()
                .map(DeltaSnapshot::partitionColumns)
                .orElseGet(() -> partitions(request.partitionBy(), schema));
    }

    /** What is merged: a select without the column that says which rows are markers. */
    private static TableSchema merge(BuildMode.Merge mode, TableSchema select) {
        return new TableSchema(select.columns().stream()
                .filter(column -> !column.name().equals(mode.deleted()))
                .toList());
    }

    private static Written by(Request request, WriteJob job) {
        BuildMode mode = request.mode();
        if (mode instanceof BuildMode.Replace) {
            long removed = job.rows(job.draft().files());
            job.draft().removeAll();
            return direct(job, removed);
        }
        if (mode instanceof BuildMode.Append) {
            return direct(job, 0);
        }
        if (mode instanceof BuildMode.Merge merge) {
            return MergeWrite.run(job, merge, request.arrival());
        }
        if (mode instanceof BuildMode.DeleteInsert deleteInsert) {
            return DeleteInsertWrite.run(job, deleteInsert);
        }
        if (mode instanceof BuildMode.DeleteWhere where) {
            return DeleteInsertWrite.run(job, where);
        }
        throw new IllegalArgumentException("not a way of writing: " + mode);
    }

    private static Written direct(WriteJob job, long removed) {
        List<NewFile> files = job.write(job.plan().cast(job.select()));
        job.draft().add(files);
        return new Written(Counts.inserted(ParquetOut.rows(files)), removed, 0, "WRITE");
    }

    private DeltaWrite history(Request request, History history) {
        lake.catalog().checkName(request.table());
        List<Problem> problems = new ArrayList<>();
        for (String name : request.schema().names()) {
            if (history.names().has(name)) {
                problems.add(Problem.of(
                                LakeError.SNAPSHOT_COLUMNS,
                                "The select has a column '" + name + "', which the snapshot itself adds.")
                        .fix("Leave it out or rename it with AS."));
            }
        }
        request.base()
                .ifPresent(base -> history.names().columns().stream()
                        .filter(column -> base.schema().find(column.name()).isEmpty())
                        .forEach(column -> problems.add(Problem.of(
                                LakeError.SNAPSHOT_COLUMNS,
                                request.table() + " is no snapshot: it has no column '" + column.name() + "'."))));
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        // A history keeps what its source sent, whatever becomes of the columns there.
        SchemaPlan data = plan(request, request.schema(), request.policy().map(any -> SchemaPolicy.WIDEN));
        TableSchema schema =
                request.base().isEmpty() ? HistoryWrite.schema(request.schema(), history.names()) : data.schema();
        requireNames(schema);
        SchemaPlan plan = new SchemaPlan(schema, request.schema(), data.rewrite());
        return run(request, plan, schema, partitions(request, schema), job -> HistoryWrite.run(job, history));
    }

    private static SchemaPlan plan(Request request, TableSchema select, Optional<SchemaPolicy> policy) {
        if (request.base().isEmpty()) {
            return SchemaPlan.fresh(select);
        }
        DeltaSnapshot base = request.base().get();
        return policy.isEmpty()
                ? SchemaPlan.settled(base.schema(), select)
                : SchemaPlan.of(request.table(), base.schema(), select, policy.get(), values(request, base));
    }

    private static SchemaPlan.Values values(Request request, DeltaSnapshot base) {
        return new SchemaPlan.Values() {
            @Override
            public boolean held(Column column, DataType type) {
                return HeldValues.changedBy(request.runner(), base, column, type, request.control())
                        .isEmpty();
            }

            @Override
            public boolean given(Column column, DataType type) {
                return HeldValues.changedBy(request.runner(), request.select(), column, type, request.control())
                        .isEmpty();
            }
        };
    }

    @FunctionalInterface
    private interface Way {
        Written write(WriteJob job);
    }

    private DeltaWrite run(Request request, SchemaPlan plan, TableSchema schema, List<String> partitions, Way way) {
        Draft draft = new Draft(request.base(), schema, partitions);
        WriteJob job = new WriteJob(
                lake,
                request.runner(),
                request.table(),
                request.select(),
                plan,
                draft,
                out(request.runner(), request.table(), request.control()),
                request.control());
        try {
            long before = rowsBefore(request.runner(), draft);
            if (plan.rewrite()) {
                rewrite(job, before);
            }
            Written written = way.write(job);
            boolean append = request.mode() instanceof BuildMode.Append
                    && request.blind()
                    && draft.removed().isEmpty();
            return finish(request.table(), draft, written, append ? Reads.NOTHING : Reads.TABLE, before);
        } catch (IngotException | IllegalStateException e) {
            draft.deleteWritten(lake.catalog().folder(request.table()));
            throw e;
        }
    }

    /** All rows into files of the new columns. */
    private static void rewrite(WriteJob job, long rows) {
        DeltaSnapshot base = job.draft().base().orElseThrow();
        FileSet old = FileSet.of(base);
        List<FileSet.Part> replaced = job.draft().parts();
        List<NewFile> files = rows == 0 ? List.of() : job.write(job.plan().castOld(old));
        ParquetOut.equal("rows of the table", rows, "rows written", ParquetOut.rows(files));
        job.draft().remove(replaced);
        job.draft().add(files);
    }

    private DeltaWrite finish(TableName table, Draft draft, Written written, Reads reads, long before) {
        if (!written.counts().balanced()) {
            throw Problem.of(
                            LakeError.COUNTS_DIFFER,
                            "The write to " + table + " was stopped: "
                                    + written.counts().law())
                    .toException();
        }
        long removed = draft.removed().stream()
                .mapToLong(file -> Math.max(0, file.rows()))
                .sum();
        boolean counted = draft.removed().stream().allMatch(file -> file.rows() >= 0);
        long after = written.rowsAfter(before);
        if (counted) {
            long byFiles = before - removed + ParquetOut.rows(draft.added());
            ParquetOut.equal("rows of " + table + " by the queries", after, "rows by the files", byFiles);
        }
        return new DeltaWrite(lake, table, draft, written, reads, before, after);
    }

    private static long rowsBefore(SqlRunner runner, Draft draft) {
        if (draft.base().isEmpty()) {
            return 0;
        }
        long known = draft.base().get().rows();
        return known >= 0
                ? known
                : runner.number(
                        "SELECT count(*) FROM ("
                                + FileSet.of(draft.base().get()).select() + ")",
                        StepControl.NONE);
    }

    private ParquetOut out(SqlRunner runner, TableName table, StepControl control) {
        return new ParquetOut(runner, table, lake.catalog().folder(table), lake.targetFileBytes(), control);
    }

    private static List<String> partitions(List<String> names, TableSchema schema) {
        List<Problem> problems = new ArrayList<>();
        List<String> partitions = new ArrayList<>();
        for (String name : names) {
            Optional<Column> column = schema.find(name);
            if (column.isEmpty()) {
                problems.add(Problem.of(LakeError.BAD_KEY, "The partition column '" + name + "' is not in the select.")
                        .fix(dev.ingot.api.error.Suggestion.didYouMean(name, schema.names())));
            } else {
                partitions.add(column.get().name());
            }
        }
        if (problems.isEmpty()
                && !names.isEmpty()
                && partitions.size() == schema.columns().size()) {
            problems.add(
                    Problem.of(LakeError.BAD_KEY, "Every column is a partition column; one at least must not be."));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return partitions;
    }

    private static void requireNames(TableSchema schema) {
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Column column : schema.columns()) {
            SelectColumn.nameProblem(column.name()).ifPresent(problems::add);
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                problems.add(Problem.of(
                        LakeError.COLUMN_NAMES, "The column '" + column.name() + "' is there more than once."));
            }
        }
        if (schema.columns().isEmpty()) {
            problems.add(Problem.of(LakeError.COLUMN_NAMES, "A table needs at least one column."));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** Takes a table out of the lake: see {@link Drops}. */
    void drop(TableName table, WriteTag tag) {
        new Drops(lake).drop(table, tag);
    }
}
