package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.JsonArray;
import dev.ingot.api.source.Format.Parquet;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.source.Relation.Rows;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.internal.Batches;
import dev.ingot.lake.internal.Lake;
import dev.ingot.lake.internal.Loading;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.internal.TableWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Loads batches into tables of a lake. A batch is staged once: one statement of the engine reads it, casts and checks
 * every record and writes it as Parquet into the table's folder. Where nothing is wrong and no key is given, these
 * files become the table's; else good rows are selected from them. Bad records go to the quarantine before the table is
 * committed. Thread-safe; two loads of the same table at once conflict.
 *
 * <p>What counts as what: a record is read when the source has it, blank lines are no records. In a delimited file a
 * null token means null quoted or not; blanks before an opening and after a closing quote are not part of the field; a
 * record with too few or too many fields, a stray or unclosed quote or bytes that are not UTF-8 is quarantined as a
 * whole. Booleans are {@code true false t f yes no y n 1 0} in any case. Timestamps without zone are UTC.
 *
 * <p>Records that are replayed are added to what the table has, also by a pipeline that loads in full; those that are
 * good now leave the quarantine, those that are bad again stay with the new reason.
 */
public final class Loader implements Loading {

    private final Lake lake;
    private final TableWriter writer;

    public Loader(Lake lake, TableWriter writer) {
        this.lake = lake;
        this.writer = writer;
    }

    /** Loads a batch; a batch that the table already has changes nothing. */
    @Override
    public LoadResult load(Batch batch, LoadPlan plan, StepControl control) {
        Optional<DeltaSnapshot> base = lake.catalog().latest(plan.table());
        boolean known = base.flatMap(snapshot -> snapshot.transaction(plan.pipeline()))
                .filter(last -> last >= plan.batch())
                .isPresent();
        try (SqlRunner runner = lake.engine().runner()) {
            Quarantine quarantine = new Quarantine(lake, writer, plan.table());
            LoadResult result = known
                    ? alreadyLoaded(plan.table(), base.orElseThrow())
                    : load(batch, plan, base, runner, quarantine, control);
            if (batch.relation() instanceof Quarantined records && (!known || isOf(records, plan))) {
                quarantine.release(runner, plan, records);
            }
            return result;
        }
    }

    /** Whether the batch that the table has is made of these records. */
    private boolean isOf(Quarantined records, LoadPlan plan) {
        return new Batches(lake.catalog().table(plan.table()))
                .replayed(plan.pipeline(), plan.batch())
                .map(records.files()::contains)
                .orElse(false);
    }

    private static LoadResult alreadyLoaded(TableName name, DeltaSnapshot table) {
        TableChange none = new TableChange(name, table.version(), table.version());
        return new LoadResult(Counts.ZERO, none, table.rows(), table.rows(), 0, List.of(), List.of(), 0, true);
    }

    /** Quarantined rows of a table, oldest first. */
    @Override
    public List<QuarantinedRow> quarantined(TableName table, int limit) {
        try (SqlRunner runner = lake.engine().runner()) {
            return new Quarantine(lake, writer, table).rows(runner, "true", limit);
        }
    }

    @Override
    public List<QuarantinedRow> quarantined(TableName table, Collection<String> ids) {
        try (SqlRunner runner = lake.engine().runner()) {
            return new Quarantine(lake, writer, table).rows(runner, Quarantine.among(ids), Integer.MAX_VALUE);
        }
    }

    @Override
    public List<QuarantineGroup> quarantineGroups(TableName table) {
        try (SqlRunner runner = lake.engine().runner()) {
            return new Quarantine(lake, writer, table).groups(runner);
        }
    }

    @Override
    public long purgeQuarantine(TableName table) {
        try (SqlRunner runner = lake.engine().runner()) {
            return new Quarantine(lake, writer, table).purge(runner, "true", table.toString());
        }
    }

    @Override
    public TableName quarantineOf(TableName table) {
        return Quarantine.of(table);
    }

    /** Takes rows out of quarantine; returns how many were there. */
    @Override
    public long purgeQuarantine(TableName table, Collection<String> ids) {
        try (SqlRunner runner = lake.engine().runner()) {
            return new Quarantine(lake, writer, table).purge(runner, Quarantine.among(ids), table.toString());
        }
    }

    @Override
    public void supersedeQuarantine(TableName table, String pipeline, CommittedBatch by, Collection<String> files) {
        try (SqlRunner runner = lake.engine().runner()) {
            new Quarantine(lake, writer, table).supersede(runner, pipeline, by, files);
        }
    }

