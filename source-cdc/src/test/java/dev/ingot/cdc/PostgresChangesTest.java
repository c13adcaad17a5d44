package dev.ingot.cdc;

import dev.ingot.api.source.Source;
import dev.ingot.testing.ChangesContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** {@link ChangesContract} with PostgreSQL. */
class PostgresChangesTest extends ChangesContract {

    private Database database;

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected void create() {
        database = new Database();
    }

    @Override
    protected Source open(Map<String, Object> with, Path folder) {
        Map<String, Object> options = database.options();
        options.putAll(with);
        return new PostgresCdcPlugin().open("shop", options, folder, folder.resolve("spool"));
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
        return "public." + table;
    }

    @Override
    protected String widened(String table, String column) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE bigint";
    }

    @Override
    protected void loseLog() {
        database.run(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()");
    }

    @Override
    protected boolean deletesWhole() {
        return false;
    }
}
