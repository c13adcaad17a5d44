package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What only a MySQL has. */
class MySqlCdcTest extends BinlogCdcTest {

    MySqlCdcTest() {
        super(BinlogServers.MYSQL);
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
