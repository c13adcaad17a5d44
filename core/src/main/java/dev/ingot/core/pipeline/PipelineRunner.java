package dev.ingot.core.pipeline;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.Source.Outlook;
import dev.ingot.api.source.SourceTime;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.graph.Node;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.StepContext;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.WarehouseState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings the new batches of a pipeline into its table, one after the other. The table itself holds the number and
 * position of its last batch, committed with the rows; the ledger in the metadata store follows. Whatever a crash left
 * between the two is caught up first, from the table.
 */
public final class PipelineRunner implements NodeRunner {

    private final Map<String, PipelineSpec> pipelines;
    private final Function<String, Source> sources;
    private final Warehouse warehouse;
    private final MetadataStore store;
    private final WarehouseState state;
    private final LoadRequest request;

    /**
     * @param pipelines by unique id
     * @param sources a connection by name, opened once and not closed here
     */
    public PipelineRunner(
            Map<String, PipelineSpec> pipelines,
            Function<String, Source> sources,
            Warehouse warehouse,
            MetadataStore store,
            LoadRequest request) {
        this.pipelines = Map.copyOf(pipelines);
        this.sources = sources;
        this.warehouse = warehouse;
        this.store = store;
        this.state = store.warehouse(warehouse.id());
        this.request = request;
    }

    /**
     * Tells each source what the run will read from it, and what else of the project reads there.
     *
     * @param planned the run's nodes
     */
    public void begin(Set<String> planned) {
        Map<String, List<String>> connections = new HashMap<>();
        pipelines.forEach((id, spec) -> connections
                .computeIfAbsent(spec.connection(), name -> new ArrayList<>())
                .add(id));
        connections.forEach((connection, ids) -> {
            if (ids.stream().anyMatch(planned::contains)) {
                sources.apply(connection).begin(() -> outlook(ids, planned));
            }
        });
    }

    private Outlook outlook(List<String> ids, Set<String> planned) {
        List<ReadRequest> reading = new ArrayList<>();
        List<ReadRequest> others = new ArrayList<>();
        for (String id : ids) {
            (planned.contains(id) ? reading : others).add(outlook(Objects.requireNonNull(pipelines.get(id))));
        }
        return new Outlook(reading, others);
    }

    private ReadRequest outlook(PipelineSpec spec) {
        String position = warehouse
                .lastBatch(spec.to(), spec.name())
                .map(CommittedBatch::position)
                .orElse(null);
        boolean everything = spec.load() == LoadMode.FULL || request.fullRefresh();
        return new ReadRequest(spec.name(), spec.sourceOptions(), request.date(), everything, List.of(), position);
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        throw new IllegalStateException("a pipeline is checked by its contract and cannot be staged: " + node.name());
    }

