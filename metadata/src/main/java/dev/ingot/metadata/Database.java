package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one connection to the file. Threads take turns; other processes are waited for. Every write is a transaction that
 * takes the write lock when it begins, so what it read is still true when it writes.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** The file, as people would name it. */
    private final Path file;

    private final InstantSource clock;
    private final Connection connection;
    private final Handle handle;
    private final ReentrantLock turn = new ReentrantLock();

    private Database(Path file, InstantSource clock, Connection connection) {
        this.file = file;
        this.clock = clock;
        this.connection = connection;
        this.handle = new Handle(connection);
    }

    static Database open(Path file, InstantSource clock, int busyTimeoutMillis) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(busyTimeoutMillis);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A commit survives the death of the process. A power failure may take the last ones, never half of one: what
        // was read and written is in the tables' own logs, and the store is brought up to them at the next run. To wait
        // for the disk at each of a run's thousand small commits would take longer than the run.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.enforceForeignKeys(true);
        Connection connection;
        try {
            connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        } catch (SQLException e) {
            throw translate(e, file, e);
        }
        return new Database(file, clock, connection);
    }

    /**
     * For a store in a folder that cannot be written. SQLite needs to write beside the file even for reading, unless it is
     * told that nobody changes it; where a writer left changes beside it, that would not be true.
     */
    static Database openReadOnly(Path file, InstantSource clock, int busyTimeoutMillis) {
        Path changes = file.resolveSibling(file.getFileName() + "-wal");
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(busyTimeoutMillis);
        config.setReadOnly(true);
        try {
            boolean unchanged = Files.notExists(changes) || Files.size(changes) == 0;
            String name = file.toAbsolutePath()
                    .toString()
                    .replace("%", "%25")
                    .replace("?", "%3f")
                    .replace("#", "%23");
            String url = "jdbc:sqlite:file:" + name + "?mode=ro" + (unchanged ? "&immutable=1" : "");
            return new Database(file, clock, config.createConnection(url));
        } catch (SQLException e) {
            throw translate(e, file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    Instant now() {
        return Times.stored(clock.instant());
    }

    /** Reads with one statement. */
    <T> T read(Function<Handle, T> work) {
        return guarded(() -> work.apply(handle));
    }

    /** Reads and writes in one transaction. */
    <T> T write(Function<Handle, T> work) {
        return guarded(() -> transaction(work));
    }

    void execute(Consumer<Handle> work) {
        write(handle -> {
            work.accept(handle);
            return Boolean.TRUE;
        });
    }

    void pragma(String setting) {
        read(handle -> {
            handle.execute("PRAGMA " + setting);
            return Boolean.TRUE;
        });
    }

    /**
     * Begun and ended here and not by the driver: when it cannot begin, because another process is writing, the driver's
     * own bookkeeping believes to be inside a transaction from then on.
     */
    private <T> T transaction(Function<Handle, T> work) {
        handle.execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            T result = work.apply(handle);
            handle.execute("COMMIT");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    /** SQLite has already rolled back after some errors (a full disk, for one); then there is nothing left to do. */
    private void rollBack() {
        try {
            handle.execute("ROLLBACK");
        } catch (SqlFailure e) {
            LOG.debug("nothing to roll back", e);
        }
    }

    private <T> T guarded(Supplier<T> work) {
        turn.lock();
        try {
            return work.get();
        } catch (SqlFailure e) {
            throw translate(e.sql(), file, e);
        } finally {
            turn.unlock();
        }
    }

    /** The constraint that a statement broke, in SQLite's words; empty for every other failure. */
    static Optional<String> brokenConstraint(IngotException e) {
        return e.getCause() instanceof SqlFailure failure
                        && failure.sql() instanceof SQLiteException sqlite
                        && primaryCode(sqlite) == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                ? Optional.of(detail(sqlite))
                : Optional.empty();
    }

    /** Without what SQLite adds in the higher bits: "constraint", not "unique constraint". */
    private static int primaryCode(SQLException e) {
        return (e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode()) & 0xff;
    }

    /** SQLite's words without the driver's prefix. */
    private static String detail(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int open = message.indexOf('(');
        return open > 0 && message.endsWith(")") ? message.substring(open + 1, message.length() - 1) : message;
    }

    static IngotException translate(SQLException e, Path file, Throwable cause) {
        int code = primaryCode(e);
        Problem problem;
        if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            problem = Problem.of(
                            MetadataError.CORRUPT,
                            "The metadata store cannot be read: the file is damaged, or is" + " no SQLite database.")
                    .fix("Restore it from a backup, or move it away: Ingot then makes a new one, and reads the"
                            + " positions back from the tables.");
        } else if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            problem = Problem.of(MetadataError.BUSY, "Another process keeps the metadata store locked.")
                    .fix("Close the SQLite tool that has an open transaction on it, then try again.");
        } else if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_PERM.code
                || code == SQLiteErrorCode.SQLITE_AUTH.code
                || code == SQLiteErrorCode.SQLITE_FULL.code
                || code == SQLiteErrorCode.SQLITE_IOERR.code) {
            problem = Problem.of(MetadataError.CANNOT_OPEN, "The metadata store cannot be opened or written.")
                    .fix("Check that the file and its folder can be written, and that the disk is not full.");
        } else {
            problem = Problem.of(MetadataError.STATEMENT, "A statement of the metadata store failed.");
        }
        return new IngotException(
                problem.at(Place.of(file.toString())).because(FreeSpace.added(detail(e), file.toString())), cause);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw translate(e, file, e);
        } finally {
            turn.unlock();
        }
    }
}
