package dev.ingot.testing;

import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.testing.Follower.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What every source of a database's changes promises: each committed change once, in order, cut only where a transaction
 * ends, whatever happens to the reader. An implementation extends this class and says where its dialect of SQL differs; its
 * own tests add the types and the ways to lose changes that only it has. The random test reports its seed;
 * {@code -Dcdc.seed} repeats one.
 */
public abstract class ChangesContract extends SharedReadings {

    @Test
    void theTableIsReadAsItIsAndThenEveryChange() {
        Follower t = follow("t");
        t.run();
        execute("INSERT INTO t VALUES (3, 'Cy')", "UPDATE t SET v = 'Bob' WHERE id = 2", "DELETE FROM t WHERE id = 1");
        t.run();

        assertThat(log(t))
                .containsExactly("r|1|Ada", "r|2|null", "c|3|Cy", "u|2|Bob", deletesWhole() ? "d|1|Ada" : "d|1|null");
    }

    @Test
    void aChangeSaysWhereAndWhenItWasCommitted() {
        Follower t = follow("t");
        t.run();
        execute("INSERT INTO t VALUES (3, 'Cy'), (4, 'Di')", "INSERT INTO t VALUES (5, 'Ed')");
        t.run();

        List<Change> changes = t.log().subList(2, 5);
        assertThat(changes)
                .extracting(change -> change.number("_ingot_ordinal"))
                .containsExactly(1L, 2L, 1L);
        assertThat(changes.get(0).value("_ingot_lsn")).isEqualTo(changes.get(1).value("_ingot_lsn"));
        assertThat(changes)
                .allSatisfy(
                        change -> assertThat(Instant.parse(Objects.requireNonNull(change.value("_ingot_committed_at"))))
                                .isAfter(Instant.parse("2020-01-01T00:00:00Z")));
    }

    @Test
    void nothingNewIsNoBatch() {
        Follower t = follow("t");
        t.run();

        assertThat(t.run()).isZero();
        assertThat(t.batches()).isEqualTo(1);
    }

    @Test
    void whatWasRolledBackNeverHappened() {
        Follower t = follow("t");
        t.run();
        execute(
                "START TRANSACTION",
                "INSERT INTO t VALUES (3, 'no')",
                "ROLLBACK",
                "START TRANSACTION",
                "INSERT INTO t VALUES (4, 'yes')",
                "SAVEPOINT s",
                "INSERT INTO t VALUES (5, 'no')",
                "ROLLBACK TO SAVEPOINT s",
                "INSERT INTO t VALUES (6, 'yes')",
                "COMMIT");
        t.run();

        assertThat(log(t)).containsExactly("r|1|Ada", "r|2|null", "c|4|yes", "c|6|yes");
    }

    @Test
    void aRowThatGetsAnotherKeySaysWhichItHad() {
        Follower t = follow("t");
        t.run();
        execute("UPDATE t SET id = 7 WHERE id = 1");
        t.run();

        assertThat(t.log("_ingot_op", "id", "v", "_ingot_before").get(2)).isEqualTo("u|7|Ada|{\"id\":\"1\"}");
    }

    @Test
    void aKeyOfSeveralColumnsIsSaidWhole() {
        execute(
                "CREATE TABLE pairs (a int, v varchar(9), b varchar(9), PRIMARY KEY (b, a))",
                "INSERT INTO pairs VALUES (1, 'x', 'one')");
        Follower pairs = follow("pairs");
        pairs.run();
        execute("UPDATE pairs SET v = 'y'", "UPDATE pairs SET b = 'two'", "DELETE FROM pairs");
        pairs.run();

        String deleted = pairs.log("_ingot_before").get(3);
        assertThat(pairs.log("_ingot_op", "a", "b", "_ingot_before"))
                .containsExactly(
                        "r|1|one|null", "u|1|one|null", "u|1|two|{\"a\":\"1\",\"b\":\"one\"}", "d|1|two|" + deleted);
        assertThat(deleted).contains("\"a\":\"1\"", "\"b\":\"two\"");
    }

    @Test
    void anUpdateThatChangesNothingDoesNoHarm() {
        Follower t = follow("t");
        t.run();
        execute("UPDATE t SET v = v", "UPDATE t SET v = 'same' WHERE id = 99");
        t.run();

        assertThat(t.replayed()).isEqualTo(rows(ROWS));
    }

