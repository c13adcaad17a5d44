package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The latest row per key of a change log, over logs that the tests write. */
class LatestRowsTest {

    private static final String ROWS = "select id, name, note from main.orders order by id";

    @TempDir
    Path folder;

    private TestProject project;
    private String columns = "id, name, note";
    private final List<String> log = new ArrayList<>();
    private int batch;

    @BeforeEach
    void project() {
        project = TestProject.named(folder, "shop")
                .file("models/sources.yml", "sources: [{name: raw, tables: [{name: orders_log}]}]")
                .file("models/orders.sql", """
                        {{ config(materialized='latest', unique_key='id') }}
                        select * from {{ source('raw', 'orders_log') }}""");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private String change(
            String op, long lsn, long ordinal, Integer id, String name, String note, String unchanged, Integer before) {
        return "('" + op + "', " + lsn + ", " + ordinal + ", 7, timestamptz '2026-01-01 00:00:00+00', "
                + text(unchanged) + ", " + (before == null ? "null" : "'{\"id\": \"" + before + "\"}'") + ", 'run', "
                + "timestamptz '2026-01-01 00:00:00+00' + interval (" + batch + ") minute, 'orders', " + id + ", "
                + text(name) + ", " + text(note) + ")";
    }

    private static String text(String value) {
        return value == null ? "null" : "'" + value + "'";
    }

    private void log(String... changes) {
        log.addAll(List.of(changes));
        batch++;
    }

    private void build() {
        project.table(
                "raw",
                "orders_log",
                "select * from (values " + String.join(", ", log) + ") t(_ingot_op, _ingot_lsn, _ingot_ordinal,"
                        + " _ingot_tx, _ingot_committed_at, _ingot_unchanged, _ingot_before, _ingot_run,"
                        + " _ingot_loaded_at, _ingot_source, " + columns + ")");
        project.buildAll();
    }

    /** From here on the table has another column at its end: null in the changes that are there. */
    private void newColumn(String name) {
        columns += ", " + name;
        log.replaceAll(change -> with(change, null));
    }

    private static String with(String change, String value) {
        return change.substring(0, change.length() - 1) + ", " + text(value) + ")";
    }

    @Test
    void insertsUpdatesAndDeletesAreApplied() {
        log(change("r", 10, 1, 1, "a", "x", null, null), change("r", 10, 2, 2, "b", "y", null, null));
        build();
        assertThat(project.rows(ROWS)).containsExactly("1|a|x", "2|b|y");

        log(
                change("u", 20, 1, 1, "A", "x", null, null),
                change("d", 20, 2, 2, null, null, null, 2),
                change("c", 30, 1, 3, "c", "z", null, null));
        build();
        assertThat(project.rows(ROWS)).containsExactly("1|A|x", "3|c|z");

        log(change("c", 40, 1, 2, "again", null, null, null));
        build();
        assertThat(project.rows(ROWS)).containsExactly("1|A|x", "2|again|null", "3|c|z");
    }

    @Test
    void theTableHasThePlaceOfTheChangeAndNotTheChangeItself() {
        log(change("r", 10, 1, 1, "a", "x", null, null));
        build();

        assertThat(project.rows("select column_name from (describe select * from main.orders)"))
                .containsExactly(
                        "_ingot_lsn",
                        "_ingot_ordinal",
                        "_ingot_committed_at",
                        "_ingot_loaded_at",
                        "id",
                        "name",
                        "note");
    }

    @Test
    void aChangedKeyEndsTheRowThatHadTheOldOne() {
        log(change("c", 10, 1, 1, "a", "x", null, null));
        build();
        log(change("u", 20, 1, 9, "a", "x", null, 1));
        build();

        assertThat(project.rows(ROWS)).containsExactly("9|a|x");
    }

    @Test
    void aTruncateEndsEverythingBeforeIt() {
        log(change("c", 10, 1, 1, "a", "x", null, null));
        build();
        log(
                change("c", 20, 1, 2, "b", "x", null, null),
                change("t", 20, 2, null, null, null, null, null),
                change("c", 20, 3, 3, "c", "x", null, null));
        build();

        assertThat(project.rows(ROWS)).containsExactly("3|c|x");
    }

    @Test
    void aValueThatTheLogDoesNotSayIsTheOneBefore() {
        log(change("c", 10, 1, 1, "a", "long text", null, null), change("c", 10, 2, 2, "b", null, null, null));
        build();
        log(change("u", 20, 1, 1, "A", null, "note", null), change("u", 20, 2, 2, "B", null, "note", null));
        build();
        log(change("u", 30, 1, 1, "A", "other", null, null), change("u", 30, 2, 1, "AA", null, "note", null));
        build();

        assertThat(project.rows(ROWS)).containsExactly("1|AA|other", "2|B|null");
    }

    @Test
    void aValueThatNobodyKnowsIsAnErrorAndNotNull() {
        log(change("c", 10, 1, 1, "a", "long text", null, null));
        build();
        log(change("u", 20, 1, 9, "a", null, "note", 1));

        assertThatThrownBy(this::build)
                .hasMessageContaining("The log does not say the value of 'note' for 1 row of main.orders (id=9)")
                .hasMessageContaining("--full-refresh");
        assertThat(project.rows(ROWS)).containsExactly("1|a|long text");
    }

    @Test
    void aColumnMayBeAddedWhileAnotherIsLeftUnsaid() {
        log(change("c", 10, 1, 1, "a", "long text", null, null), change("c", 10, 2, 2, "b", "too", null, null));
        build();
        newColumn("extra");
        log(
                with(change("u", 20, 1, 1, "A", null, "note", null), "x"),
                with(change("u", 20, 2, 1, "AA", null, "note,extra", null), null),
                change("d", 20, 3, 2, null, null, null, 2).replaceFirst("\\)$", ", null)"),
                with(change("c", 20, 4, 3, "c", null, null, null), "y"));
        build();

        assertThat(project.rows("select id, name, note, extra from main.orders order by id"))
                .containsExactly("1|AA|long text|x", "3|c|null|y");
    }

    @Test
    void aValueThatIsOnlyThereUnderTheColumnsOldNameIsNotNull() {
        log(change("c", 10, 1, 1, "a", "long text", null, null), change("c", 10, 2, 2, "b", "text", null, null));
        build();
        newColumn("memo");
        log(with(change("u", 20, 1, 2, "B", null, null, null), "text"));
        build();
        log(with(change("u", 30, 1, 2, "BB", null, "memo", null), null));
        build();
        assertThat(project.rows("select id, memo from main.orders order by id")).containsExactly("1|null", "2|text");
        log(with(change("u", 40, 1, 1, "A", null, "memo", null), null));

        assertThatThrownBy(this::build)
                .hasMessageContaining("The log does not say the value of 'memo' for 1 row of main.orders (id=1)");
    }

    @Test
    void aColumnThatTheModelSelectsAnewHasTheValuesThatTheLogHadBefore() {
        project.file("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * exclude (note) from {{ source('raw', 'orders_log') }}""");
        log(change("c", 10, 1, 1, "a", "x", null, null), change("c", 10, 2, 2, "b", "y", null, null));
        build();
        project.file("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * from {{ source('raw', 'orders_log') }}""");
        log(change("d", 20, 1, 2, null, null, null, 2));
        build();

        assertThat(project.rows(ROWS)).containsExactly("1|a|x");
    }

    @Test
    void aChangeThatWasInQuarantineTakesItsPlaceInTheOrder() {
        log(change("c", 10, 1, 1, "a", "x", null, null), change("c", 10, 2, 2, "b", "x", null, null));
        build();
        log(change("d", 40, 1, 1, null, null, null, 1), change("u", 40, 2, 2, "B", null, "note", null));
        build();
        log(change("u", 30, 1, 1, "late", "x", null, null), change("u", 30, 2, 2, "late", "late note", null, null));
        build();

        assertThat(project.rows(ROWS)).containsExactly("2|B|late note");
    }

    @Test
    void aKeyMayHaveSeveralColumns() {
        project.file("models/orders.sql", """
                {{ config(materialized='latest', unique_key=['id', 'name']) }}
                select * from {{ source('raw', 'orders_log') }}""");
        log(change("c", 10, 1, 1, "a", "x", null, null), change("c", 10, 2, 1, "b", "y", null, null));
        build();
        log(change("u", 20, 1, 1, "a", "X", null, null), change("d", 20, 2, 1, "b", null, null, null));
        build();
        log(change("u", 15, 1, 1, "a", "late", null, null), change("c", 30, 1, 2, "b", "z", null, null));
        build();

        assertThat(project.rows(ROWS)).containsExactly("1|a|X", "2|b|z");
    }

    @Test
    void whatIsMissingFromTheSelectIsNamed() {
        project.file("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select id, name from {{ source('raw', 'orders_log') }}""");
        log(change("c", 10, 1, 1, "a", "x", null, null));

        assertThatThrownBy(this::build)
                .hasMessageContaining("has no column '_ingot_op' in its select")
                .hasMessageContaining("models/orders.sql:1");
    }

    @Test
    void anyHistoryInAnyPortionsGivesTheRowsThatTheSourceHas() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Integer, String[]> truth = new TreeMap<>();
        List<String> held = new ArrayList<>();
        long lsn = 100;
        for (int portion = 0; portion < 12; portion++) {
            List<String> changes = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                lsn += random.nextInt(2);
                one(random, truth, lsn, log.size() + changes.size() + held.size() + 1_000L * portion, changes, held);
            }
            if (random.nextInt(3) == 0) {
                held.replaceAll(
                        change -> change.replaceFirst("interval \\(\\d+\\) minute", "interval (" + batch + ") minute"));
                changes.addAll(held);
                held.clear();
            }
            if (!changes.isEmpty()) {
                log(changes.toArray(String[]::new));
                build();
            }
            if (held.isEmpty()) {
                assertThat(project.rows(ROWS))
                        .as("seed " + seed + ", portion " + portion)
                        .containsExactlyElementsOf(truth.entrySet().stream()
                                .map(row -> row.getKey() + "|" + row.getValue()[0] + "|" + row.getValue()[1])
                                .toList());
            }
        }
    }

    private void one(
            Random random,
            Map<Integer, String[]> truth,
            long lsn,
            long ordinal,
            List<String> changes,
            List<String> held) {
        int id = random.nextInt(6);
        String name = "n" + random.nextInt(100);
        String note = random.nextInt(4) == 0 ? null : "t" + random.nextInt(100);
        if (random.nextInt(25) == 0) {
            truth.clear();
            changes.add(change("t", lsn, ordinal, null, null, null, null, null));
        } else if (!truth.containsKey(id)) {
            truth.put(id, new String[] {name, note});
            changes.add(change("c", lsn, ordinal, id, name, note, null, null));
        } else if (random.nextInt(4) == 0) {
            truth.remove(id);
            changes.add(change("d", lsn, ordinal, id, null, null, null, id));
        } else if (random.nextInt(4) == 0 && !truth.containsKey(id + 10)) {
            truth.put(id + 10, new String[] {name, note});
            truth.remove(id);
            changes.add(change("u", lsn, ordinal, id + 10, name, note, null, id));
        } else if (random.nextInt(3) == 0) {
            truth.put(id, new String[] {name, truth.get(id)[1]});
            changes.add(change("u", lsn, ordinal, id, name, null, "note", null));
        } else {
            truth.put(id, new String[] {name, note});
            (random.nextInt(6) == 0 ? held : changes).add(change("u", lsn, ordinal, id, name, note, null, null));
        }
    }
}
