package dev.ingot.cdc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.source.Source;
import dev.ingot.testing.BinlogServers;
import dev.ingot.testing.ChangesContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** {@link ChangesContract} with a binary log. */
abstract class BinlogChangesTest extends ChangesContract {

    private final BinlogServers server;
    private BinlogDatabase database;

    BinlogChangesTest(BinlogServers server) {
        this.server = server;
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    protected void create() {
        assumeTrue(server.running().isPresent(), "the program of " + server + " does not run on this machine");
        database = new BinlogDatabase(server)
                .run("SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')");
    }

    @Override
    protected Source open(Map<String, Object> with, Path folder) {
        Map<String, Object> options = database.options();
        options.putAll(with);
        return database.plugin().open("shop", options, folder, folder.resolve("spool"));
    }

    @Override
    protected void execute(String... statements) {
        database.run(statements);
    }

    @Override
    protected List<String> rows(String sql) {
        return database.rows(sql);
    }

    @Override
    protected String named(String table) {
        return table;
    }

    @Override
    protected String widened(String table, String column) {
        return "ALTER TABLE " + table + " MODIFY " + column + " bigint";
    }

    @Override
    protected void loseLog() {
        database.removeLogs();
    }

    @Override
    protected boolean deletesWhole() {
        return true;
    }
}
