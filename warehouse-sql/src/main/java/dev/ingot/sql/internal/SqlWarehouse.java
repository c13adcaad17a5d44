package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.Batch;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.SqlReader;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.sql.Dialect;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.SqlError;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models in a SQL database. Thread-safe. */
public final class SqlWarehouse implements Warehouse {

    private static final Logger LOG = LoggerFactory.getLogger(SqlWarehouse.class);

    private final String name;
    private final Dialect dialect;
    private final InstantSource clock;
    private final Versions versions = new Versions();
    private final Aside aside = new Aside();
    private final Set<String> schemas = ConcurrentHashMap.newKeySet();
    private boolean ready;
    private @Nullable WarehouseId id;

    public SqlWarehouse(String name, Dialect dialect, InstantSource clock) {
        this.name = name;
        this.dialect = dialect;
        this.clock = clock;
    }

    Dialect dialect() {
        return dialect;
    }

    Versions versions() {
        return versions;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    <T> T with(Function<Jdbc, T> work) {
        Jdbc jdbc = connect();
        try {
            return work.apply(jdbc);
        } finally {
            dialect.release(jdbc.connection());
        }
    }

    private Jdbc connect() {
        try {
            return new Jdbc(dialect.connect(), dialect);
        } catch (SQLException e) {
            throw dialect.failure(e, "", "");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized WarehouseId id() {
        if (id == null) {
            id = with(Identity::of);
        }
        return id;
    }

    Optional<Relation> relation(Jdbc jdbc, TableName table) {
        return dialect.relations(jdbc, table).stream().findFirst();
    }

    @Override
    public Optional<TableInfo> find(TableName table) {
        return with(jdbc -> find(jdbc, table));
    }

    Optional<TableInfo> find(Jdbc jdbc, TableName table) {
        return relation(jdbc, table).map(relation -> info(jdbc, relation));
    }

    @Override
    public List<TableInfo> list() {
        return with(this::list);
    }

    List<TableInfo> list(Jdbc jdbc) {
        return dialect.relations(jdbc, null).stream()
                .filter(relation -> !hidden(relation.name()))
                .map(relation -> info(jdbc, relation))
                .sorted(Comparator.comparing(TableInfo::name))
                .toList();
    }

    private static boolean hidden(TableName table) {
        return table.schema().equals(Versions.SCHEMA)
                || table.name().equals(Versions.IN_SCHEMA)
                || Aside.process(table.name()).isPresent();
    }

    private TableInfo info(Jdbc jdbc, Relation relation) {
        boolean table = relation.kind() == Kind.TABLE;
        Optional<Versions.Latest> latest = table ? versions.latest(jdbc, relation.name()) : Optional.empty();
        return new TableInfo(
                relation.name(),
                relation.kind(),
                relation.schema(),
                table ? latest.map(Versions.Latest::version).orElse(0L) : -1,
                latest.map(Versions.Latest::rows).orElse(-1L),
                relation.bytes(),
                0,
                latest.map(Versions.Latest::at).orElse(Instant.EPOCH),
                relation.definition());
    }

    @Override
    public Session open(Collection<Staged> overlay, Map<TableName, String> views) {
        List<SqlStaged> staged = new ArrayList<>();
        for (Staged table : overlay) {
            if (!(table instanceof SqlStaged own) || !own.of(this)) {
                throw Problem.of(SqlError.FOREIGN_STAGED, table.table() + " was not built in this warehouse.")
                        .toException();
            }
            staged.add(own);
        }
        Jdbc jdbc = connect();
        try {
            return new SqlSession(this, jdbc, staged, views, true);
        } catch (IngotException e) {
            dialect.release(jdbc.connection());
            throw e;
        }
    }

    Staged stage(
            Jdbc jdbc,
            TableName target,
            String select,
            BuildMode mode,
            SchemaPolicy policy,
            Session.WriteTag tag,
            StepControl control) {
        begin(jdbc);
        schema(jdbc, target.schema());
        versions.prepare(jdbc, target.schema());
        Optional<Versions.Latest> base = versions.latest(jdbc, target);
        TableName to = aside.of(target);
        try {
            Change change = change(jdbc, new Changes(jdbc, target, to, select, select, control), mode, policy);
            return new SqlStaged(this, target, change, base, tag);
        } catch (IngotException e) {
            remove(jdbc, to, e);
            throw e;
        }
    }

    private Change change(Jdbc jdbc, Changes changes, BuildMode mode, SchemaPolicy policy) {
        Optional<Relation> there = relation(jdbc, changes.target()).filter(relation -> relation.kind() == Kind.TABLE);
        if (mode instanceof BuildMode.Replace replace) {
            // 'partition_by' is another adapter's here and, as in dbt, of no effect.
            return changes.replace(replace.design());
        }
        if (mode instanceof BuildMode.Scd2 scd2) {
            TableName rows = aside.of(changes.target());
            Changes select =
                    new Changes(jdbc, changes.target(), rows, changes.select(), changes.written(), changes.control());
            return new Snapshot(jdbc, changes.target(), scd2, now(), select, changes).build(there);
        }
        if (there.isEmpty() && mode instanceof BuildMode.Merge merge && merge.deleted() != null) {
            throw new IllegalArgumentException("markers end rows of a table that is there: " + changes.target());
        }
        if (there.isEmpty()) {
            return changes.replace(dev.ingot.api.warehouse.TableDesign.PLAIN);
        }
        if (mode instanceof BuildMode.Merge merge) {
            return changes.merge(there.get(), policy, merge);
        }
        if (mode instanceof BuildMode.DeleteWhere where) {
            return changes.deleteWhere(there.get(), policy, where);
        }
        return mode instanceof BuildMode.DeleteInsert deleteInsert
                ? changes.deleteInsert(there.get(), policy, deleteInsert)
                : changes.append(there.get(), policy);
    }

    private void remove(Jdbc jdbc, TableName left, IngotException why) {
        try {
            dialect.drop(jdbc, left, Kind.TABLE);
        } catch (IngotException e) {
            // The next process removes it.
            why.addSuppressed(e);
        }
    }

    /** Before the first table is built: what dead processes left is removed. */
    private synchronized void begin(Jdbc jdbc) {
        if (ready) {
            return;
        }
        dialect.live(aside.process());
        for (Relation relation : dialect.relations(jdbc, null)) {
            Aside.process(relation.name().name())
                    .filter(process -> !process.equals(aside.process()) && dialect.gone(jdbc, process))
                    .ifPresent(process -> {
                        LOG.info("removing {}, which a process left that did not live to its end", relation.name());
                        dialect.drop(jdbc, relation.name(), relation.kind());
                    });
        }
        ready = true;
    }

    void schema(Jdbc jdbc, String schema) {
        if (!schemas.contains(schema)) {
            synchronized (schemas) {
                // Asking for one that is there needs a right that not every user has.
                if (!dialect.hasSchema(jdbc, schema)) {
                    jdbc.execute("create schema if not exists " + dev.ingot.sql.Sql.id(schema));
                }
                schemas.add(schema);
            }
        }
    }

    @Override
    public Session openAt(Instant moment) {
        throw unsupported("A database keeps no earlier states of its tables.", "Time travel is there in the lake.");
    }

    @Override
    public SqlReader reader(@Nullable Instant moment) {
        if (moment != null) {
            return openAt(moment);
        }
        Jdbc jdbc = connect();
        Session session = new SqlSession(this, jdbc, List.of(), Map.of(), true);
        return new SqlReader() {
            @Override
            public Rows query(String sql, int limit) {
                dialect.beginReading(jdbc, sql);
                try {
                    return session.query(sql, limit);
                } finally {
                    dialect.endReading(jdbc);
                }
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    @Override
    public List<TableVersion> history(TableName table, int limit) {
        return with(jdbc -> {
            if (relation(jdbc, table).isEmpty()) {
                throw noSuchTable(jdbc, table, "to look at");
            }
            return versions.history(jdbc, table, limit);
        });
    }

    @Override
    public LoadResult load(Batch batch, LoadPlan plan, StepControl control) {
        throw unsupported(
                "Pipelines cannot load into the warehouse '" + name + "' yet: " + plan.table() + " was not loaded.",
                "Let pipelines fill a lake, and build models in this database from what it has.");
    }

    @Override
    public Optional<CommittedBatch> lastBatch(TableName table, String pipeline) {
        return Optional.empty();
    }

    @Override
    public BatchHistory batches(TableName table, String pipeline) {
        return new BatchHistory(List.of(), true);
    }

    @Override
    public List<QuarantinedRow> quarantined(TableName table, int limit) {
        return List.of();
    }

    @Override
    public long purgeQuarantine(TableName table, Collection<String> ids) {
        return 0;
    }

    @Override
    public TableChange restore(TableName table, long version, Session.WriteTag tag) {
        throw unsupported(
                "The table " + table + " cannot be put back: a database keeps no earlier versions.",
                "Build its model again, or restore the database's own backup.");
    }

    @Override
    public void drop(TableName table) {
        with(jdbc -> {
            Relation relation = relation(jdbc, table).orElseThrow(() -> noSuchTable(jdbc, table, "to drop"));
            dialect.drop(jdbc, table, relation.kind());
            return relation;
        });
    }

    private RuntimeException noSuchTable(Jdbc jdbc, TableName table, String purpose) {
        List<String> known = dialect.relations(jdbc, null).stream()
                .filter(relation -> !hidden(relation.name()))
                .map(relation -> relation.name().toString())
                .toList();
        return Problem.of(SqlError.NO_SUCH_TABLE, "There is no table or view " + table + " " + purpose + ".")
                .fix(Suggestion.didYouMean(table.toString(), known))
                .toException();
    }

    @Override
    public MaintenanceResult maintain(TableName table, MaintenanceRequest request) {
        throw unsupported(
                "The table " + table + " is looked after by its database.",
                "Use the database's own VACUUM and ANALYZE.");
    }

    private static RuntimeException unsupported(String what, String fix) {
        return Problem.of(SqlError.UNSUPPORTED, what).fix(fix).toException();
    }

    @Override
    public void close() {
        dialect.close();
    }
}
