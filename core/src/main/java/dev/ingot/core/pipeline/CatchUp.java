package dev.ingot.core.pipeline;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.QuarantineIndex.Entry;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunRow;
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

    CatchUp(PipelineSpec spec, Warehouse warehouse, MetadataStore store) {
        this.spec = spec;
        this.warehouse = warehouse;
        this.store = store;
    }

    /**
     * @param finishReplay takes the rows of a replay that the table has out of quarantine; called where that is what was
     *     cut short, because they would be loaded once more by the next replay
     */
    void run(Consumer<CommittedBatch> finishReplay) {
        Optional<CommittedBatch> committed = warehouse.lastBatch(spec.to(), spec.name());
        if (committed.isEmpty()
                || store.positions().nextBatch(spec.name()) > committed.get().batch()) {
            return;
        }
        CommittedBatch batch = committed.get();
        if (store.audit()
                .run(batch.run())
                .map(RunRow::command)
                .filter(ReplayRunner.COMMAND::equals)
                .isPresent()) {
            finishReplay.accept(batch);
        }
        List<Rejection> rejections = rejections(batch);
        if (!rejections.isEmpty()) {
            store.quarantine().record(batch.run(), spec.name(), spec.to(), batch.batch(), rejections);
        }
        settle(batch.run());
        store.files().recover(spec.name(), batch);
    }

    /** What a batch left in quarantine, by rule, as the load itself would have said. */
    private List<Rejection> rejections(CommittedBatch batch) {
        Map<String, List<QuarantinedRow>> byRule = warehouse.quarantined(spec.to(), Integer.MAX_VALUE).stream()
                .filter(row -> row.pipeline().equals(spec.name()) && row.batch() == batch.batch())
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
        for (Entry entry : store.quarantine().find(spec.to(), null, true, Integer.MAX_VALUE)) {
            if (entry.pipeline().equals(spec.name())) {
                long there = waiting.stream()
                        .filter(row ->
                                row.batch() == entry.batch() && row.rule().equals(entry.rule()))
                        .count();
                store.quarantine().settle(entry.id(), entry.open() - there, Resolution.REPLAYED, run);
            }
        }
    }
}
