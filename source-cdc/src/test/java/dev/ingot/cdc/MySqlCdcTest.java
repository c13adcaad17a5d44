package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.testing.BinlogServers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only a MySQL has. */
class MySqlCdcTest extends BinlogCdcTest {

    MySqlCdcTest() {
        super(BinlogServers.MYSQL);
    }

    @Test
    void aColumnThatAnIndexHidesIsNoColumn() {
        database.run(
                "CREATE TABLE hidden (id int PRIMARY KEY, name varchar(20), KEY lowered ((LOWER(name))), b int)",
                "INSERT INTO hidden VALUES (1, 'Ada', 7)");
        try (Flow hidden = database.flow(folder.resolve("hidden"), "hidden")) {
            hidden.run();
            database.run("UPDATE hidden SET name = 'Bob'", "INSERT INTO hidden VALUES (2, 'Cy', 8)");
            hidden.run();

            assertThat(hidden.rows("SELECT * EXCLUDE (_ingot_op, _ingot_lsn, _ingot_ordinal, _ingot_tx,"
                            + " _ingot_committed_at, _ingot_unchanged, _ingot_before, _ingot_run, _ingot_loaded_at,"
                            + " _ingot_source, _ingot_batch) FROM bronze.log ORDER BY id"))
                    .containsExactlyInAnyOrder("1|Ada|7", "1|Bob|7", "2|Cy|8");
        }
    }

    @Test
    void aTransactionHasItsNumberWhereTheServerGivesOne() {
        flow.run();
        database.run("INSERT INTO people VALUES (3, 'Cy')", "SET GLOBAL enforce_gtid_consistency = ON");
        for (String mode : List.of("OFF_PERMISSIVE", "ON_PERMISSIVE", "ON")) {
            database.run("SET GLOBAL gtid_mode = " + mode);
        }
        // While both kinds are in the log the server gives it only where both are permitted.
        database.run("INSERT INTO people VALUES (4, 'Di')", "SET GLOBAL gtid_mode = ON_PERMISSIVE");
        flow.run();
        for (String mode : List.of("OFF_PERMISSIVE", "OFF")) {
            database.run("SET GLOBAL gtid_mode = " + mode);
        }

        assertThat(flow.rows("SELECT id, _ingot_tx IS NULL, age(_ingot_committed_at) < INTERVAL 1 DAY FROM bronze.log"
                        + " WHERE _ingot_op = 'c' ORDER BY id"))
                .containsExactly("3|true|true", "4|false|true");
        assertThat(flow.lastBatch().orElseThrow().position()).containsPattern("\"gtid\":\"[0-9a-f-]{36}:\\d+\"");
    }

    @Test
    void jsonIsTheTextThatTheServerPrints() {
        database.run(
                "CREATE TABLE docs (id int PRIMARY KEY, doc json)",
                "INSERT INTO docs VALUES (1, '{\"a\": [1, -2, 3.5, 1e20, true, null, 18446744073709551615], \"b\":"
                        + " {\"k\": \"\\\\\"\u00fc\uD83D\uDE00\\\\n\"}, \"c\": 12345678.25, \"d\": 100.0}'), (2, '[]'), (3, '\"text\"'), (4, NULL), (5, 'null'),"
                        + " (6, JSON_OBJECT('at', CAST('2024-02-29 12:00:00' AS DATETIME), 'n', CAST(1.50 AS"
                        + " DECIMAL(5,2)), 'day', DATE '2024-02-29'))");
        try (Flow docs = database.flow(folder.resolve("docs"), "docs")) {
            docs.run();
            database.run("UPDATE docs SET id = id + 10");
            docs.run();

            assertThat(docs.rows("SELECT doc FROM bronze.log WHERE _ingot_op = 'u' ORDER BY id"))
                    .isEqualTo(docs.rows("SELECT doc FROM bronze.log WHERE _ingot_op = 'r' ORDER BY id"))
                    .isEqualTo(database.rows("SELECT doc FROM docs ORDER BY id"));
        }
    }
}
