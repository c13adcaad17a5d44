package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One database and the changes of its tables. A position is a {@link CdcPosition}. */
final class PostgresCdcSource implements Source {

    private final Server server;
    private final long slotLimit;
    private final PostgresLog log;
    private final Feed feed;

    PostgresCdcSource(Server server, long slotLimit, PostgresLog log, Feed feed) {
        this.server = server;
        this.slotLimit = slotLimit;
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
                    """
                    SELECT n.nspname || '.' || c.relname, pg_total_relation_size(c.oid) + coalesce((SELECT
                        sum(pg_total_relation_size(relid)) FROM pg_partition_tree(c.oid) WHERE relid <> c.oid), 0)::int8
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%'
                        AND n.nspname <> 'information_schema'
                    ORDER BY 1
                    """,
                    row -> new Discovered(
                            row.getString(1).substring(row.getString(1).indexOf('.') + 1),
                            Map.of("table", row.getString(1)),
                            row.getLong(2)));
        } catch (SQLException e) {
            throw Server.failed(e, "Listing the tables");
        }
    }

    @Override
    public List<Problem> check() {
        try (Connection sql = server.sql()) {
            List<Problem> problems = new ArrayList<>(new Preflight(sql, server).server());
            problems.addAll(new Slots(sql).keeping(slotLimit));
            return problems;
        } catch (SQLException e) {
            return Server.failed(e, "Checking the server").problems();
        } catch (IngotException e) {
            return e.problems();
        }
    }

    @Override
    public List<Problem> check(ReadRequest request) {
        try (Connection sql = server.sql()) {
            return log.check(sql, request);
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
