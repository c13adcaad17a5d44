package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the reader, the change log has every change once. Prints its seed; {@code -Dcdc.seed} repeats one. */
class ExactlyOnceTest {

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhenTheReaderDiesAgainAndAgain() {
        long seed = Long.getLong("cdc.seed", new Random().nextLong());
        System.out.println("-Dcdc.seed=" + seed);
        Random random = new Random(seed);
        try (Database database = new Database().run("CREATE TABLE t (id int PRIMARY KEY, v text)");
                Flow flow = new Flow(folder, database, "public.t").option("max_batch_rows", 50L)) {
            database.run("INSERT INTO t SELECT i, 'first' FROM generate_series(1, 100) i");
            int next = 1000;
            for (int round = 0; round < 12; round++) {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    next = change(database, random, next);
                }
                flow.dieAfter(random.nextInt(4));
            }
            flow.run();

            assertThat(flow.replayed()).as("seed " + seed).isEqualTo(database.rows("SELECT id, v FROM t ORDER BY id"));
            assertThat(flow.rows("SELECT _ingot_lsn, _ingot_ordinal FROM bronze.log GROUP BY ALL HAVING count(*) > 1"))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    /** One random transaction; the next id that is free. */
    private static int change(Database database, Random random, int next) {
        switch (random.nextInt(6)) {
            case 0 -> {
                int from = next;
                String lines = IntStream.range(from, from + 150)
                        .mapToObj(id -> id + "\tcopied")
                        .collect(Collectors.joining("\n"));
                database.copy("t", lines);
                return next + 150;
            }
            case 1 -> database.run("UPDATE t SET v = v || 'u' WHERE id % 7 = " + random.nextInt(7));
            case 2 -> database.run("DELETE FROM t WHERE id % 11 = " + random.nextInt(11));
            case 3 -> {
                database.run("UPDATE t SET id = id + 1000000 WHERE id IN (SELECT id FROM t WHERE id < 1000000"
                        + " ORDER BY id LIMIT 3)");
            }
            case 4 -> {
                if (random.nextInt(5) == 0) {
                    database.run("TRUNCATE t");
                }
            }
            default -> {
                database.run("BEGIN; INSERT INTO t VALUES (" + next + ", 'one'); UPDATE t SET v = 'two' WHERE id = "
                        + next + "; COMMIT");
                return next + 1;
            }
        }
        return next;
    }

    @Test
    void theStreamTakesOverWhereTheSnapshotEnds() throws Exception {
        try (Database database = new Database()
                        .run(
                                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                                "INSERT INTO t SELECT i, 'first' FROM generate_series(1, 2000) i");
                Flow flow = new Flow(folder, database, "public.t")) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, 100_000, 600));
            flow.run();
            writer.join();
            flow.run();

            List<String> ids = flow.rows("SELECT id FROM bronze.log ORDER BY id");
            assertThat(ids).isEqualTo(database.rows("SELECT id FROM t ORDER BY id"));
        }
    }

    @Test
    void aSnapshotThatWasCutShortGoesOnWhereItStopped() {
        try (Database database = new Database()
                        .run(
                                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                                "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 150) i");
                Flow flow = new Flow(folder, database, "public.t").option("max_batch_bytes", 32768L)) {
            flow.dieAfter(3);
            List<String> read = flow.rows("SELECT id FROM bronze.log ORDER BY id");
            assertThat(read).hasSizeBetween(20, 80);
            database.run(
                    "DELETE FROM t WHERE id % 10 = 1",
                    "UPDATE t SET v = 'changed' WHERE id % 10 = 2",
                    "VACUUM t",
                    "INSERT INTO t SELECT i, 'new' FROM generate_series(201, 230) i",
                    "UPDATE t SET id = id + 1000 WHERE id % 10 = 3");
            flow.dieAfter(2);
            database.run("UPDATE t SET v = 'again' WHERE id % 10 = 4");
            flow.run();
            flow.run();

            assertThat(flow.replayed()).isEqualTo(database.rows("SELECT id, v FROM t ORDER BY id"));
            assertThat(flow.rows("SELECT _ingot_lsn, _ingot_ordinal FROM bronze.log GROUP BY ALL HAVING count(*) > 1"))
                    .isEmpty();
            assertThat(flow.rows("SELECT count(DISTINCT _ingot_lsn) FROM bronze.log WHERE _ingot_op = 'r'"))
                    .as("snapshots")
                    .containsExactly("3");
        }
    }

    private static void write(Database database, int from, int count) {
        try (Connection connection = database.connect()) {
            for (int i = 0; i < count; i++) {
                Server.execute(connection, "INSERT INTO t VALUES (" + (from + i) + ", 'w')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