    private LoadResult load(
            Batch batch,
            LoadPlan given,
            Optional<DeltaSnapshot> base,
            SqlRunner runner,
            Quarantine quarantine,
            StepControl control) {
        LoadPlan plan = settled(batch.relation(), given, base, new Widening(runner, given, base, control));
        base.ifPresent(table -> requirePartitions(plan, table));
        Path folder = lake.catalog().folder(plan.table());
        try (Reading reading = open(batch.relation(), plan, runner, quarantine, control)) {
            Staging staging = new Staging(runner, reading, plan, base, folder, control);
            Staging.Result staged = staging.run();
            long broken = staging.brokenRecords();
            Step step = new Step(
                    writer,
                    runner,
                    plan,
                    base,
                    staged.layoutAfter(broken),
                    staged.stage(),
                    batch.relation() instanceof Quarantined records
                            ? records.files().get(0)
                            : null,
                    control);
            try {
                refuseChanged(batch.relation());
                return step.finish(quarantine, staging.broken(), broken, reading, batch.position());
            } finally {
                step.cleanUp();
            }
        } catch (IngotException e) {
            if (e.first().code() != LoadError.FILE_CHANGED) {
                refuseChanged(batch.relation()); // then that is why
            }
            throw e;
        }
    }

    /** A file must be, to the last byte, what its fingerprint was taken of: neither half of it nor twice is loaded. */
    private static void refuseChanged(Relation relation) {
        if (!(relation instanceof FileScan scan)) {
            return;
        }
        List<Problem> changed = scan.files().stream()
                .filter(FileRef::changed)
                .map(file -> Problem.of(
                                LoadError.FILE_CHANGED,
                                "'" + file.path() + "' changed or went away while it was loaded.")
                        .at(Place.of(file.path()))
                        .fix("Run again. Write files under another name, and rename them when they are whole."))
                .toList();
        if (!changed.isEmpty()) {
            throw new IngotException(changed);
        }
    }

    private static void requirePartitions(LoadPlan plan, DeltaSnapshot table) {
        List<String> wanted = lower(plan.partitionBy());
        if (plan.mode() == LoadMode.FULL || wanted.equals(lower(table.partitionColumns()))) {
            return;
        }
        String there = String.join(", ", table.partitionColumns());
        throw Problem.of(
                        LoadError.PARTITIONS,
                        plan.table() + " is " + (there.isEmpty() ? "not split into folders" : "split by " + there)
                                + ", and the pipeline '" + plan.pipeline() + "' says "
                                + (wanted.isEmpty()
                                        ? "no partition_by."
                                        : "partition_by: [" + String.join(", ", plan.partitionBy()) + "]."))
                .because("A load adds to the folders that are there.")
                .fix("Write "
                        + (there.isEmpty() ? "no partition_by" : "partition_by: [" + there + "]")
                        + (plan.mode() == LoadMode.SNAPSHOT
                                ? "; a snapshot keeps its history, and with it its folders."
                                : ", or replace the table: ingot run --select " + plan.pipeline() + " --full-refresh."))
                .toException();
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * The plan as it applies to this table: replay adds, rows bring their types, and a table that has positions keeps
     * getting them.
     */
    private static LoadPlan settled(Relation relation, LoadPlan plan, Optional<DeltaSnapshot> base, Widening widening) {
        LoadMode mode = plan.mode();
        MissingRows missing = plan.missing();
        if (relation instanceof Quarantined && mode == LoadMode.FULL) {
            mode = plan.key().isEmpty() ? LoadMode.APPEND : LoadMode.MERGE;
            missing = MissingRows.DELETE; // each batch was the whole table
        }
        boolean positions = plan.recordPosition()
                || base.flatMap(snapshot -> snapshot.schema().find(Names.POSITION))
                        .isPresent();
        List<Column> typed = relation instanceof Rows rows
                ? rows.columns()
                : relation instanceof Chunks chunks
                        ? chunks.columns().stream().map(ChunkColumn::column).toList()
                        : List.of();
        Contract contract = typed.isEmpty()
                ? plan.contract()
                : RowsReading.contract(
                        typed, plan, base.map(DeltaSnapshot::schema).orElse(null), widening);
        return new LoadPlan(
                plan.pipeline(),
                plan.batch(),
                plan.run(),
                plan.loadedAt(),
                plan.table(),
                mode,
                contract,
                plan.key(),
                plan.order(),
                plan.partitionBy(),
                plan.threshold(),
                positions,
                plan.sequence(),
                missing);
    }

    private Reading open(
            Relation relation, LoadPlan plan, SqlRunner runner, Quarantine quarantine, StepControl control) {
        Path work = lake.engine().temp();
        if (relation instanceof FileScan files) {
            if (files.format() instanceof Parquet) {
                return new ParquetReading(files.files());
            }
            if (files.format() instanceof JsonArray) {
                return new ArrayReading(files.files(), files.format(), work);
            }
            return new TextReading(files.files(), files.format(), work);
        }
        if (relation instanceof Rows rows) {
            return new RowsReading(rows);
        }
        if (relation instanceof Chunks chunks) {
            return new ChunksReading(chunks, lake.engine().chunks());
        }
        return ReplayReading.of(quarantine, runner, plan, (Quarantined) relation, work, control);
    }
}
