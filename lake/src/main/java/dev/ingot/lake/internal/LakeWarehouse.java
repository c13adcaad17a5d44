package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.SqlReader;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.LakeError;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lake: Delta tables in a folder, DuckDB over them. Thread-safe. */
public final class LakeWarehouse implements Warehouse {

    private final Lake lake;
    private final TableWriter writer;
    private final Loading loading;

    private LakeWarehouse(Lake lake, TableWriter writer, Loading loading) {
        this.lake = lake;
        this.writer = writer;
        this.loading = loading;
    }

    /** @param loading makes the part that loads batches from the lake and its writer */
    public static LakeWarehouse open(
            String name,
            LakeOptions options,
            Path work,
            InstantSource clock,
            BiFunction<Lake, TableWriter, Loading> loading) {
        DuckDb engine =
                DuckDb.open(new DuckDb.Settings(options.memoryBytes(), options.threads(), work, options.files(), null));
        Lake lake = new Lake(
                name,
                engine,
                new Catalog(options.path(), clock),
                clock,
                options.targetFileBytes(),
                options.checkpointInterval());
        TableWriter writer = new TableWriter(lake);
        return new LakeWarehouse(lake, writer, loading.apply(lake, writer));
    }

    /** For tests and for the part that loads batches. */
    public Lake parts() {
        return lake;
    }

    @Override
    public String name() {
        return lake.name();
    }

    @Override
    public WarehouseId id() {
        return Identity.of(lake.catalog().root());
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        try (Opened session = new Opened(() -> session(Map.of()))) {
            return find(lake, name, session);
        }
    }

    /** @param sessions asked only where there is a view, whose columns only a session knows */
    static Optional<TableInfo> find(Lake lake, TableName name, Supplier<LakeSession> sessions) {
        Optional<DeltaSnapshot> table = lake.catalog().latest(name);
        return table.isPresent()
                ? Optional.of(info(name, table.get()))
                : lake.catalog().view(name).map(view -> info(view, sessions.get()));
    }

    @Override
    public List<TableInfo> list() {
        Listing listing = lake.catalog().listing();
        try (Opened session = new Opened(() -> new LakeSession(lake, writer, listing, Map.of()))) {
            return list(lake, listing, session);
        }
    }

    static List<TableInfo> list(Lake lake, Listing listing, Supplier<LakeSession> sessions) {
        List<TableInfo> infos = new ArrayList<>();
        listing.tables()
                .forEach((name, version) -> infos.add(info(name, lake.catalog().at(name, version))));
        listing.views().values().forEach(view -> infos.add(info(view, sessions.get())));
        infos.sort(Comparator.comparing(TableInfo::name));
        return infos;
    }

    /** A session that is opened when it is first asked for. */
    private static final class Opened implements Supplier<LakeSession>, AutoCloseable {

        private final Supplier<LakeSession> opening;
        private @Nullable LakeSession session;

        Opened(Supplier<LakeSession> opening) {
            this.opening = opening;
        }

        @Override
        public LakeSession get() {
            if (session == null) {
                session = opening.get();
            }
            return session;
        }

        @Override
        public void close() {
            if (session != null) {
                session.close();
            }
        }
    }

    private static TableInfo info(TableName name, DeltaSnapshot snapshot) {
        return new TableInfo(
                name,
                TableInfo.Kind.TABLE,
                snapshot.schema(),
                snapshot.version(),
                snapshot.rows(),
                snapshot.bytes(),
                snapshot.fileCount(),
                snapshot.modified(),
                null);
    }

    /** A view that can no longer be read is listed without columns. */
    private static TableInfo info(StoredView view, LakeSession session) {
        TableSchema schema;
        try {
            schema = session.describe("SELECT * FROM " + view.name().quoted());
        } catch (dev.ingot.api.error.IngotException e) {
            org.slf4j.LoggerFactory.getLogger(LakeWarehouse.class).debug("The view {} cannot be read", view.name(), e);
            schema = new TableSchema(List.of());
        }
        return new TableInfo(view.name(), TableInfo.Kind.VIEW, schema, -1, -1, 0, 0, view.written(), view.select());
    }

    @Override
    public Session open(Collection<Staged> overlay, Map<TableName, String> views) {
        Map<TableName, FileSet> staged = new HashMap<>();
        for (Staged table : overlay) {
            if (!(table instanceof StagedTable own)) {
                throw Problem.of(LakeError.FOREIGN_STAGED, table.table() + " was not staged by this lake.")
                        .toException();
            }
            staged.put(own.table(), own.files());
        }
        return new LakeSession(lake, writer, lake.catalog().listing().with(views), staged);
    }

