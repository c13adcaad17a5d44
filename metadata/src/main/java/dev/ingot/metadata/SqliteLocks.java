package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.Locks.Held;
import dev.ingot.core.store.Locks.Lease;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.MetadataStore.Heartbeat;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The table {@code table_lock} with the locks of all warehouses, and the signs of life of runs. */
final class SqliteLocks {

    private final Database database;
    private final Liveness liveness;

    /** What this process believes to hold, so that it notices when a lock is gone. */
    private final Set<SqliteLease> mine = ConcurrentHashMap.newKeySet();

    SqliteLocks(Database database, Liveness liveness) {
        this.database = database;
        this.liveness = liveness;
    }

    /** The locks of one warehouse. */
    Locks of(WarehouseId warehouse) {
        return new Locks() {
            @Override
            public Lease acquire(TableName table, RunOwner owner) {
                return SqliteLocks.this.acquire(new Spot(warehouse.value(), table), owner);
            }

            @Override
            public List<Held> held() {
                return database.read(handle -> all(handle).stream()
                        .filter(lock -> lock.spot().warehouse().equals(warehouse.value()))
                        .map(Lock::held)
                        .toList());
            }
        };
    }

    /** A table in its warehouse. */
    private record Spot(String warehouse, TableName table) {

        NamedStatement bind(NamedStatement statement) {
            return Columns.bindTable(statement.bind("warehouse", warehouse), table);
        }
    }

    private record Lock(Spot spot, Held held) {}

    private Lease acquire(Spot spot, RunOwner owner) {
        database.execute(handle -> {
            Instant now = database.now();
            find(handle, spot).ifPresent(held -> {
                if (!abandoned(held.owner(), held.leaseUntil(), now)) {
                    throw locked(held, owner);
                }
                // All that a dead run left is cleared at once, so that it does not stay "running" beside a new owner.
                clear(handle, held.owner(), now);
            });
            insert(handle, spot, owner, now);
        });
        SqliteLease lease = new SqliteLease(spot, owner.run());
        mine.add(lease);
        return lease;
    }

    private static Optional<Held> find(Handle handle, Spot spot) {
        return spot.bind(handle.sql("""
                        SELECT * FROM table_lock
                         WHERE warehouse = :warehouse AND schema_name = :schema_name AND table_name = :table_name
                        """)).first(SqliteLocks::lockRow).map(Lock::held);
    }

    private boolean abandoned(RunOwner owner, Instant leaseUntil, Instant now) {
        return leaseUntil.isBefore(now) || liveness.dead(owner);
    }

    private static void insert(Handle handle, Spot spot, RunOwner owner, Instant now) {
        Owners.bind(spot.bind(handle.sql("""
                                        INSERT INTO table_lock (warehouse, schema_name, table_name, run_id, host, machine, pid,
                                            process_start, acquired_at, lease_until)
                                        VALUES (:warehouse, :schema_name, :table_name, :run_id, :host, :machine,
                                            :pid, :process_start, :now, :lease_until)
                                        """)), owner)
                .bind("now", Times.text(now))
                .bind("lease_until", Times.text(now.plus(MetadataStore.LEASE)))
                .execute();
    }

    private static void clear(Handle handle, RunOwner dead, Instant now) {
        boolean running = RunTable.find(handle, dead.run())
                .filter(run -> run.status() == RunStatus.RUNNING)
                .isPresent();
        if (running) {
            RunTable.end(handle, dead.run(), RunStatus.INTERRUPTED, epitaph(dead), now);
        } else {
            handle.sql("DELETE FROM table_lock WHERE run_id = :run")
                    .bind("run", dead.run())
                    .execute();
        }
    }

    private static String epitaph(RunOwner dead) {
        return "Process " + dead.pid() + " on " + dead.host() + " went away without ending this run.";
    }

