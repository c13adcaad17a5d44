package dev.ingot.core.pipeline;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.source.SourceFile;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.BatchHistory;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.StepContext;
import dev.ingot.core.store.FileLedger;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.WarehouseState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the metadata store to what the table's log says, which is the truth. After a process died between the commit of
 * a batch and what follows it, the table has a batch that the ledger has not, because the ledger is always written last.
 * After a table was restored from a copy it is the other way round.
 */
public final class CatchUp {

    private final PipelineSpec spec;
    private final Warehouse warehouse;
    private final MetadataStore store;
    private final WarehouseState state;

    public CatchUp(PipelineSpec spec, Warehouse warehouse, MetadataStore store) {
        this.spec = spec;
        this.warehouse = warehouse;
        this.store = store;
        this.state = store.warehouse(warehouse.id());
    }

    /**
     * @param fullRefresh everything is read again, so what was read does not matter
     * @param finishReplay takes the rows of a replay that the table has out of quarantine; called where that is what was
     *     cut short, because they would be loaded once more by the next replay
     * @return what a person should know of it
     */
    List<Problem> run(boolean fullRefresh, Consumer<CommittedBatch> finishReplay, StepContext context) {
        Optional<CommittedBatch> committed = warehouse.lastBatch(spec.to(), spec.name());
        if (committed.isEmpty()) {
            // Without its table, or with a table that has never had the pipeline, what was read counts as not read.
            List<Position> gone = state.files().forgetPipeline(spec.name());
            if (!gone.isEmpty()) {
                index(Resolution.UNDONE, gone.get(0).run());
            }
            return behind(gone);
        }
        if (state.positions().nextBatch(spec.name()) == 1) {
            state.files().adopt(spec.name(), warehouse.batches(spec.to(), spec.name()));
        }
        if (agrees(committed.get())) {
            return List.of();
        }
        BatchHistory log = warehouse.batches(spec.to(), spec.name());
        requireConnected(log, committed.get(), fullRefresh);
        FileLedger.Alignment alignment = state.files().align(spec.name(), log);
        index(Resolution.UNDONE, committed.get().run());
        if (!log.batches().isEmpty()) {
            finish(log.batches().get(log.batches().size() - 1), finishReplay, context);
        }
        return behind(alignment.takenBack());
    }

    /** Whether the ledger ends where the table's log does; then so do all batches before. */
    private boolean agrees(CommittedBatch last) {
        Optional<Position> known = state.positions().current(spec.name());
        boolean inEffect = !last.position().isEmpty();
        return state.positions().nextBatch(spec.name()) > last.batch()
                && known.isPresent() == inEffect
                && known.filter(position -> !position.run().equals(last.run())
                                || !position.json().equals(last.position()))
                        .isEmpty();
    }

    /** Ends what its run did not live to end, where the newest batch is not in the ledger. */
    private void finish(CommittedBatch batch, Consumer<CommittedBatch> finishReplay, StepContext context) {
        boolean known = state.positions()
                .current(spec.name())
                .filter(position -> position.batch() >= batch.batch())
                .isPresent();
        if (known || batch.position().isEmpty()) {
            return;
        }
        Optional<RunRow> run = store.audit().run(batch.run());
        if (run.map(RunRow::command).filter(ReplayRunner.COMMAND::equals).isPresent()) {
            finishReplay.accept(batch);
        } else if (run.filter(row -> row.arguments().contains("--full-refresh")
                        || row.arguments().contains("-f"))
                .isPresent()) {
            supersede(batch, context);
        }
        index(Resolution.REPLAYED, batch.run());
        state.files().recover(spec.name(), batch);
    }

    /** After a full refresh, the rows that earlier batches left in quarantine are in the table, or there again. */
    void supersede(CommittedBatch batch, StepContext context) {
        List<String> files =
                state.files().filesOf(batch).stream().map(SourceFile::path).toList();
        Loading.besideQuarantine(warehouse, spec.to(), context, () -> {
            warehouse.supersedeQuarantine(spec.to(), spec.name(), batch, files);
            return files;
        });
    }

    /** What the store knows of and the table has not, without a change: what the next run will read again. */
    public List<Problem> check() {
        Optional<CommittedBatch> committed = warehouse.lastBatch(spec.to(), spec.name());
        if (committed.isEmpty() || agrees(committed.get())) {
            return List.of();
        }
        Set<String> there = warehouse.batches(spec.to(), spec.name()).batches().stream()
                .map(batch -> batch.batch() + " " + batch.run())
                .collect(Collectors.toSet());
        return behind(state.positions().history(spec.name(), Integer.MAX_VALUE).stream()
                .filter(known -> known.undoneAt() == null && !there.contains(known.batch() + " " + known.run()))
                .toList());
    }

    private List<Problem> behind(List<Position> gone) {
        if (gone.isEmpty() || warehouse.find(spec.to()).isEmpty()) {
            return List.of();
        }
        String runs = gone.stream().map(Position::run).distinct().sorted().collect(Collectors.joining(", "));
        return List.of(Problem.of(
                        PipelineError.TABLE_BEHIND,
                        "The table " + spec.to() + " does not have " + gone.size()
                                + (gone.size() == 1 ? " batch" : " batches") + " that '" + spec.name()
                                + "' had loaded; they are read again.")
                .because("They came with " + runs + ", and the table's log does not know of them: it was restored from"
                        + " a copy, or lost its last commits."));
    }

    /**
     * The store knows less than the log tells of: it was lost, or is an older copy. Where the log no longer goes back to
     * what the store knows, an append would read old files once more, so it is refused; a merge or a full load of what
     * is there already changes nothing.
     */
    private void requireConnected(BatchHistory log, CommittedBatch last, boolean fullRefresh) {
        long first =
                log.batches().isEmpty() ? last.batch() : log.batches().get(0).batch();
        boolean connected = log.complete() || state.positions().nextBatch(spec.name()) >= first;
        if (!connected && spec.load() == LoadMode.APPEND && !fullRefresh) {
            throw Problem.of(
                            PipelineError.LEDGER_LOST,
                            "The ledger of '" + spec.name() + "' was lost, and the log of " + spec.to()
                                    + " no longer tells of all its batches.")
                    .because("The table has batches up to " + last.batch() + ", the metadata store knows none before "
                            + first + "; files read long ago would be added twice.")
                    .fix("Put back a copy of the metadata store, or rebuild the table: ingot run --select "
                            + spec.name() + " --full-refresh.")
                    .toException();
        }
    }

    /**
     * Brings the index of the quarantine to what the warehouse counts there.
     *
     * @param left how rows left it since, if any did; null: they stand under another run now
     */
    void index(@Nullable Resolution left, String run) {
        state.quarantine().follow(spec.to(), warehouse.quarantineGroups(spec.to()), left, run);
    }
}
