package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** One MariaDB or MySQL and the changes of its tables. A position is a {@link BinlogPosition}. */
final class BinlogSource extends LogSource {

    private final BinlogServer server;
    private final boolean mariaDb;
    private final BinlogLog log;

    BinlogSource(BinlogServer server, boolean mariaDb, BinlogLog log, Feed feed) {
        super(log, feed);
        this.server = server;
        this.mariaDb = mariaDb;
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
        return problems("Checking the server", sql -> new BinlogPreflight(sql, server).server(mariaDb));
    }

    @Override
    public List<Problem> check(ReadRequest request) {
        return problems("Checking a table", sql -> log.check(sql, request));
    }
}
