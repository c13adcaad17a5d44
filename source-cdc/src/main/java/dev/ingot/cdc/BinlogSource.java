package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One MariaDB or MySQL and the changes of its tables. A position is a {@link BinlogPosition}. */
final class BinlogSource implements Source {

    private final BinlogServer server;
    private final boolean mariaDb;
    private final BinlogLog log;
    private final Feed feed;

    BinlogSource(BinlogServer server, boolean mariaDb, BinlogLog log, Feed feed) {
        this.server = server;
        this.mariaDb = mariaDb;
        this.log = log;
        this.feed = feed;
    }

    @Override
    public void begin(Supplier<Outlook> outlook) {
        Outlook run = outlook.get();
        feed.begin(run.reading(), run.others());
    }

    @Override
    public Batches read(ReadRequest request, StepControl control) {
        return new TableBatches(feed, request, control);
    }

    @Override
    public Optional<Current> current(ReadRequest request, StepControl control) {
        TableSnapshot snapshot = log.look(request);
        return Optional.of(new Current(
                new CurrentRows(feed.parts(snapshot, snapshot.at(), control)),
                snapshot.at().place()));
    }

    @Override
    public boolean isQuiet() {
        return feed.isQuiet();
    }

    @Override
    public Optional<Held> held() {
        return feed.held();
    }

    /** A change in quarantine is kept as JSON. */
    @Override
    public Format formatOf(ReadRequest request, String file) {
        return new Format.TypedJson();
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
    public List<Problem> check(ReadRequest request) {
        try (Connection sql = server.sql()) {
            return new BinlogPreflight(sql, server).table(log.table(request));
        } catch (SQLException e) {
            return Server.failed(e, "Checking a table").problems();
        } catch (IngotException e) {
            return e.problems();
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
