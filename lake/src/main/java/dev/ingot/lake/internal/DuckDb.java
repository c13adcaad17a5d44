package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * One in-process DuckDB with no database file: bounded memory, a temporary folder of its own, UTC, and no extensions
 * from the network. Results are not streamed: the driver (2.0.0.1) loses the message of an error that comes while rows
 * are fetched. Thread-safe; connections are not.
 */
public final class DuckDb implements AutoCloseable {

    /**
     * @param memoryBytes for buffers and operators together; what does not fit is spilled to {@code temp}
     * @param threads for all queries together
     * @param temp a folder in which this instance makes its own
     * @param files where files are looked for that a query names relatively, beside the working folder
     * @param only the one folder, beside {@code temp}, whose files may be touched; no setting can be changed then, and no
     *     extension loaded. Null: all that the process may
     */
    public record Settings(
            long memoryBytes,
            int threads,
            Path temp,
            Path files,
            @Nullable Path only) {

        /** The same, kept to a folder. */
        Settings only(Path folder) {
            return new Settings(memoryBytes, threads, temp, files, folder);
        }
    }

    /**
     * DuckDB 2.0.0 writes Parquet from threads of its own. Where a COPY fails meanwhile, the file's end waits for these
     * threads with a lock in its hand that they wait for (AsyncFileWriter::AbortWrite): one failing COPY in three never
     * came back. Without such threads 1,500 of them did, and a COPY is no slower.
     */
    static final String ASYNC_THREADS = "0";

    private final DuckDBConnection root;
    private final Settings settings;
    private final Path temp;
    private final ChunkTable chunks;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ingot-sql-watch");
        thread.setDaemon(true);
        return thread;
    });

    private DuckDb(DuckDBConnection root, Settings settings, Path temp, ChunkTable chunks) {
        this.root = root;
        this.settings = settings;
        this.temp = temp;
        this.chunks = chunks;
    }

    public static DuckDb open(Settings settings) {
        Path temp = ownFolder(settings.temp());
        Properties properties = new Properties();
        properties.put("memory_limit", settings.memoryBytes() + "B");
        properties.put("threads", Integer.toString(settings.threads()));
        properties.put("temp_directory", temp.toString());
        properties.put("file_search_path", settings.files().toString());
        properties.put("autoinstall_known_extensions", "false");
        properties.put("autoload_known_extensions", "false");
        properties.put("async_threads", ASYNC_THREADS);
        properties.put("preserve_insertion_order", "true");
        try {
            DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
            try (Statement statement = root.createStatement()) {
                statement.execute("SET GLOBAL TimeZone = 'UTC'");
            }
            ChunkTable chunks = ChunkTable.register(root);
            if (settings.only() != null) {
                confine(root, List.of(settings.only(), temp));
            }
            return new DuckDb(root, settings, temp, chunks);
        } catch (SQLException e) {
            delete(temp);
            throw SqlFailures.translate(e, "", "");
        }
    }

    /** The order matters: each of these settings makes the next ones final. */
    private static void confine(DuckDBConnection root, List<Path> folders) throws SQLException {
        try (Statement statement = root.createStatement()) {
            statement.execute("SET GLOBAL allowed_directories = "
                    + folders.stream()
                            .map(folder -> Sql.text(folder.toAbsolutePath() + "/"))
                            .collect(Collectors.joining(", ", "[", "]")));
            statement.execute("SET GLOBAL enable_external_access = false");
            statement.execute("SET GLOBAL lock_configuration = true");
        }
    }

    /** Another instance with the same limits that touches no file outside of a folder, and whose settings are final. */
    public DuckDb confinedTo(Path folder) {
        return open(settings.only(folder));
    }

    /** A connection of its own; the caller closes it. */
    public DuckDBConnection connect() {
        try {
            DuckDBConnection connection = root.duplicate();
            if (settings.only() != null) {
                return connection;
            }
            try (Statement statement = connection.createStatement()) {
                // Progress can only be asked for where the bar is on; nothing is printed.
                statement.execute("SET enable_progress_bar = true");
                statement.execute("SET enable_progress_bar_print = false");
            }
            return connection;
        } catch (SQLException e) {
            throw SqlFailures.translate(e, "", "");
        }
    }

    /** A connection with its runner. */
    public SqlRunner runner() {
        return new SqlRunner(connect(), watch);
    }

    /** Runs statements on a connection of this instance. */
    public SqlRunner runner(DuckDBConnection connection) {
        return new SqlRunner(connection, watch);
    }

    /** Through which statements read what Java has. */
    public ChunkTable chunks() {
        return chunks;
    }

    /** A folder for files that live no longer than this instance. */
    public Path temp() {
        return temp;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        try {
            root.close();
        } catch (SQLException e) {
            throw SqlFailures.translate(e, "", "");
        } finally {
            delete(temp);
        }
    }

    private static Path ownFolder(Path parent) {
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "duckdb-").toAbsolutePath();
        } catch (IOException e) {
            throw new dev.ingot.api.error.IngotException(
                    Problem.of(LakeError.DISK, "The work folder " + parent + " cannot be used.")
                            .because(e.toString()),
                    e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The work folder is emptied by its owner as well; a leftover must not hide the result of the work.
            org.slf4j.LoggerFactory.getLogger(DuckDb.class).debug("Could not remove {}", folder, e);
        }
    }
}