    @Test
    void aTruncateIsOneChange() {
        Follower t = follow("t");
        t.run();
        execute("TRUNCATE TABLE t", "INSERT INTO t VALUES (1, 'new')");
        t.run();

        assertThat(log(t)).containsExactly("r|1|Ada", "r|2|null", "t|null|null", "c|1|new");
    }

    @Test
    void definitionsOfColumnsAreFollowed() {
        Follower t = follow("t");
        t.run();
        execute(
                "INSERT INTO t VALUES (3, 'Cy')",
                "ALTER TABLE t ADD born date",
                widened("t", "id"),
                "INSERT INTO t (id, v, born) VALUES (9000000000, 'Di', '1990-02-28')",
                "ALTER TABLE t DROP COLUMN v",
                "INSERT INTO t (id, born) VALUES (5, '1991-01-01')",
                "ALTER TABLE t RENAME COLUMN born TO birthday",
                "INSERT INTO t (id, birthday) VALUES (6, '1992-01-01')");
        t.run();

        assertThat(t.log("id", "v", "born", "birthday"))
                .containsExactly(
                        "1|Ada|null|null",
                        "2|null|null|null",
                        "3|Cy|null|null",
                        "9000000000|Di|1990-02-28|null",
                        "5|null|1991-01-01|null",
                        "6|null|null|1992-01-01");
    }

    @Test
    void timesAndNumbersAreExactInTheFirstReadingAndInChanges() {
        execute(
                "CREATE TABLE exact (id int PRIMARY KEY, n decimal(30,10), z decimal(5,2), l bigint, s smallint, day date,"
                        + " at timestamp(6) NULL)",
                "INSERT INTO exact VALUES (1, 12345678901234567890.0123456789, -0.10, -9223372036854775808, -32768,"
                        + " '2024-02-29', '2024-02-29 23:59:59.123456')");
        Follower exact = follow("exact");
        exact.run();
        execute("UPDATE exact SET id = 2");
        exact.run();

        assertThat(exact.log("n", "z", "l", "s", "day"))
                .containsOnly("12345678901234567890.0123456789|-0.10|-9223372036854775808|-32768|2024-02-29");
        assertThat(exact.log("at"))
                .hasSize(2)
                .allMatch(at -> at.replace('T', ' ').startsWith("2024-02-29 23:59:59.123456"));
    }

    @Test
    void anyTextArrivesAsItIs() {
        List<String> texts = List.of(
                "''",
                "NULL",
                "'quoted \"x\", and more'",
                "','",
                "'\"\"'",
                "'NULL'",
                "' '",
                "'häß€\uD83D\uDE00'",
                "'''\"'");
        for (int i = 0; i < texts.size(); i++) {
            execute("INSERT INTO t VALUES (" + (10 + i) + ", " + texts.get(i) + ")");
        }
        String breaks = "'a\nb\r\tc\\n'";
        execute("INSERT INTO t VALUES (30, " + breaks + ")");
        Follower t = follow("t");
        t.run();
        execute("UPDATE t SET id = id + 100 WHERE id >= 10");
        t.run();

        assertThat(t.replayed()).isEqualTo(rows(ROWS));
        assertThat(t.log().stream().filter(change -> change.number("id") % 100 == 30))
                .extracting(change -> change.value("v"))
                .containsOnly("a\nb\r\tc\\n");
    }

    @Test
    void aBatchEndsOnlyWhereATransactionEnds() {
        options.put("max_batch_rows", 10L);
        Follower t = follow("t");
        t.run();
        execute(
                insert(10, 109, "'x'"),
                "START TRANSACTION",
                insert(200, 203, "'y'"),
                insert(204, 230, "'y'"),
                "COMMIT",
                insert(300, 301, "'z'"));
        t.run();

        Map<Integer, Long> changes = t.log().stream()
                .filter(change -> change.op().equals("c"))
                .collect(Collectors.groupingBy(Change::batch, Collectors.counting()));
        assertThat(changes).isEqualTo(Map.of(2, 100L, 3, 31L, 4, 2L));
    }

