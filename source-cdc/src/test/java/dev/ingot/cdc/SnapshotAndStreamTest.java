package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.load.QuarantinedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value is the same in the change log whether it was there at the snapshot or was written later. */
class SnapshotAndStreamTest {

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = new Database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** The same rows before the first run and after it, under other keys: each pair must be equal in the log. */
    private void assertSame(String columns, String... rows) {
        database.run("CREATE TABLE t (id int PRIMARY KEY, " + columns + ")");
        write(rows, 0);
        assertSame(new Flow(folder, database, "public.t"), rows);
    }

    private void assertSame(Flow opened, String... rows) {
        try (Flow flow = opened) {
            flow.run();
            write(rows, 1000);
            flow.run();

            assertThat(flow.rows("SELECT count(*), count(*) FILTER (WHERE _ingot_op = 'r') FROM bronze.log"))
                    .containsExactly(2 * rows.length + "|" + rows.length);
            assertThat(flow.rows("SELECT a.id, a.v::VARCHAR, b.v::VARCHAR FROM bronze.log a JOIN bronze.log b"
                            + " ON b.id = a.id + 1000 WHERE a.v IS DISTINCT FROM b.v"))
                    .isEmpty();
            assertThat(flow.rows("SELECT count(*) FROM bronze.log WHERE v IS NULL"))
                    .as("one null before and one after")
                    .containsExactly("2");
        }
    }

    private void write(String[] rows, int from) {
        for (int i = 0; i < rows.length; i++) {
            database.run("INSERT INTO t VALUES (" + (from + i) + ", " + rows[i] + ")");
        }
    }

    @Test
    void numbers() {
        assertSame("v bigint", "9223372036854775807", "-9223372036854775808", "0", "NULL");
    }

    @Test
    void decimals() {
        assertSame("v numeric(18,4)", "99999999999999.9999", "-0.0001", "10000", "1234.5", "0", "100000000", "NULL");
    }

    @Test
    void decimalsOfManyDigits() {
        assertSame("v numeric(30,5)", "1234567890123456789012345.12345", "-1", "NULL");
    }

    @Test
    void decimalsWithoutAScale() {
        assertSame("v numeric", "123456789.123456789123456789", "1e50", "0.10", "'NaN'", "NULL");
    }

    @Test
    void floats() {
        assertSame("v float8", "0.1", "1e300", "-1e-300", "'Infinity'", "'NaN'", "123456789", "NULL");
    }

    @Test
    void smallFloats() {
        assertSame("v float4", "0.1", "3.4e38", "'-Infinity'", "16777216", "NULL");
    }

    @Test
    void truthValues() {
        assertSame("v bool", "true", "false", "NULL");
    }

    @Test
    void days() {
        assertSame("v date", "'0001-01-01'", "'9999-12-31'", "'1999-12-31'", "'2024-02-29'", "NULL");
    }

    @Test
    void times() {
        assertSame(
                "v timestamptz",
                "'0001-01-01 00:00:00+00'",
                "'9999-12-31 23:59:59.999999+00'",
                "'1969-12-31 23:59:59.5+00'",
                "'2024-03-31 02:30:00+02'",
                "NULL");
    }

    @Test
    void timesWithoutZone() {
        assertSame("v timestamp", "'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'2024-03-31 02:30:00'", "NULL");
    }

    @Test
    void timesOfDay() {
        assertSame("v time", "'00:00'", "'24:00:00'", "'23:59:59.999999'", "NULL");
    }

    @Test
    void timesOfDayWithAZone() {
        assertSame("v timetz", "'10:00+02'", "NULL");
    }

    @Test
    void uuids() {
        assertSame("v uuid", "'550E8400-e29b-41d4-a716-446655440000'", "NULL");
    }

    @Test
    void textsAreNotTrimmedAndNotEscaped() {
        assertSame("v char(5)", "'a'", "''", "'ab   '", "NULL");
    }

    @Test
    void textsOfAllKinds() {
        assertSame("v text", "''", "E'a\\tb\\nc\\\\N'", "'\\N'", "'žluťoučký kůň 🐎'", "NULL");
    }

    @Test
    void bytes() {
        assertSame("v bytea", "'\\x'", "'\\x00ff5c0a'", "'\\x5c78'", "NULL");
    }

    @Test
    void networkAddresses() {
        assertSame("v inet", "'10.0.0.1'", "'10.0.0.0/8'", "'::1'", "NULL");
    }

