package dev.ingot.core.pipeline;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.BatchHistory;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.QuarantineIndex.Entry;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.WarehouseState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts the metadata store right after a process died between the commit of a batch and what follows it. The sign is a
 * batch that the table has and the ledger has not, so the ledger is always written last.
 */
final class CatchUp {

    private final PipelineSpec spec;
    private final Warehouse warehouse;
    private final MetadataStore store;
    private final WarehouseState state;

    CatchUp(PipelineSpec spec, Warehouse warehouse, MetadataStore store) {
        this.spec = spec;
        this.warehouse = warehouse;
        this.store = store;
        this.state = store.warehouse(warehouse.id());
    }

    /**
     * @param fullRefresh everything is read again, so what was read does not matter
     * @param finishReplay takes the rows of a replay that the table has out of quarantine; called where that is what was
     *     cut short, because they would be loaded once more by the next replay
     */
    void run(boolean fullRefresh, Consumer<CommittedBatch> finishReplay) {
        Optional<CommittedBatch> committed = warehouse.lastBatch(spec.to(), spec.name());
        if (committed.isPresent() && state.positions().nextBatch(spec.name()) == 1) {
            state.files().adopt(spec.name(), warehouse.batches(spec.to(), spec.name()));
        }
        if (committed.isEmpty()
                || state.positions().nextBatch(spec.name()) > committed.get().batch()) {
            return;
        }
        CommittedBatch batch = committed.get();
        if (state.positions().nextBatch(spec.name()) < batch.batch()) {
            rebuildLedger(batch, fullRefresh);
        }
        if (store.audit()
                .run(batch.run())
                .map(RunRow::command)
                .filter(ReplayRunner.COMMAND::equals)
                .isPresent()) {
            finishReplay.accept(batch);
        }
        indexQuarantine(batch.run(), batch.batch());
        settle(batch.run());
        state.files().recover(spec.name(), batch);
    }

    /**
     * More is missing than one batch: the store itself was lost. The table's log tells what was read. Where the log no
     * longer goes back to the beginning, an append would read old files once more, so it is refused; a merge or a full
     * load of what is there already changes nothing.
     */
    private void rebuildLedger(CommittedBatch last, boolean fullRefresh) {
        BatchHistory history = warehouse.batches(spec.to(), spec.name());
        if (!history.complete() && spec.load() == LoadMode.APPEND && !fullRefresh) {
            throw Problem.of(
                            PipelineError.LEDGER_LOST,
                            "The ledger of '" + spec.name() + "' was lost, and the log of " + spec.to()
                                    + " no longer tells of all its batches.")
                    .because("The table has batches up to " + last.batch() + ", the metadata store knows none of them;"
                            + " files read long ago would be added twice.")
                    .fix("Put back a copy of the metadata store, or rebuild the table: ingot run --select "
                            + spec.name() + " --full-refresh.")
                    .toException();
        }
        for (CommittedBatch batch : history.batches()) {
            if (batch.batch() < last.batch() && !batch.position().isEmpty()) {
                state.files().recover(spec.name(), batch);
            }
        }
    }

    /** Counts in the index what a run's attempt at a batch left in quarantine. */
    void indexQuarantine(String run, long batch) {
        state.quarantine().record(run, spec.name(), spec.to(), batch, rejections(run, batch));
    }

    /** What an attempt left in quarantine, by rule, as the load itself would have said. */
    private List<Rejection> rejections(String run, long batch) {
        Map<String, List<QuarantinedRow>> byRule = warehouse.quarantined(spec.to(), Integer.MAX_VALUE).stream()
                .filter(row -> row.pipeline().equals(spec.name()) && row.batch() == batch)
                .filter(row -> row.run().equals(run))
                .sorted(Comparator.comparing(QuarantinedRow::file)
                        .thenComparing(QuarantinedRow::position)
                        .thenComparing(QuarantinedRow::id))
                .collect(Collectors.groupingBy(QuarantinedRow::rule, TreeMap::new, Collectors.toList()));
        return byRule.entrySet().stream()
                .map(rule -> new Rejection(
                        rule.getKey(),
                        rule.getValue().get(0).reason(),
                        rule.getValue().size(),
                        rule.getValue().get(0)))
                .toList();
    }

    /** Closes in the index what a replay has taken out of quarantine. */
    void settle(String run) {
        List<QuarantinedRow> waiting = warehouse.quarantined(spec.to(), Integer.MAX_VALUE);
        for (Entry entry : state.quarantine().find(spec.to(), null, true, Integer.MAX_VALUE)) {
            if (entry.pipeline().equals(spec.name())) {
                long there = waiting.stream()
                        .filter(row ->
                                row.batch() == entry.batch() && row.rule().equals(entry.rule()))
                        .count();
                state.quarantine().settle(entry.id(), entry.open() - there, Resolution.REPLAYED, run);
            }
        }
    }
}