    @Override
    public Session openAt(Instant moment) {
        return new LakeSession(lake, writer, listing(moment), Map.of());
    }

    private Listing listing(Instant moment) {
        Listing now = lake.catalog().listing();
        Map<TableName, Long> then = new HashMap<>();
        for (TableName table : now.tables().keySet()) {
            lake.catalog().table(table).history(Integer.MAX_VALUE).stream()
                    .filter(commit -> !commit.time().isAfter(moment))
                    .findFirst()
                    .ifPresent(commit -> then.put(table, commit.version()));
        }
        return new Listing(then, now.views());
    }

    @Override
    public SqlReader reader(@Nullable Instant moment) {
        Listing listing = moment == null ? lake.catalog().listing() : listing(moment);
        DuckDb engine = lake.engine().confinedTo(lake.catalog().root());
        LakeSession session = new LakeSession(lake.with(engine), writer, listing, Map.of());
        return new SqlReader() {
            @Override
            public Rows query(String sql, int limit) {
                return session.queryOnly(sql, limit);
            }

            @Override
            public void close() {
                try (engine) {
                    session.close();
                }
            }
        };
    }

    @Override
    public List<TableVersion> history(TableName table, int limit) {
        if (lake.catalog().latest(table).isEmpty()) {
            throw noSuchTable(table, "to look at");
        }
        return lake.catalog().table(table).history(limit).stream()
                .map(CommitNote::read)
                .toList();
    }

    private LakeSession session(Map<TableName, FileSet> overlay) {
        return new LakeSession(lake, writer, lake.catalog().listing(), overlay);
    }

    @Override
    public LoadResult load(Batch batch, LoadPlan plan, StepControl control) {
        return loading.load(batch, plan, control);
    }

    @Override
    public Optional<CommittedBatch> lastBatch(TableName table, String pipeline) {
        Optional<DeltaSnapshot> snapshot = lake.catalog().latest(table);
        Optional<Long> batch = snapshot.flatMap(state -> state.transaction(pipeline));
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Batches(lake.catalog().table(table)).last(pipeline, batch.get()));
    }

    @Override
    public BatchHistory batches(TableName table, String pipeline) {
        if (lake.catalog().latest(table).isEmpty()) {
            return new BatchHistory(List.of(), true);
        }
        Batches batches = new Batches(lake.catalog().table(table));
        return new BatchHistory(batches.all(pipeline), batches.complete());
    }

    @Override
    public List<QuarantinedRow> quarantined(TableName table, int limit) {
        return loading.quarantined(table, limit);
    }

    @Override
    public List<QuarantinedRow> quarantined(TableName table, Collection<String> ids) {
        return loading.quarantined(table, ids);
    }

    @Override
    public List<QuarantineGroup> quarantineGroups(TableName table) {
        return loading.quarantineGroups(table);
    }

    @Override
    public long purgeQuarantine(TableName table) {
        return loading.purgeQuarantine(table);
    }

    @Override
    public void supersedeQuarantine(TableName table, String pipeline, CommittedBatch by, Collection<String> files) {
        loading.supersedeQuarantine(table, pipeline, by, files);
    }

    @Override
    public Optional<TableName> quarantineOf(TableName table) {
        return Optional.of(loading.quarantineOf(table));
    }

    @Override
    public long purgeQuarantine(TableName table, Collection<String> ids) {
        return loading.purgeQuarantine(table, ids);
    }

    @Override
    public void requireVersion(TableName table, long version) {
        new Restores(lake).require(table, version);
    }

    @Override
    public TableChange restore(TableName table, long version, Session.WriteTag tag) {
        return new Restores(lake).restore(table, version, tag);
    }

    @Override
    public void drop(TableName name) {
        boolean view = lake.catalog().removeView(name);
        long version = new Drops(lake).drop(name, new Session.WriteTag("", "", null));
        if (!view && version < 0) {
            throw noSuchTable(name, "to drop");
        }
    }

    private RuntimeException noSuchTable(TableName name, String purpose) {
        List<String> known = new ArrayList<>();
        lake.catalog().listing().all().forEach(there -> known.add(there.toString()));
        return Problem.of(LakeError.NO_SUCH_TABLE, "There is no table or view " + name + " " + purpose + ".")
                .fix(Suggestion.didYouMean(name.toString(), known))
                .toException();
    }

    @Override
    public MaintenanceResult maintain(TableName table, MaintenanceRequest request) {
        return new Maintenance(lake).run(table, request);
    }

    @Override
    public void close() {
        lake.engine().close();
    }
}
