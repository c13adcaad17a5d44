package dev.ingot.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.testing.BinlogServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link ChangesCrash} with MariaDB, whose log goes on in new files all the time. */
class BinlogCrashTest extends ChangesCrash {

    private static final BinlogServers SERVER = BinlogServers.MARIADB;

    BinlogCrashTest() {
        super(8);
    }

    @BeforeEach
    void make() throws SQLException {
        assumeTrue(SERVER.running().isPresent(), "the program of MariaDB does not run on this machine");
        try (Connection admin = SERVER.connect("root")) {
            execute(admin, "create database shop character set utf8mb4");
        }
    }

    @AfterEach
    void drop() throws SQLException {
        if (SERVER.running().isPresent()) {
            try (Connection admin = SERVER.connect("root")) {
                execute(admin, "drop database shop");
            }
        }
    }

    @Override
    Connection connect() throws SQLException {
        Connection sql = SERVER.connect("root");
        execute(sql, "use shop");
        execute(sql, "set sql_mode = concat(@@sql_mode, ',PIPES_AS_CONCAT')");
        return sql;
    }

    @Override
    String connection() {
        return "type: mariadb-cdc, host: 127.0.0.1, port: "
                + SERVER.running().orElseThrow().port()
                + ", database: shop, user: ingot, password: secret, sslmode: disable";
    }

    @Override
    String schema() {
        return "shop";
    }

    @Override
    List<String> definitions() {
        return List.of(
                "alter table orders add column extra bigint",
                "alter table orders modify name varchar(200) character set utf16 not null first",
                "alter table items modify price decimal(10,2)");
    }

    @Override
    boolean truncatesInTransactions() {
        return false;
    }

    @Override
    String between() {
        return "flush binary logs";
    }
}