    @Test
    void arrays() {
        assertSame("v text[]", "'{}'", "ARRAY['a', NULL, 'NULL', 'b\"c', 'd,e']", "NULL");
    }

    @Test
    void json() {
        assertSame("v jsonb", "'{\"a\": [1, null, \"x\\\\y\"]}'", "'null'", "NULL");
    }

    @Test
    void jsonAsWritten() {
        assertSame("v json", "'{\"a\" :  1,\n \"a\": 2}'", "NULL");
    }

    @Test
    void ownTypes() {
        database.run("CREATE TYPE mood AS ENUM ('sad', 'so so')", "CREATE TYPE pair AS (a int, b mood)");
        assertSame("v pair", "ROW(1, 'so so')", "ROW(NULL, NULL)", "NULL");
    }

    @Test
    void domains() {
        database.run("CREATE DOMAIN code AS char(4)");
        assertSame("v code", "'ab'", "'abcd'", "NULL");
    }

    @Test
    void intervals() {
        assertSame("v interval", "'1 year -2 days 03:04:05.6'", "'0'", "NULL");
    }

    @Test
    void truthValuesThatAContractReadsAsText() {
        database.run("CREATE TABLE t (id int PRIMARY KEY, v bool)");
        String[] rows = {"true", "false", "NULL"};
        write(rows, 0);
        assertSame(new Flow(folder, database, "public.t").asText("v"), rows);
    }

    @Test
    void floatsThatAContractReadsAsText() {
        database.run("CREATE TABLE t (id int PRIMARY KEY, v float8)");
        String[] rows = {"1e20", "0.1", "1e-5", "NULL"};
        write(rows, 0);
        assertSame(new Flow(folder, database, "public.t").asText("v"), rows);
    }

    @Test
    void whatATableCannotHoldIsQuarantinedAsTheServerPrintsIt() {
        database.run(
                "CREATE TABLE t (id int PRIMARY KEY, n numeric(10,2), d date, at timestamp)",
                "INSERT INTO t VALUES (1, 'NaN', NULL, NULL), (2, NULL, 'infinity', NULL), (3, NULL, NULL, '-infinity'),"
                        + " (4, NULL, '0044-03-15 BC', NULL), (5, NULL, NULL, '10000-01-01 00:00:00.5'), (6, 1, 'today',"
                        + " 'now')");
        try (Flow flow = new Flow(folder, database, "public.t").tolerating(5)) {
            flow.run();
            database.run("UPDATE t SET id = id + 10 WHERE id < 6");
            flow.tolerating(5).run();

            assertThat(flow.quarantined())
                    .extracting(QuarantinedRow::reason)
                    .containsExactlyInAnyOrderElementsOf(twice(
                            "'NaN' in column 'n' is not decimal(10,2)",
                            "'infinity' in column 'd' is not date",
                            "'-infinity' in column 'at' is not timestamp_ntz",
                            "'0044-03-15 BC' in column 'd' is not date",
                            "'10000-01-01 00:00:00.5' in column 'at' is not timestamp_ntz"));
        }
    }

    private static List<String> twice(String... reasons) {
        List<String> all = new ArrayList<>(List.of(reasons));
        all.addAll(List.of(reasons));
        return all;
    }

    @Test
    void aTruncateThatComesWhileTheTableIsFirstReadNeitherWaitsForEverNorHidesARow() throws Exception {
        database.run("CREATE TABLE t (id int PRIMARY KEY, v text)");
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<?> writing = other.submit(() -> {
            for (int i = 0; !ended.get(); i++) {
                database.run("BEGIN; INSERT INTO t VALUES (" + i + ", 'x'); TRUNCATE t; COMMIT");
                database.run("INSERT INTO t VALUES (" + i + ", 'y')", "SELECT pg_sleep(0.05)");
            }
        });
        try {
            for (int i = 0; i < 15; i++) {
                try (Flow flow = new Flow(folder.resolve("f" + i), database, "public.t")) {
                    flow.run();
                    flow.run();
                }
            }
        } finally {
            ended.set(true);
        }
        writing.get();
        other.shutdown();
        try (Flow flow = new Flow(folder.resolve("last"), database, "public.t")) {
            flow.run();
            flow.run();
            assertThat(flow.replayed()).isEqualTo(database.rows("SELECT id || '|' || v FROM t ORDER BY id"));
        }
    }
}
