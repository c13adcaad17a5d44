package dev.ingot.core.pipeline;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.source.Source;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.graph.Node;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.WarehouseState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
        List<Problem> notes = catchUp.run(false, batch -> finish(batch, context), context);
        long committed = committed();
        Map<Format, Set<String>> byFormat = waiting(committed);
        if (byFormat.isEmpty()) {
            return StepEnd.of(new Outcome.Succeeded(Counts.ZERO, List.of(), nothingToDo(committed), notes));
        }
        String position =
                state.positions().current(spec.name()).map(Position::json).orElse("{}");
        Counts counts = Counts.ZERO;
        List<Rejection> rejections = new ArrayList<>();
        List<TableChange> changes = new ArrayList<>();
        for (Map.Entry<Format, Set<String>> group : byFormat.entrySet()) {
            long number = Math.max(state.positions().nextBatch(spec.name()), committed() + 1);
            Batch batch =
                    new Batch(new Quarantined(List.copyOf(group.getValue()), committed, group.getKey()), position);
            LoadResult result = Loading.loadNew(warehouse, batch, plan(number, request.run()), context);
            catchUp.index(Resolution.REPLAYED, request.run());
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
     * Ends what a replay that died after its commit had begun. The same records with the same number of the batch: the
     * table takes nothing twice, and lets go of the records that it has. It knows which they are; of several formats
     * only one was that batch.
     */
    void finish(CommittedBatch batch, StepContext context) {
        long before = batch.batch() - 1;
        waiting(before)
                .forEach((format, files) -> Loading.load(
                        warehouse,
                        new Batch(new Quarantined(List.copyOf(files), before, format), batch.position()),
                        plan(batch.batch(), batch.run()),
                        context));
    }

    /** The files of which records wait, by format. */
    private Map<Format, Set<String>> waiting(long committed) {
        ReadRequest read = new ReadRequest(spec.name(), spec.sourceOptions(), null, false, List.of(), null);
        Map<Format, Set<String>> byFormat = new LinkedHashMap<>();
        Source source = sources.apply(spec.connection());
        for (QuarantineGroup group : warehouse.quarantineGroups(spec.to())) {
            if (group.pipeline().equals(spec.name()) && group.batch() <= committed) {
                byFormat.computeIfAbsent(source.formatOf(read, group.file()), any -> new TreeSet<>())
                        .add(group.file());
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

    private String nothingToDo(long committed) {
        boolean failed = warehouse.quarantineGroups(spec.to()).stream()
                .anyMatch(group -> group.pipeline().equals(spec.name()) && group.batch() > committed);
        return failed
                ? "nothing to replay: what waits is of a load that failed, and comes again with its file"
                : "nothing to replay";
    }

    /** Without a threshold: what is bad again was bad before and stops nobody. */
    private LoadPlan plan(long number, String run) {
        return new LoadPlan(
                spec.name(),
                number,
                run,
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
