package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.table.DataType.Simple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of two rows with one key counts, in whatever order they come; and what a whole table says of rows it lacks. */
class OrderOfArrivalTest {

    private static final ColumnRule AT_LEAST_10 =
            new ColumnRule("v", "v", Simple.INTEGER, false, null, null, List.of(), "10", null, null);
    private static final String VERSIONS =
            "select id, v, valid_from, valid_to, is_current from bronze.t order by id," + " valid_from";

    @TempDir
    Path folder;

    private LoadBench bench;

    @BeforeEach
    void open() {
        bench = new LoadBench(folder);
        bench.key = List.of("id");
        bench.mode = LoadMode.MERGE;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** A row of the first file is set aside, the second file has a newer one; then the contract is mended. */
    private LoadResult replayTheFirstOfTwoFiles(LoadMode mode, String first, String second) {
        bench.mode = mode;
        bench.columns = List.of(AT_LEAST_10);
        bench.csv("id,v,ts\n" + first + "\n");
        bench.csv("id,v,ts\n" + second + "\n");
        assertThat(bench.quarantine()).hasSize(1);
        bench.columns = List.of();
        bench.sequence = List.of(List.of("b1-f1"), List.of("b2-f1"));
        return bench.replay(LoadBench.CSV, bench.quarantine());
    }

    @Test
    void whatADeadReplayLetsGoOfIsOnlyWhatItLoaded() {
        bench.columns = List.of(AT_LEAST_10);
        bench.csv("id,v\n1,5\n9,90\n");
        bench.load(new JsonLines(List.of()), "{\"id\":2,\"v\":5}\n{\"id\":8,\"v\":80}\n");
        bench.columns = List.of();
        Quarantined lines = new Quarantined(List.of("b2-f1"), 2, new JsonLines(List.of()));
        Quarantined csv = new Quarantined(List.of("b1-f1"), 2, LoadBench.CSV);
        bench.batch = 3;
        bench.again(csv);

        assertThat(bench.again(lines).alreadyLoaded()).isTrue();
        assertThat(bench.again(csv).alreadyLoaded()).isTrue();
        assertThat(bench.bad()).containsExactly("b2-f1:1 min:v {\"id\":2,\"v\":5}");

        bench.batch = 4;
        bench.again(lines);
        assertThat(current()).containsExactly("1|5", "2|5", "8|80", "9|90");
        assertThat(bench.bad()).isEmpty();
    }

    private List<String> current() {
        return bench.query("select id, v from bronze.t" + (bench.mode == LoadMode.SNAPSHOT ? " where is_current" : "")
                + " order by id");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void aReplayedRowDoesNotReplaceOneOfALaterFile(LoadMode mode) {
        LoadResult replay = replayTheFirstOfTwoFiles(mode, "3,5,2024-01-01\n4,40,2024-01-01", "3,30,2024-01-02");

        assertThat(replay.counts().law()).isEqualTo("read 1 = 1 deduplicated");
        assertThat(current()).containsExactly("3|30", "4|40");
        assertThat(bench.quarantine()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void aReplayedRowOfTheLaterFileReplacesThatOfTheEarlierOne(LoadMode mode) {
        LoadResult replay = replayTheFirstOfTwoFiles(mode, "3,30,2024-01-02", "3,5,2024-01-01");

        assertThat(replay.counts().law()).isEqualTo("read 1 = 1 updated");
        assertThat(current()).containsExactly("3|5");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void theStatedOrderDecidesAgainstTheTableBeforeTheFilesDo(LoadMode mode) {
        bench.order = List.of(new OrderBy("ts", true));
        LoadResult replay = replayTheFirstOfTwoFiles(mode, "3,5,2024-01-03", "3,30,2024-01-02");
        assertThat(replay.counts().law()).isEqualTo("read 1 = 1 updated");
        assertThat(current()).containsExactly("3|5");

        bench.sequence = List.of();
        LoadResult stale = bench.csv("id,v,ts\n3,77,2024-01-02\n9,9,\n");
        assertThat(stale.counts().law()).isEqualTo("read 2 = 1 inserted + 1 deduplicated");
        LoadResult undated = bench.csv("id,v,ts\n3,78,\n9,10,2020-01-01\n");
        assertThat(undated.counts().law()).isEqualTo("read 2 = 1 updated + 1 deduplicated");
        assertThat(current()).containsExactly("3|5", "9|10");
    }

    @Test
    void withinOneFileTheRecordsNumberDecidesWhereItIsKept() {
        bench.recordPosition = true;
        bench.columns = List.of(AT_LEAST_10);
        bench.csv("id,v\n1,11\n1,5\n2,5\n2,12\n");
        bench.columns = List.of();
        bench.sequence = List.of(List.of("b1-f1"));
        LoadResult replay = bench.replay(LoadBench.CSV, bench.quarantine());

        assertThat(replay.counts().law()).isEqualTo("read 2 = 1 updated + 1 deduplicated");
        assertThat(current()).containsExactly("1|5", "2|12");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void aFileThatComesLateOnlyAddsAndReplacesWhatIsOlder(LoadMode mode) {
        bench.mode = mode;
        bench.csv("id,v\n0,of no known day\n");
        bench.csv("id,v\n1,third day\n2,third day\n");
        bench.sequence = List.of(List.of("b3-f1"), List.of("b2-f1"));
        LoadResult late = bench.csv("id,v\n0,first day\n1,first day\n2,third day\n3,first day\n");

        assertThat(late.counts().law()).isEqualTo("read 4 = 1 inserted + 1 updated + 1 unchanged + 1 deduplicated");
        assertThat(current()).containsExactly("0|first day", "1|third day", "2|third day", "3|first day");
    }

    @Test
    void theVersionsOfOneBatchAreThoseOfOneLoadForEachFile() {
        bench.mode = LoadMode.SNAPSHOT;
        LoadResult result = bench.csv("id,v\n1,a\n2,x\n", "id,v\n1,a\n2,y\n", "id,v\n1,b\n", "id,v\n1,a\n1,c\n");

        assertThat(result.counts().law()).isEqualTo("read 7 = 2 inserted + 3 updated + 1 unchanged + 1 deduplicated");
        List<String> versions = List.of(
                "1|a|2026-01-02T03:04:05Z|2026-01-02T03:04:05.000001Z|false",
                "1|b|2026-01-02T03:04:05.000001Z|2026-01-02T03:04:05.000002Z|false",
                "1|c|2026-01-02T03:04:05.000002Z|null|true",
                "2|x|2026-01-02T03:04:05Z|2026-01-02T03:04:05.000001Z|false",
                "2|y|2026-01-02T03:04:05.000001Z|null|true");
        assertThat(bench.query(VERSIONS)).isEqualTo(versions);

        LoadResult next = bench.csv("id,v\n1,c\n2,z\n", "id,v\n1,d\n2,z\n");
        assertThat(next.counts().law()).isEqualTo("read 4 = 2 updated + 2 unchanged");
        assertThat(bench.query("select id, v from bronze.t order by id, valid_from"))
                .containsExactly("1|a", "1|b", "1|c", "1|d", "2|x", "2|y", "2|z");
        assertThat(current()).containsExactly("1|d", "2|z");
    }

    @Test
    void rowsOfOneFileAreVersionsWhereAnOrderTellsThemApart() {
        bench.mode = LoadMode.SNAPSHOT;
        bench.order = List.of(new OrderBy("ts", true));
        LoadResult result = bench.csv("id,v,ts\n1,c,3\n1,a,1\n1,b,2\n1,last of 3,3\n");

        assertThat(result.counts().law()).isEqualTo("read 4 = 1 inserted + 2 updated + 1 deduplicated");
        assertThat(bench.query("select v from bronze.t order by valid_from")).containsExactly("a", "b", "last of 3");
    }

    @Test
    void aVersionBeginsAfterTheOneBeforeWhateverTheClockSays() {
        bench.mode = LoadMode.SNAPSHOT;
        bench.missing = MissingRows.CLOSE;
        bench.csv("id,v\n1,a\n2,a\n3,a\n");
        bench.now = LoadBench.NOW.minus(Duration.ofHours(1));
        bench.csv("id,v\n1,b\n3,a\n");
        bench.csv("id,v\n1,c\n2,b\n3,a\n");

        assertThat(bench.query(VERSIONS))
                .containsExactly(
                        "1|a|2026-01-02T03:04:05Z|2026-01-02T03:04:05.000001Z|false",
                        "1|b|2026-01-02T03:04:05.000001Z|2026-01-02T03:04:05.000002Z|false",
                        "1|c|2026-01-02T03:04:05.000002Z|null|true",
                        "2|a|2026-01-02T03:04:05Z|2026-01-02T03:04:05.000001Z|false",
                        "2|b|2026-01-02T03:04:05.000001Z|null|true",
                        "3|a|2026-01-02T03:04:05Z|null|true");
    }

    @Test
    void aWholeTableDeletesWhatItLacks() {
        bench.missing = MissingRows.DELETE;
        bench.csv("id,v\n"
                + IntStream.rangeClosed(1, 5).mapToObj(n -> n + "," + n + "\n").reduce("", String::concat));
        LoadResult result = bench.csv("id,v\n1,1\n2,20\n6,6\n");

        assertThat(result.counts().law()).isEqualTo("read 6 = 1 inserted + 1 updated + 3 deleted + 1 unchanged");
        assertThat(result.rowsAfter()).isEqualTo(3);
        assertThat(current()).containsExactly("1|1", "2|20", "6|6");
    }

    @Test
    void aWholeTableClosesWhatItLacksAndWhatComesBackGetsASecondVersion() {
        bench.mode = LoadMode.SNAPSHOT;
        bench.missing = MissingRows.CLOSE;
        bench.csv("id,v\n1,a\n2,a\n");
        bench.now = LoadBench.NOW.plus(Duration.ofDays(1));
        LoadResult gone = bench.csv("id,v\n1,a\n");
        bench.now = LoadBench.NOW.plus(Duration.ofDays(2));
        LoadResult back = bench.csv("id,v\n1,a\n2,a\n");

        assertThat(gone.counts().law()).isEqualTo("read 2 = 1 deleted + 1 unchanged");
        assertThat(gone.rowsAfter()).isEqualTo(2);
        assertThat(back.counts().law()).isEqualTo("read 2 = 1 inserted + 1 unchanged");
        assertThat(bench.query(VERSIONS))
                .containsExactly(
                        "1|a|2026-01-02T03:04:05Z|null|true",
                        "2|a|2026-01-02T03:04:05Z|2026-01-03T03:04:05Z|false",
                        "2|a|2026-01-04T03:04:05Z|null|true");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void aKeyIsNotMissingWhereItsRowIsBad(LoadMode mode) {
        bench.mode = mode;
        bench.missing = mode == LoadMode.MERGE ? MissingRows.DELETE : MissingRows.CLOSE;
        bench.columns = List.of(AT_LEAST_10);
        bench.csv("id,v\n1,10\n2,20\n3,30\n");
        LoadResult bad = bench.csv("id,v\n1,10\n2,5\n");
        assertThat(bad.counts().law()).isEqualTo("read 3 = 1 deleted + 1 unchanged + 1 quarantined");
        assertThat(current()).containsExactly("1|10", "2|20");

        LoadResult unreadable = bench.csv("id,v\n1,10\n2;20\n");
        assertThat(unreadable.counts().law()).isEqualTo("read 2 = 1 unchanged + 1 quarantined");
        LoadResult keyless = bench.csv("id,v\n1,10\n,20\n");
        assertThat(keyless.counts().law()).isEqualTo("read 2 = 1 unchanged + 1 quarantined");
        assertThat(current()).containsExactly("1|10", "2|20");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT"})
    void ofWholeTablesOnlyTheNewestCounts(LoadMode mode) {
        bench.mode = mode;
        bench.missing = mode == LoadMode.MERGE ? MissingRows.DELETE : MissingRows.CLOSE;
        bench.columns = List.of(AT_LEAST_10);
        bench.csv("id,v\n1,10\n9,5\n");
        bench.csv("id,v\n1,11\n2,20\n8,5\n");
        bench.columns = List.of();
        bench.sequence = List.of(List.of("b3-f1"), List.of("b1-f1"), List.of("b2-f1"));
        LoadResult late = bench.csv("id,v\n1,9\n7,70\n");
        assertThat(late.counts().law()).isEqualTo("read 2 = 2 deduplicated");
        assertThat(current()).containsExactly("1|11", "2|20");

        LoadResult replay = bench.replay(LoadBench.CSV, bench.quarantine());
        assertThat(replay.counts().law()).isEqualTo("read 2 = 1 inserted + 1 deduplicated");
        assertThat(current()).containsExactly("1|11", "2|20", "8|5");
    }

    @ParameterizedTest
    @EnumSource(names = {"MERGE", "SNAPSHOT", "APPEND"})
    void aTableThatIsLoadedByKeyIsSplitIntoFolders(LoadMode mode) {
        bench.mode = mode;
        bench.key = mode == LoadMode.APPEND ? List.of() : List.of("id");
        bench.partitionBy = List.of("Day");
        bench.csv("id,day\n1,mon\n2,tue\n");
        bench.csv("id,day\n2,wed\n3,mon\n");

        assertThat(bench.folder.resolve("lake/bronze/t/day=wed")).isDirectory();
        assertThat(bench.query("select distinct id, day from bronze.t where day <> 'tue' order by id"))
                .containsExactly("1|mon", "2|wed", "3|mon");

        bench.partitionBy = List.of("id");
        assertThatThrownBy(() -> bench.csv("id,day\n4,thu\n"))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("bronze.t is split by day, and the pipeline 'orders' says partition_by: [id].");
        bench.partitionBy = List.of();
        assertThatThrownBy(() -> bench.csv("id,day\n4,thu\n"))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("says no partition_by.");
        assertThat(bench.query("select count(*) from bronze.t where id = 4")).containsExactly("0");
    }
}
