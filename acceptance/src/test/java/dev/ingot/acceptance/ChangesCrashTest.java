package dev.ingot.acceptance;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link ChangesCrash} with PostgreSQL, whose tables share a slot. */
class ChangesCrashTest extends ChangesCrash {

    private EmbeddedPostgres server;

    ChangesCrashTest() {
        super(12);
    }

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Override
    Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    @Override
    String connection() {
        return "type: postgres-cdc, host: localhost, port: " + server.getPort()
                + ", database: postgres, user: postgres, sslmode: disable";
    }

    @Override
    String schema() {
        return "public";
    }

    @Override
    List<String> definitions() {
        return List.of("alter table orders add column extra bigint");
    }

    @Override
    boolean truncatesInTransactions() {
        return true;
    }

    @Override
    String between() {
        return "checkpoint";
    }
}
