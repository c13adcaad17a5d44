package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Source;
import dev.ingot.testing.BinlogServers;
import org.junit.jupiter.api.Test;

/** What only a MariaDB has. */
class MariaDbCdcTest extends BinlogCdcTest {

    MariaDbCdcTest() {
        super(BinlogServers.MARIADB);
    }

    @Test
    void compressedEventsAreRead() {
        flow.run();
        String long1 = "REPEAT('long ', 200)";
        database.run(
                "SET GLOBAL log_bin_compress = ON",
                "INSERT INTO people VALUES (3, LEFT(" + long1 + ", 100)), " + many(),
                "UPDATE people SET name = UPPER(name) WHERE id = 3",
                "DELETE FROM people WHERE id > 3 /* " + "-".repeat(400) + " */",
                "ALTER TABLE people ADD note text /* " + "-".repeat(400) + " */",
                "SET GLOBAL log_bin_compress = OFF");
        flow.run();

        assertThat(flow.rows("SELECT _ingot_op, count(*), max(length(name)) FROM bronze.log GROUP BY 1 ORDER BY 1"))
                .containsExactly("c|101|100", "d|100|1", "r|2|3", "u|1|100");
    }

    private static String many() {
        return insert(10, 109).substring("INSERT INTO people VALUES ".length());
    }

    @Test
    void aColumnThatAnIndexHidesIsNoColumn() {
        database.run(
                "CREATE TABLE hidden (id int PRIMARY KEY, note text UNIQUE, b int)",
                "INSERT INTO hidden VALUES (1, 'Ada', 7)");
        try (Flow hidden = database.flow(folder.resolve("hidden"), "hidden")) {
            hidden.run();
            database.run("UPDATE hidden SET note = 'Bob'", "INSERT INTO hidden VALUES (2, 'Cy', 8)");
            hidden.run();

            assertThat(hidden.rows("SELECT * EXCLUDE (_ingot_op, _ingot_lsn, _ingot_ordinal, _ingot_tx,"
                            + " _ingot_committed_at, _ingot_unchanged, _ingot_before, _ingot_run, _ingot_loaded_at,"
                            + " _ingot_source, _ingot_batch) FROM bronze.log ORDER BY id"))
                    .containsExactlyInAnyOrder("1|Ada|7", "1|Bob|7", "2|Cy|8");
        }
    }

    @Test
    void aTransactionHasTheNumberOfItsName() {
        flow.run();
        database.run("INSERT INTO people VALUES (3, 'Cy')");
        String last = database.rows("SELECT @@gtid_binlog_pos").get(0);
        flow.run();

        assertThat(flow.rows("SELECT _ingot_tx, age(_ingot_committed_at) < INTERVAL 1 DAY FROM bronze.log WHERE"
                        + " _ingot_op = 'c'"))
                .containsExactly(last.substring(last.lastIndexOf('-') + 1) + "|true");
        assertThat(flow.lastBatch().orElseThrow().position()).contains("\"gtid\":\"" + last + "\"");
    }

    @Test
    void aYearDoesNotChangeTheSignsOfItsNeighbours() {
        database.run(
                "CREATE TABLE years (a tinyint unsigned, y year, b tinyint unsigned, c tinyint, id int PRIMARY KEY)",
                "INSERT INTO years VALUES (255, 2024, 255, -1, 1), (0, 0, 0, 0, 2)");
        try (Flow years = database.flow(folder.resolve("years"), "years")) {
            years.run();
            database.run("UPDATE years SET id = id + 10");
            years.run();

            assertThat(years.rows("SELECT a, y, b, c FROM bronze.log ORDER BY id % 10, id"))
                    .containsExactly("255|2024|255|-1", "255|2024|255|-1", "0|0|0|0", "0|0|0|0");
        }
    }

    @Test
    void aUuidIsItsText() {
        String first = "11223344-5566-1788-99aa-bbccddeeff00";
        String second = "01234567-89ab-4def-8123-456789abcde0";
        database.run("CREATE TABLE ids (id uuid PRIMARY KEY, v int)", "INSERT INTO ids VALUES ('" + first + "', 1)");
        try (Flow ids = database.flow(folder.resolve("ids"), "ids")) {
            ids.run();
            database.run("UPDATE ids SET v = 2", "UPDATE ids SET id = '" + second + "'");
            ids.run();

            assertThat(ids.rows("SELECT id, v, _ingot_before FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal"))
                    .containsExactly(first + "|1|null", first + "|2|null", second + "|2|{\"id\":\"" + first + "\"}");
        }
    }

    @Test
    void tablesOfKindsThatOnlyMariaDbHasAreRefusedForWhatTheyAre() {
        database.run(
                "CREATE TABLE kept (id int PRIMARY KEY, v int) WITH SYSTEM VERSIONING",
                "CREATE SEQUENCE numbers",
                "CREATE TABLE crash (id int PRIMARY KEY) ENGINE = Aria");
        try (Source source = flow.source()) {
            assertThat(whats(source, "kept"))
                    .containsExactly(
                            "The table " + database.name() + ".kept keeps its own history (WITH SYSTEM VERSIONING).");
            assertThat(whats(source, "numbers")).hasSize(1).first().asString().contains(" is a sequence: ");
            assertThat(whats(source, "crash")).hasSize(1).first().asString().endsWith("crash has no transactions.");
        }
    }

    @Test
    void aColumnThatIsInvisibleIsReadLikeAllOthers() {
        database.run(
                "CREATE TABLE shy (id int PRIMARY KEY, h int INVISIBLE DEFAULT 5, v int)",
                "INSERT INTO shy VALUES (1, 10)");
        try (Flow shy = database.flow(folder.resolve("shy"), "shy")) {
            shy.run();
            database.run("UPDATE shy SET v = 11");
            shy.run();

            assertThat(shy.rows("SELECT id, h, v FROM bronze.log ORDER BY v")).containsExactly("1|5|10", "1|5|11");
        }
    }

    @Test
    void aReplicaThatDoesNotLogWhatItReplicatesIsRefused() {
        database.run("SET GLOBAL gtid_slave_pos = '9-9-9'");
        try {
            assertThat(flow.source().check())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.what())
                            .isEqualTo("The server is a replica that does not log what it replicates."));
        } finally {
            database.run("SET GLOBAL gtid_slave_pos = ''");
        }
    }

    @Test
    void aTypeThatIsNotReadIsRefusedBeforehand() {
        database.run("CREATE TABLE hosts (id int PRIMARY KEY, at inet6)");
        try (Flow hosts = database.flow(folder.resolve("hosts"), "hosts")) {
            Problem problem =
                    catchThrowableOfType(IngotException.class, hosts::run).first();

            assertThat(problem.what()).contains("has columns whose type is not read: at inet6.");
        }
    }
}
