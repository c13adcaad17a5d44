package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One MariaDB or MySQL and the changes of its tables. A position is a {@link BinlogPosition}. */
final class BinlogSource implements Source {

    private final BinlogServer server;
    private final boolean mariaDb;
    private final Limits limits;
    private final Path work;

    /** Up to where the log was read for each pipeline, since all that was read is committed. */
    private final Map<String, Long> reached = new ConcurrentHashMap<>();

    private volatile Set<String> following = Set.of();

    BinlogSource(BinlogServer server, boolean mariaDb, Limits limits, Path work) {
        this.server = server;
        this.mariaDb = mariaDb;
        this.limits = limits;
        this.work = work;
    }

    @Override
    public void begin(Supplier<Outlook> outlook) {
        following = outlook.get().reading().stream().map(ReadRequest::pipeline).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean isQuiet() {
        Set<String> pipelines = following;
        if (pipelines.isEmpty() || !reached.keySet().containsAll(pipelines)) {
            return false;
        }
        try (Connection sql = server.sql()) {
            long end = BinlogLogs.end(sql).place();
            return pipelines.stream().allMatch(pipeline -> reached.getOrDefault(pipeline, 0L) >= end);
        } catch (SQLException | IngotException e) {
            return false; // the next reading says what is wrong
        }
    }

    @Override
    public Batches read(ReadRequest request, StepControl control) {
        reached.remove(request.pipeline());
        return new BinlogBatches(
                server, mariaDb, limits, work, request, control, end -> reached.put(request.pipeline(), end));
    }

    @Override
    public Optional<Current> current(ReadRequest request, StepControl control) {
        SourceTable table = SourceTable.of(request.pipeline(), request.options(), server.database());
        BinlogSnapshot snapshot = BinlogSnapshot.take(server, table);
        return Optional.of(new Current(
                new BinlogCurrent(snapshot, work, control), snapshot.at().place()));
    }

    /** A change in quarantine is kept as JSON. */
    @Override
    public Format formatOf(ReadRequest request, String file) {
        return new Format.JsonLines(List.of());
    }

    @Override
    public List<Discovered> discover() {
        try (Connection sql = server.sql()) {
            return Server.rows(
                    sql,
                    "SELECT table_schema, table_name, COALESCE(data_length + index_length, 0) FROM"
                            + " information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN"
                            + " ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1, 2",
                    row -> new Discovered(
                            row.getString(2),
                            Map.of("table", row.getString(1) + "." + row.getString(2)),
                            row.getLong(3)));
        } catch (SQLException e) {
            throw Server.failed(e, "Listing the tables");
        }
    }

    @Override
    public List<Problem> check() {
        try (Connection sql = server.sql()) {
            return new BinlogPreflight(sql, server).server(mariaDb);
        } catch (SQLException e) {
            return Server.failed(e, "Checking the server").problems();
        } catch (IngotException e) {
            return e.problems();
        }
    }

    @Override
    public void close() {}
}
