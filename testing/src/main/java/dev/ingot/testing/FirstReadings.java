package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@link ChangesContract} says of the first reading of a table, whole and in parts. */
abstract class FirstReadings extends ChangedDatabase {

    /** Of a connection: parts of a first reading have a few rows of {@link #filled}. */
    private static final Map<String, Object> IN_PARTS = Map.of("max_batch_bytes", 16_384L);

    /** A follower of {@code t} with rows of 500 bytes, which come in parts. */
    private Follower filled(int rows) {
        options.putAll(IN_PARTS);
        execute("DELETE FROM t", insert(1, rows, "REPEAT('x', 500)"));
        return follow("t");
    }

    private static boolean isInParts(Follower follower) {
        return follower.log().stream().allMatch(change -> change.op().equals("r"));
    }

    @Test
    void anEmptyTableIsReadToo() {
        execute("DELETE FROM t");
        Follower t = follow("t");
        t.run();
        execute("INSERT INTO t VALUES (3, 'Cy')");
        t.run();

        assertThat(log(t)).containsExactly("c|3|Cy");
    }

    @Test
    void theLogTakesOverWhereTheFirstReadingEnds() {
        execute(insert(10, 2000, "'first'"));
        Follower t = follow("t");
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 400; i++) {
                execute("INSERT INTO t VALUES (" + (100_000 + i) + ", 'w')");
            }
        });
        t.run();
        writer.join();
        t.run();

        assertThat(t.log().stream().map(change -> change.value("id")).sorted())
                .as("each row once")
                .isEqualTo(rows("SELECT id FROM t").stream().sorted().toList());
    }

    @Test
    void aFirstReadingThatWasCutShortGoesOnWhereItStopped() {
        Follower t = filled(150);
        t.dieAfter(3);
        assertThat(t.log()).hasSizeBetween(3, 120);
        execute(
                "DELETE FROM t WHERE id % 10 = 1",
                "UPDATE t SET v = 'changed' WHERE id % 10 = 2",
                insert(201, 230, "'new'"),
                "UPDATE t SET id = id + 1000 WHERE id % 10 = 3");
        t.dieAfter(2);
        execute("UPDATE t SET v = 'again' WHERE id % 10 = 4");
        t.run();
        t.run();

        assertThat(t.replayed()).isEqualTo(rows(ROWS));
        assertThat(t.placesTwice()).isEmpty();
        assertThat(t.log().stream()
                        .filter(change -> change.op().equals("r"))
                        .map(change -> change.value("_ingot_lsn"))
                        .distinct())
                .as("snapshots")
                .hasSize(3);
    }

    @Test
    void aReaderThatDiesAfterEachPartReadsEachRowOnce() {
        Follower t = filled(150);
        while (t.dieAfter(1) > 0) {
            // nothing is written meanwhile: all snapshots stand at the same place
        }

        assertThat(t.batches()).isGreaterThan(3);
        assertThat(t.log()).extracting(change -> change.value("id")).doesNotHaveDuplicates();
        assertThat(t.placesTwice()).isEmpty();
        assertThat(t.replayed()).isEqualTo(rows(ROWS));
    }

    @Test
    void whatHappensBetweenTwoPartsIsThereOnceAndInOrder() {
        Follower t = filled(120);
        int change = 0;
        do {
            t.dieAfter(1);
            long read = t.log().stream()
                    .mapToLong(row -> row.number("id"))
                    .filter(id -> id < 400)
                    .max()
                    .orElseThrow();
            List<String> changes = List.of(
                    "UPDATE t SET id = -id WHERE id = " + (read + 1), // out of what is to come
                    "UPDATE t SET id = " + (900 + change) + " WHERE id = " + read, // into what is to come
                    "DELETE FROM t WHERE id IN (" + (read - 1) + ", " + (read + 2) + ")",
                    "UPDATE t SET v = CONCAT('later ', v) WHERE id > " + (read - 4) + " AND id < " + (read + 9),
                    "ALTER TABLE t ADD c" + change + " int DEFAULT 7",
                    "INSERT INTO t (id, v) VALUES (" + (500 - change) + ", 'new')");
            execute(changes.get(change % changes.size()), changes.get((change + 1) % changes.size()));
            change++;
        } while (isInParts(t) && change < 50);
        t.run();

        assertThat(change).isGreaterThan(3);
        assertThat(t.replayed()).isEqualTo(rows(ROWS));
        assertThat(t.placesTwice()).isEmpty();
    }

    @Test
    void aTableThatIsEmptiedBetweenTwoPartsHasOnlyWhatCameLater() {
        Follower t = filled(60);
        t.dieAfter(2);
        execute("TRUNCATE TABLE t", insert(1, 3, "'new'"), insert(50, 55, "'new'"));
        t.run();
        execute("DELETE FROM t WHERE id = 2");
        t.run();

        assertThat(t.replayed()).isEqualTo(rows(ROWS)).hasSize(8);
    }

    @Test
    void theRowsOfNowAreReadBesideTheChanges() {
        Follower t = follow("t");
        t.run();
        execute("INSERT INTO t VALUES (3, 'Cy')");
        long place;
        try (Source source = open()) {
            Source.Current current =
                    source.current(t.request(false), StepControl.NONE).orElseThrow();
            execute("INSERT INTO t VALUES (4, 'Di')");
            place = current.place();
            try (Source.Batches rows = current.rows()) {
                Batch all = Objects.requireNonNull(rows.next());

                assertThat(Follower.rows(all, 0))
                        .extracting(change -> change.value("id"))
                        .containsExactlyInAnyOrder("1", "2", "3");
                assertThat(rows.next()).isNull();
            }
        }
        t.run();

        assertThat(t.log().stream().filter(change -> change.number("_ingot_lsn") >= place))
                .extracting(change -> change.value("id"))
                .containsExactly("4");
    }
}