    @Override
    public StepEnd run(Node node, StepContext context) {
        PipelineSpec spec = pipelines.get(node.uniqueId());
        if (spec == null) {
            throw new IllegalArgumentException("no pipeline " + node.uniqueId());
        }
        Optional<CommittedBatch> committed = warehouse.lastBatch(spec.to(), spec.name());
        CatchUp catchUp = new CatchUp(spec, warehouse, store);
        List<Problem> notes = new ArrayList<>(catchUp.run(
                request.fullRefresh(),
                batch -> new ReplayRunner(spec, sources, warehouse, store, request).finish(batch, context),
                context));
        long next = Math.max(
                state.positions().nextBatch(spec.name()),
                committed.map(CommittedBatch::batch).orElse(0L) + 1);
        Optional<Position> current = state.positions().current(spec.name());
        boolean everything = spec.load() == LoadMode.FULL || request.fullRefresh();
        ReadRequest read = new ReadRequest(
                spec.name(),
                spec.sourceOptions(),
                request.date(),
                everything,
                state.files().files(spec.name()),
                current.map(Position::json).orElse(null),
                spec.readAsText(),
                spec.missingRows() != MissingRows.KEEP);
        Source source = sources.apply(spec.connection());
        FileOrder order = new FileOrder(read.known(), source.dates(read));
        Loads loads = new Loads(spec, request, order);
        try (Source.Batches batches = source.read(read, context.control())) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                if (spec.load() == LoadMode.FULL && !request.fullRefresh() && wasLoaded(spec, batch, current)) {
                    continue;
                }
                if (spec.load() == LoadMode.FULL && loads.isStale(batch)) {
                    continue;
                }
                long number = next++;
                LoadResult result;
                try {
                    result = Loading.loadNew(
                            warehouse, batch, plan(spec, number, loads.isEmpty(), order, batch), context);
                } catch (IngotException e) {
                    // A load over its threshold leaves its bad rows to look at.
                    catchUp.index(null, request.run());
                    throw placed(e, spec);
                }
                record(
                        catchUp,
                        spec,
                        node,
                        new CommittedBatch(number, result.change().after(), request.run(), batch.position()),
                        result,
                        context);
                loads.add(result, batch.times());
            }
            notes.addAll(batches.notes());
            return loads.end(notes);
        }
    }

    /** A problem of the contract has no place of its own: it is where the pipeline stands. */
    private static IngotException placed(IngotException e, PipelineSpec spec) {
        boolean lacking = e.problems().stream()
                .anyMatch(problem -> problem.place() == null && problem.code().kind() == ErrorKind.USER);
        return lacking
                ? new IngotException(
                        e.problems().stream()
                                .map(problem -> problem.place() == null ? problem.at(spec.place()) : problem)
                                .toList(),
                        e)
                : e;
    }

    /**
     * Whether a full load has these very files already. With a date it is about the table as it stands: an older day
     * may be asked for again. Without one, every day that was ever loaded counts.
     */
    private boolean wasLoaded(PipelineSpec spec, Batch batch, Optional<Position> current) {
        if (request.date() != null) {
            return current.isPresent() && current.get().json().equals(batch.position());
        }
        return state.positions().history(spec.name(), Integer.MAX_VALUE).stream()
                .anyMatch(position ->
                        position.undoneAt() == null && position.json().equals(batch.position()));
    }

    /** A full refresh replaces the table with the first batch and goes on as the pipeline says. */
    private LoadPlan plan(PipelineSpec spec, long number, boolean first, FileOrder order, Batch batch) {
        LoadMode mode = spec.load();
        if (request.fullRefresh() && first && mode != LoadMode.SNAPSHOT) {
            mode = LoadMode.FULL; // the history of a snapshot is never thrown away
        }
        boolean byKey = mode == LoadMode.SNAPSHOT || (mode == LoadMode.MERGE && !request.fullRefresh());
        return new LoadPlan(
                spec.name(),
                number,
                request.run(),
                request.clock().instant(),
                spec.to(),
                mode,
                spec.contract(),
                spec.key(),
                spec.orderBy(),
                spec.partitionBy(),
                spec.quarantine(),
                spec.recordPosition(),
                byKey ? order.from(batch.relation()) : List.of(),
                spec.missingRows());
    }

    private void record(
            CatchUp catchUp,
            PipelineSpec spec,
            Node node,
            CommittedBatch batch,
            LoadResult result,
            StepContext context) {
        if (!result.schemaChanges().isEmpty()) {
            state.schemas().record(request.run(), node.uniqueId(), spec.to(), result.schemaChanges());
        }
        if (request.fullRefresh()) {
            catchUp.supersede(batch, context);
        }
        if (request.fullRefresh() || result.badAgain() > 0) {
            catchUp.index(null, request.run());
        } else {
            state.quarantine().record(request.run(), spec.name(), spec.to(), batch.batch(), result.rejections());
        }
        // Last: whatever is missing after a crash is told by the batch missing in the ledger.
        state.files().recover(spec.name(), batch);
    }

    /** What the batches of one step came to. */
    private static final class Loads {
        private final PipelineSpec spec;
        private final LoadRequest request;
        private final FileOrder order;
        private Counts counts = Counts.ZERO;
        private @Nullable LocalDate newest;
        private final List<String> late = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();
        private @Nullable TableChange change;
        private @Nullable SourceTime times;
        private int batches;

        Loads(PipelineSpec spec, LoadRequest request, FileOrder order) {
            this.spec = spec;
            this.request = request;
            this.order = order;
        }

        /** Whether a full load would put an older day in the place of a newer one, without being asked for it. */
        boolean isStale(Batch batch) {
            LocalDate date = order.date(batch.relation()).orElse(null);
            if (date == null) {
                return false;
            }
            if (isEmpty() && late.isEmpty()) {
                newest = order.last().orElse(null);
            }
            boolean asked = request.date() != null || request.fullRefresh();
            boolean stale = !asked && newest != null && date.isBefore(newest);
            if (stale) {
                late.add(date.toString());
            } else {
                newest = date;
            }
            return stale;
        }

        boolean isEmpty() {
            return batches == 0;
        }

        void add(LoadResult result, @Nullable SourceTime batch) {
            batches++;
            times = batch == null ? times : batch.and(times);
            counts = counts.plus(result.counts());
            rejections.addAll(result.rejections());
            long before = change == null ? result.change().before() : change.before();
            change = new TableChange(spec.to(), before, result.change().after());
        }

        StepEnd end(List<Problem> found) {
            List<Problem> notes = new ArrayList<>(found);
            if (!late.isEmpty()) {
                notes.add(Problem.of(
                                PipelineError.LATE_DAY,
                                spec.to() + " holds " + newest + "; " + String.join(", ", late)
                                        + " came later, is older, and was not loaded.")
                        .fix("To put an older day in its place, ask for it: ingot run --select " + spec.name()
                                + " --date " + late.get(0).replace("-", "") + "."));
            }
            if (change == null) {
                String why = request.date() == null || !found.isEmpty()
                        ? "nothing new"
                        : "nothing new: the files of " + request.date() + " were read before";
                return StepEnd.of(new Outcome.Succeeded(Counts.ZERO, List.of(), why, notes));
            }
            List<TableChange> changes = change.before() == change.after() ? List.of() : List.of(change);
            return new StepEnd(new Outcome.Succeeded(counts, changes, "", notes), rejections, 0, times);
        }
    }
}
