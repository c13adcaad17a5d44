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
                + "timestamptz '2026-01-01 00:00:00+00' - interval (" + batch + ") minute, 'orders', " + batch + ", "
                + id
                + ", "
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
        project.table("raw", "orders_log", table(log));
        project.buildAll();
    }

    private String table(List<String> changes) {
        return "select * from (values " + String.join(", ", changes) + ") t(_ingot_op, _ingot_lsn, _ingot_ordinal,"
                + " _ingot_tx, _ingot_committed_at, _ingot_unchanged, _ingot_before, _ingot_run, _ingot_loaded_at,"
                + " _ingot_source, _ingot_batch, " + columns + ")";
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
                        "_ingot_batch",
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
    void eachChangeThatWasReadIsCountedByWhatBecameOfIt() {
        for (int id = 1; id <= 12; id++) {
            log(change("c", 10, id, id, "a", "x", null, null));
        }
        build();
        assertThat(ledger()).isEqualTo("read 12 = 12 inserted");
        for (int id = 1; id <= 10; id++) {
            log(change("u", 20, id, id, "b", "x", null, null));
        }
        log(change("d", 21, 1, 11, null, null, null, 11), change("c", 21, 2, 13, "new", "x", null, null));
        build();
        assertThat(ledger()).isEqualTo("read 12 = 1 inserted + 10 updated + 1 deleted");
        log(
                change("u", 30, 1, 1, "not the last", "x", null, null),
                change("u", 30, 2, 1, "last", "x", null, null),
                change("u", 30, 3, 2, "b", "x", null, null),
                change("c", 30, 4, 20, "came", "x", null, null),
                change("d", 30, 5, 20, null, null, null, 20));
        build();
        assertThat(ledger()).isEqualTo("read 5 = 1 updated + 2 unchanged + 2 deduplicated");
        build();
        assertThat(ledger()).as("nothing is new").isEqualTo("read 0 = 0");
    }

    @Test
    void aChangedKeyIsOneUpdateAndATruncateOneDelete() {
        log(
                change("c", 10, 1, 1, "a", "x", null, null),
                change("c", 10, 2, 2, "b", "x", null, null),
                change("c", 10, 3, 3, "c", "x", null, null));
        build();
        log(change("u", 20, 1, 9, "a", "x", null, 1));
        build();
        assertThat(ledger()).isEqualTo("read 1 = 1 updated");
        log(change("d", 30, 1, 9, null, null, null, 9), change("u", 30, 2, 9, "b", "x", null, 2));
        build();
        assertThat(ledger()).as("onto the key of a row that ends").isEqualTo("read 2 = 1 updated + 1 deleted");
        log(change("u", 40, 1, 10, "b", "x", null, 9), change("u", 40, 2, 4, "c", "x", null, 3));
        build();
        log(
                change("u", 50, 1, 11, "b", "x", null, 10),
                change("c", 50, 2, 5, "d", "x", null, null),
                change("u", 50, 3, 6, "d", "x", null, 5));
        build();
        assertThat(ledger())
                .as("a new row's key is changed at once")
                .isEqualTo("read 3 = 1 inserted + 1 updated" + " + 1 deduplicated");
        log(
                change("u", 60, 1, 12, "b", "x", null, 11),
                change("u", 60, 2, 11, "d", "x", null, 6),
                change("u", 60, 3, 6, "c", "x", null, 4));
        build();
        assertThat(ledger()).as("keys that are shifted").isEqualTo("read 3 = 3 updated");
        assertThat(project.rows(ROWS)).containsExactly("6|c|x", "11|d|x", "12|b|x");
        log(
                change("u", 70, 1, 6, "lost", "x", null, null),
                change("t", 70, 2, null, null, null, null, null),
                change("c", 70, 3, 6, "c", "x", null, null),
                change("c", 70, 4, 7, "e", "x", null, null));
        build();
        assertThat(ledger()).isEqualTo("read 4 = 1 inserted + 1 deleted + 1 unchanged + 1 deduplicated");
        assertThat(project.rows(ROWS)).containsExactly("6|c|x", "7|e|x");
    }

    private String ledger() {
        return project.counts("orders").law();
    }

    /** A change log of a table with one column beside its key, whose types are as they are now. */
    private void typed(String idType, String type, String... changes) {
        project.table(
                "raw",
                "orders_log",
                "select _ingot_op, _ingot_lsn, 1 as _ingot_ordinal, _ingot_batch,"
                        + " cast(null as varchar) as _ingot_unchanged, _ingot_before, timestamptz '2026-01-01 00:00:00+00' as"
                        + " _ingot_loaded_at, cast(id as " + idType + ") as id, cast(v as " + type
                        + ") as v from (values "
                        + String.join(", ", changes)
                        + ") t(_ingot_op, _ingot_lsn, _ingot_batch, id, v, _ingot_before)");
        project.buildAll();
    }

    @Test
    void aColumnWhoseTypeChangedIsWidenedAndKeepsEveryValueToTheLetter() {
        typed("int", "int", "('c', 1, 1, '1', '5', null::varchar)", "('c', 2, 1, '2', '6', null)");
        typed(
                "varchar",
                "varchar",
                "('c', 1, 1, '1', '5', null::varchar)",
                "('c', 2, 1, '2', '6', null)",
                "('c', 3, 2, 'a', '007', null)",
                "('c', 4, 2, 'b', '1.5', null)",
                "('u', 5, 2, '2', '1e2', null)");
        assertThat(ledger()).isEqualTo("read 3 = 2 inserted + 1 updated");
        assertThat(project.rows("select id, v from main.orders order by id"))
                .containsExactly("1|5", "2|1e2", "a|007", "b|1.5");
        typed(
                "varchar",
                "varchar",
                "('c', 4, 2, 'b', '1.5', null)",
                "('u', 5, 2, '2', '1e2', null)",
                "('u', 6, 3, 'c', '1.5', '{\"id\": \"b\"}')");
        assertThat(ledger()).isEqualTo("read 1 = 1 updated");
        assertThat(project.rows("select id from main.orders order by id")).containsExactly("1", "2", "a", "c");
    }

    @Test
    void aNumberThatNoDoubleHoldsStaysWhatItIsWhereItsColumnBecomesOne() {
        typed("int", "bigint", "('c', 1, 1, '1', '9007199254740993', null::varchar)");
        typed("int", "double", "('c', 1, 1, '1', '0', null::varchar)", "('c', 2, 2, '2', '0.5', null)");

        assertThat(project.rows("select id, v from main.orders order by id"))
                .containsExactly("1|9007199254740993", "2|0.5");
    }

    @Test
    void aKeyThatWasTextAndIsBytesNowIsTheSameKeyAndNotWhatItsTextSpells() {
        typed("varchar", "int", "('c', 1, 1, '\\x41', '1', null::varchar)", "('c', 2, 1, 'é', '2', null)");
        // Here text stands for bytes, as DuckDB writes them.
        typed(
                "blob",
                "int",
                "('c', 1, 1, '\\x5Cx41', '1', null::varchar)",
                "('c', 2, 1, '\\xC3\\xA9', '2', null)",
                "('t', 3, 2, '', null, null)",
                "('c', 4, 2, 'A', '20', null)",
                "('c', 5, 2, '\\xC3\\xA9', '2', null)");

        assertThat(project.rows("select hex(id), v from main.orders order by v"))
                .containsExactly("C3A9|2", "41|20");
        assertThat(ledger()).isEqualTo("read 3 = 1 inserted + 1 deleted + 1 unchanged");
    }

    @Test
    void typesThatNothingHoldsBothOfStopTheBuildWithTheWayOut() {
        typed("int", "int", "('c', 1, 1, '1', '5', null::varchar)");

        assertThatThrownBy(() ->
                        typed("int", "blob", "('c', 1, 1, '1', '5', null::varchar)", "('c', 2, 2, '2', 'x', null)"))
                .hasMessageContaining("'v' is integer in the table and binary in the select")
                .hasMessageContaining("--full-refresh");
        assertThat(project.rows("select id, v from main.orders")).containsExactly("1|5");
    }

    @Test
    void aLogThatBeganAnewEndsWhatItDoesNotHave() {
        log(change("c", 10, 1, 1, "a", "x", null, null), change("c", 10, 2, 2, "b", "x", null, null));
        build();
        log.clear();
        log(change("r", 5, 1, 2, "B", "x", null, null));
        build();

        assertThat(project.rows(ROWS)).containsExactly("2|B|x");
    }

    @Test
    void ofTheLogsOfSeveralPipelinesEveryChangeIsApplied() {
        project.file("models/sources.yml", "sources: [{name: raw, tables: [{name: orders_log}, {name: other_log}]}]")
                .file("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * from {{ source('raw', 'orders_log') }}
                union all select * from {{ source('raw', 'other_log') }}""");
        log(change("c", 1000, 1, 1, "a", "x", null, null), change("c", 1000, 2, 2, "b", "x", null, null));
        log(change("c", 1001, 1, 3, "c", "x", null, null));
        batch = 0;
        String other = change("c", 7, 1, 101, "o", "x", null, null);
        project.table("raw", "other_log", table(List.of(other)) + " where false");
        build();
        project.table("raw", "other_log", table(List.of(other)));
        log(change("d", 1002, 1, 2, null, null, null, 2));
        build();

        assertThat(project.rows(ROWS)).containsExactly("1|a|x", "3|c|x", "101|o|x");
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
                held.replaceAll(change -> change.replaceFirst("'orders', \\d+", "'orders', " + batch));
                changes.addAll(held);
                held.clear();
            }
            if (!changes.isEmpty()) {
                log(changes.toArray(String[]::new));
                build();
                assertThat(project.counts("orders").read())
                        .as("seed " + seed + ", portion " + portion)
                        .isEqualTo(changes.size());
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
