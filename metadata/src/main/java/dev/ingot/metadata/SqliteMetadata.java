package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.OwnerOnly;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.AuditStore;
import dev.ingot.core.store.ControllerStore;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.Outbox;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.WarehouseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * The metadata store in one SQLite file, readable and editable with any SQLite tool. Thread-safe; several processes may
 * use the file at once. Instants are stored in milliseconds.
 *
 * <p>The file is in write-ahead mode: beside it lie {@code -wal} and {@code -shm} while it is open. It must not lie on a
 * network file system.
 */
public final class SqliteMetadata implements MetadataStore {

    private static final int BUSY_TIMEOUT_MILLIS = 20_000;

    private final Database database;
    private final Liveness liveness;
    private final SqliteController controller;
    private final SqliteAudit audit;
    private final SqliteLocks locks;
    private final SqliteOutbox outbox;

    private SqliteMetadata(Database database, Liveness liveness) {
        this.database = database;
        this.liveness = liveness;
        this.controller = new SqliteController(database);
        this.audit = new SqliteAudit(database);
        this.locks = new SqliteLocks(database, liveness);
        this.outbox = new SqliteOutbox(database);
    }

    /**
     * Opens the store, and creates file and folder if they are not there. A store that this user may not write can be
     * read; what writes then fails.
     *
     * @param file for example {@code .ingot/metadata.db}
     * @throws IngotException {@code INGOT-META-…} if it cannot be opened, is damaged or is from a newer Ingot
     */
    public static SqliteMetadata open(Path file, InstantSource clock) {
        return open(file, clock, new ThisMachine(), BUSY_TIMEOUT_MILLIS);
    }

    static SqliteMetadata open(Path file, InstantSource clock, Liveness liveness, int busyTimeoutMillis) {
        Path whole = file.toAbsolutePath().normalize();
        boolean readOnly = Files.exists(whole) && !(Files.isWritable(whole) && Files.isWritable(whole.getParent()));
        if (!readOnly) {
            createFolder(file);
        }
        Database database = readOnly
                ? Database.openReadOnly(file, clock, busyTimeoutMillis)
                : Database.open(file, clock, busyTimeoutMillis);
        try {
            Migrations.bringUpToDate(database);
            return new SqliteMetadata(database, liveness);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void createFolder(Path file) {
        try {
            // It holds samples of bad rows. SQLite gives the files beside it the rights of the first.
            OwnerOnly.folder(
                    Objects.requireNonNull(file.toAbsolutePath().normalize().getParent()));
            OwnerOnly.file(file);
        } catch (IOException e) {
            throw new IngotException(
                    Problem.of(MetadataError.CANNOT_OPEN, "The folder of the metadata store cannot be created.")
                            .at(Place.of(file.toString()))
                            .because(e.toString()),
                    e);
        }
    }

    @Override
    public ControllerStore controller() {
        return controller;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public WarehouseState warehouse(WarehouseId id) {
        return SqliteWarehouseState.of(database, locks, id);
    }

    @Override
    public void adopt(WarehouseId id, String target) {
        Adoption.adopt(database, id, target);
    }

    @Override
    public int forget(Instant before, int most) {
        return database.write(handle -> Retention.apply(handle, before, most));
    }

    @Override
    public RunOwner owner(String run) {
        return liveness.owner(run);
    }

    @Override
    public List<RunRow> recover() {
        return locks.recover();
    }

    @Override
    public Heartbeat heartbeat(String run) {
        return locks.heartbeat(run);
    }

    /** What {@code ingot doctor} should know of the file itself; reads all of it. Empty when all is well. */
    public List<Problem> check() {
        return database.read(handle -> handle.sql("PRAGMA quick_check").list(row -> row.getString(1))).stream()
                .filter(line -> !line.equals("ok"))
                .map(line -> Problem.of(MetadataError.CORRUPT, "The metadata store is damaged.")
                        .at(Place.of(database.file().toString()))
                        .because(line)
                        .fix("Restore it from a backup, or repair it with `sqlite3 FILE .recover`."))
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
