package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to the reader, the change log has every change once. Prints its seed; {@code -Dcdc.seed} repeats one. */
class BinlogExactlyOnceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrDoubledWhenTheReaderDiesAgainAndAgain(BinlogServers server) {
        assumeTrue(server.running().isPresent());
        long seed = Long.getLong("cdc.seed", new Random().nextLong());
        System.out.println("-Dcdc.seed=" + seed);
        Random random = new Random(seed);
        try (BinlogDatabase database = new BinlogDatabase(server).run("CREATE TABLE t (id int PRIMARY KEY, v text)");
                Flow flow = database.flow(folder, "t").option("max_batch_rows", 50L)) {
            database.run(rows(1, 100, "first"));
            int next = 1000;
            for (int round = 0; round < 12; round++) {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    next = change(database, random, next);
                }
                flow.dieAfter(random.nextInt(4));
            }
            flow.run();
            flow.run();

            assertThat(flow.replayed()).as("seed " + seed).isEqualTo(database.rows("SELECT id, v FROM t ORDER BY id"));
            assertThat(flow.rows("SELECT _ingot_lsn, _ingot_ordinal FROM bronze.log GROUP BY ALL HAVING count(*) > 1"))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    private static String rows(int from, int to, String value) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "(" + id + ", '" + value + "')")
                .collect(Collectors.joining(", ", "INSERT INTO t VALUES ", ""));
    }

    /** One random transaction, or a new file of the log; the next id that is free. */
    private static int change(BinlogDatabase database, Random random, int next) {
        switch (random.nextInt(7)) {
            case 0 -> {
                database.run(rows(next, next + 149, "many"));
                return next + 150;
            }
            case 1 -> database.run("UPDATE t SET v = CONCAT(v, 'u') WHERE id % 7 = " + random.nextInt(7));
            case 2 -> database.run("DELETE FROM t WHERE id % 11 = " + random.nextInt(11));
            case 3 -> database.run("UPDATE t SET id = id + 1000000 WHERE id < 1000000 ORDER BY id DESC LIMIT 3");
            case 4 -> {
                if (random.nextInt(5) == 0) {
                    database.run("TRUNCATE t");
                }
            }
            case 5 -> database.run("FLUSH BINARY LOGS");
            default -> {
                database.run(
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (" + next + ", 'one')",
                        "UPDATE t SET v = 'two' WHERE id = " + next,
                        "COMMIT");
                return next + 1;
            }
        }
        return next;
    }

    @ParameterizedTest
    @EnumSource
    void theStreamTakesOverWhereTheSnapshotEnds(BinlogServers server) {
        assumeTrue(server.running().isPresent());
        try (BinlogDatabase database = new BinlogDatabase(server)
                        .run("CREATE TABLE t (id int PRIMARY KEY, v text)", rows(1, 2000, "first"));
                Flow flow = database.flow(folder, "t")) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, 100_000, 600));
            flow.run();
            writer.join();
            flow.run();

            List<String> ids = flow.rows("SELECT id FROM bronze.log ORDER BY id");
            assertThat(ids).isEqualTo(database.rows("SELECT id FROM t ORDER BY id"));
        }
    }

    private static void write(BinlogDatabase database, int from, int count) {
        try (Connection connection = database.connect()) {
            for (int i = 0; i < count; i++) {
                Server.execute(connection, "INSERT INTO t VALUES (" + (from + i) + ", 'w')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
