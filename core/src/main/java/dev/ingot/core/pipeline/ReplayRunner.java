package dev.ingot.core.pipeline;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation.RawRecord;
import dev.ingot.api.source.Relation.RawRecords;
import dev.ingot.api.source.Source;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.graph.Node;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.WarehouseState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries the quarantined rows of a pipeline again, from their raw text, with the contract as it is now. What passes is
 * loaded as a batch of its own and leaves the quarantine; what does not stays, with its new reason. The source's
 * position does not move.
 */
public final class ReplayRunner implements NodeRunner {

    /** The command of runs that replay; after a crash it tells a replay's batch from a load's. */
    public static final String COMMAND = "quarantine replay";

    private final PipelineSpec spec;
    private final Function<String, Source> sources;
    private final Warehouse warehouse;
    private final MetadataStore store;
    private final WarehouseState state;
    private final LoadRequest request;

    public ReplayRunner(
            PipelineSpec spec,
            Function<String, Source> sources,
            Warehouse warehouse,
            MetadataStore store,
            LoadRequest request) {
        this.spec = spec;
        this.sources = sources;
        this.warehouse = warehouse;
        this.store = store;
        this.state = store.warehouse(warehouse.id());
        this.request = request;
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        throw new IllegalStateException("a replay cannot be staged: " + node.name());
    }

    @Override
    public StepEnd run(Node node, StepContext context) {
        CatchUp catchUp = new CatchUp(spec, warehouse, store);
        List<Problem> notes = catchUp.run(false, batch -> finish(batch, context));
        Map<Format, List<RawRecord>> byFormat = waiting("");
        if (byFormat.isEmpty()) {
            return StepEnd.of(new Outcome.Succeeded(Counts.ZERO, List.of(), nothingToDo(), notes));
        }
        String position =
                state.positions().current(spec.name()).map(Position::json).orElse("{}");
        Counts counts = Counts.ZERO;
        List<Rejection> rejections = new ArrayList<>();
        List<TableChange> changes = new ArrayList<>();
        for (Map.Entry<Format, List<RawRecord>> group : byFormat.entrySet()) {
            long number = Math.max(
                    state.positions().nextBatch(spec.name()),
                    warehouse
                                    .lastBatch(spec.to(), spec.name())
                                    .map(CommittedBatch::batch)
                                    .orElse(0L)
                            + 1);
            Batch batch = new Batch(new RawRecords(group.getValue(), group.getKey()), position);
            LoadResult result = Loading.loadNew(warehouse, batch, plan(number), context);
            if (!result.rejections().isEmpty()) {
                state.quarantine().record(request.run(), spec.name(), spec.to(), number, result.rejections());
            }
            catchUp.settle(request.run());
            state.files()
                    .recover(
                            spec.name(),
                            new CommittedBatch(number, result.change().after(), request.run(), position));
            counts = counts.plus(result.counts());
            rejections.addAll(result.rejections());
            if (result.change().before() != result.change().after()) {
                changes.add(result.change());
            }
        }
        return new StepEnd(new Outcome.Succeeded(counts, changes, "", notes), rejections, 0);
    }

    /**
     * Ends what a replay that died after its commit had begun. The same rows with the same number of the batch: the
     * table takes nothing twice, and lets go of the rows that it has.
     */
    void finish(CommittedBatch batch, StepContext context) {
        // What was bad again waits under the dead run's name. Of several formats the oldest was replayed first.
        waiting(batch.run()).entrySet().stream()
                .findFirst()
                .ifPresent(group -> Loading.load(
                        warehouse,
                        new Batch(new RawRecords(group.getValue(), group.getKey()), batch.position()),
                        plan(batch.batch()),
                        context));
    }

    private Map<Format, List<RawRecord>> waiting(String exceptOfRun) {
        ReadRequest read = new ReadRequest(spec.name(), spec.sourceOptions(), null, false, List.of(), null);
        Map<Format, List<RawRecord>> byFormat = new LinkedHashMap<>();
        long committed = committed();
        Source source = sources.apply(spec.connection());
        for (QuarantinedRow row : warehouse.quarantined(spec.to(), Integer.MAX_VALUE)) {
            if (row.pipeline().equals(spec.name())
                    && row.batch() <= committed
                    && !row.run().equals(exceptOfRun)) {
                byFormat.computeIfAbsent(source.formatOf(read, row.file()), any -> new ArrayList<>())
                        .add(new RawRecord(row.id(), row.file(), row.position(), row.raw()));
            }
        }
        return byFormat;
    }

    /**
     * The last batch of which rows may be replayed. A load that failed over its threshold left its bad rows to look at;
     * its file is read again as a whole, so replayed they would come twice.
     */
    private long committed() {
        return warehouse
                .lastBatch(spec.to(), spec.name())
                .map(CommittedBatch::batch)
                .orElse(0L);
    }

    private String nothingToDo() {
        long committed = committed();
        boolean failed = warehouse.quarantined(spec.to(), Integer.MAX_VALUE).stream()
                .anyMatch(row -> row.pipeline().equals(spec.name()) && row.batch() > committed);
        return failed
                ? "nothing to replay: what waits is of a load that failed, and comes again with its file"
                : "nothing to replay";
    }

    /** Without a threshold: what is bad again was bad before and stops nobody. */
    private LoadPlan plan(long number) {
        return new LoadPlan(
                spec.name(),
                number,
                request.run(),
                request.clock().instant(),
                spec.to(),
                spec.load(),
                spec.contract(),
                spec.key(),
                spec.orderBy(),
                spec.partitionBy(),
                Threshold.NONE,
                spec.recordPosition(),
                sequence(),
                spec.missingRows());
    }

    /** Replayed records count as of the files that they came from; a full load's day is the one that was loaded last. */
    private List<List<String>> sequence() {
        if (spec.load() == LoadMode.APPEND) {
            return List.of();
        }
        ReadRequest read = new ReadRequest(spec.name(), spec.sourceOptions(), null, false, List.of(), null);
        return new FileOrder(
                        state.files().files(spec.name()),
                        spec.load() == LoadMode.FULL
                                ? file -> Optional.empty()
                                : sources.apply(spec.connection()).dates(read))
                .all();
    }
}
