package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One database and the changes of its tables. A position is a {@link CdcPosition}. */
final class PostgresCdcSource extends LogSource {

    private final Server server;
    private final long slotLimit;
    private final PostgresLog log;

    PostgresCdcSource(Server server, long slotLimit, PostgresLog log, Feed feed) {
        super(log, feed);
        this.server = server;
        this.slotLimit = slotLimit;
        this.log = log;
    }

    @Override
    Connection sql() {
        return server.sql();
    }

    @Override
    public List<Discovered> discover() {
        try (Connection sql = sql()) {
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
        return problems("Checking the server", sql -> {
            List<Problem> problems = new ArrayList<>(new Preflight(sql, server).server());
            problems.addAll(new Slots(sql).keeping(slotLimit));
            return problems;
        });
    }

    @Override
    public List<Problem> check(ReadRequest request) {
        return problems("Checking a table", sql -> log.check(sql, request));
    }
}