    private static IngotException locked(Held held, RunOwner asking) {
        RunOwner owner = held.owner();
        String fix = owner.run().equals(asking.run())
                ? "Two steps of one run must not write one table at the same time."
                : owner.machine().equals(asking.machine())
                        ? "Wait until it ends, or stop process " + owner.pid() + "; then the table is free at once."
                        : "Wait until it ends; if it is dead, the table is free at " + Times.text(held.leaseUntil())
                                + ".";
        return Problem.of(
                        MetadataError.LOCKED,
                        "The table " + held.table() + " is locked by the run " + owner.run() + " (process "
                                + owner.pid() + " on " + owner.host() + ") since " + Times.text(held.since()) + ".")
                .fix(fix)
                .toException();
    }

    private static List<Lock> all(Handle handle) {
        return handle.sql("SELECT * FROM table_lock ORDER BY warehouse, schema_name, table_name")
                .list(SqliteLocks::lockRow);
    }

    List<RunRow> recover() {
        return database.write(handle -> {
            Instant now = database.now();
            List<RunRow> interrupted = new ArrayList<>();
            for (RunRow run : RunTable.running(handle)) {
                if (abandoned(run.owner(), leaseOf(handle, run.run()), now)) {
                    RunTable.end(handle, run.run(), RunStatus.INTERRUPTED, epitaph(run.owner()), now);
                    RunTable.find(handle, run.run()).ifPresent(interrupted::add);
                }
            }
            for (Held held : all(handle).stream().map(Lock::held).toList()) {
                if (abandoned(held.owner(), held.leaseUntil(), now)) {
                    clear(handle, held.owner(), now);
                }
            }
            return List.copyOf(interrupted);
        });
    }

    private static Instant leaseOf(Handle handle, String run) {
        return Times.instant(handle.sql("SELECT lease_until FROM run WHERE run_id = :run")
                .bind("run", run)
                .one(row -> row.getString(1)));
    }

    Heartbeat heartbeat(String run) {
        return database.write(handle -> {
            String until = Times.text(database.now().plus(MetadataStore.LEASE));
            handle.sql("UPDATE run SET lease_until = :until WHERE run_id = :run AND status = 'running'")
                    .bind("until", until)
                    .bind("run", run)
                    .execute();
            handle.sql("UPDATE table_lock SET lease_until = :until WHERE run_id = :run")
                    .bind("until", until)
                    .bind("run", run)
                    .execute();
            boolean alive = RunTable.find(handle, run)
                    .filter(row -> row.status() != RunStatus.RUNNING)
                    .isEmpty();
            Set<Spot> standing = all(handle).stream()
                    .filter(lock -> lock.held().owner().run().equals(run))
                    .map(Lock::spot)
                    .collect(Collectors.toSet());
            List<TableName> lost = mine.stream()
                    .filter(lease -> lease.run.equals(run))
                    .filter(lease -> !standing.contains(lease.spot))
                    .map(SqliteLease::table)
                    .sorted()
                    .toList();
            return new Heartbeat(alive, lost);
        });
    }

    private static Lock lockRow(ResultSet row) throws SQLException {
        TableName table = Columns.table(row);
        Held held = new Held(
                table,
                Owners.read(row),
                Times.instant(row.getString("acquired_at")),
                Times.instant(row.getString("lease_until")));
        return new Lock(new Spot(row.getString("warehouse"), table), held);
    }

    /** Compared by identity: each acquisition is its own. */
    private final class SqliteLease implements Lease {

        private final Spot spot;
        private final String run;

        SqliteLease(Spot spot, String run) {
            this.spot = spot;
            this.run = run;
        }

        @Override
        public TableName table() {
            return spot.table();
        }

        @Override
        public void close() {
            if (mine.remove(this)) {
                database.execute(
                        handle -> spot.bind(handle.sql("""
                                        DELETE FROM table_lock
                                         WHERE warehouse = :warehouse AND schema_name = :schema_name
                                           AND table_name = :table_name AND run_id = :run
                                        """)).bind("run", run).execute());
            }
        }
    }
}