    @Test
    void nothingIsLostOrDoubledWhenTheReaderDiesAgainAndAgain(TestReporter reporter) {
        long seed = Long.getLong("cdc.seed", new Random().nextLong());
        reporter.publishEntry("cdc.seed", Long.toString(seed));
        Random random = new Random(seed);
        options.put("max_batch_rows", 50L);
        execute(insert(3, 100, "'first'"));
        Follower t = follow("t");
        int next = 1000;
        for (int round = 0; round < 12; round++) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                next = change(random, next);
            }
            t.dieAfter(random.nextInt(4));
        }
        t.run();
        t.run();

        assertThat(t.replayed()).as("seed " + seed).isEqualTo(rows(ROWS));
        assertThat(t.placesTwice()).as("seed " + seed).isEmpty();
    }

    /** One random transaction; the next id that is free. */
    private int change(Random random, int next) {
        switch (random.nextInt(6)) {
            case 0 -> {
                execute(insert(next, next + 149, "'many'"));
                return next + 150;
            }
            case 1 -> execute("UPDATE t SET v = CONCAT(v, 'u') WHERE id % 7 = " + random.nextInt(7));
            case 2 -> execute("DELETE FROM t WHERE id % 11 = " + random.nextInt(11));
            case 3 -> {
                List<String> ids = rows("SELECT id FROM t WHERE id < 1000000 ORDER BY id DESC LIMIT 3");
                ids.forEach(id -> execute("UPDATE t SET id = id + 1000000 WHERE id = " + id));
            }
            case 4 -> {
                if (random.nextInt(5) == 0) {
                    execute("TRUNCATE TABLE t");
                }
            }
            default -> {
                execute(
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (" + next + ", 'one')",
                        "UPDATE t SET v = 'two' WHERE id = " + next,
                        "COMMIT");
                return next + 1;
            }
        }
        return next;
    }

    @Test
    void aLogThatIsLostIsToldAndAFullRefreshGoesOn() {
        Follower t = follow("t");
        t.run();
        execute("INSERT INTO t VALUES (3, 'Cy')");
        loseLog();

        Problem problem = problem(t::run);
        assertThat(problem.code().id()).isEqualTo("INGOT-CDC-004");
        assertThat(problem.fix()).contains("--full-refresh", "--select t");

        t.refresh();
        execute("INSERT INTO t VALUES (4, 'Di')");
        t.run();
        assertThat(log(t)).containsExactly("r|1|Ada", "r|2|null", "r|3|Cy", "c|4|Di");
    }

    @Test
    void aPositionOfAnotherTableIsTold() {
        execute("CREATE TABLE u (id int PRIMARY KEY)");
        Follower t = follow("t");
        t.run();
        ReadRequest wrong = new ReadRequest("u", Map.of("table", named("u")), null, false, List.of(), t.position());
        try (Source source = open();
                Source.Batches batches = source.read(wrong, StepControl.NONE)) {
            assertThat(problem(batches::next).why()).startsWith("The position is one of the table ");
        }
    }

    @Test
    void aPositionOfAnotherSourceIsToldAndAFullReadingGoesOn() {
        try (Source source = open();
                Source.Batches batches = source.read(elsewhere(false), StepControl.NONE)) {
            Problem problem = problem(batches::next);
            assertThat(problem.what()).contains("{\"files\":[]}");
            assertThat(problem.fix()).contains("--full-refresh");
        }
        try (Source source = open();
                Source.Batches batches = source.read(elsewhere(true), StepControl.NONE)) {
            assertThat(Follower.rows(Objects.requireNonNull(batches.next()), 1)).hasSize(2);
        }
    }

    private ReadRequest elsewhere(boolean full) {
        return new ReadRequest("t", Map.of("table", named("t")), null, full, List.of(), "{\"files\":[]}");
    }

    @Test
    void aReadingThatIsCancelledEndsAsInterrupted() {
        Follower t = follow("t");
        try (Source source = open();
                Source.Batches batches = source.read(t.request(false), Cancelled.now())) {
            assertThat(problem(batches::next).code().exit()).isEqualTo(ExitCode.INTERRUPTED);
        }
        assertThat(t.run()).isEqualTo(2);
    }

    @Test
    void tablesAreProposedAndAllIsWell() {
        try (Source source = open()) {
            assertThat(source.discover())
                    .anySatisfy(
                            found -> assertThat(String.valueOf(found.options().get("table")))
                                    .endsWith(".t"));
            assertThat(source.check()).isEmpty();
        }
    }
}
