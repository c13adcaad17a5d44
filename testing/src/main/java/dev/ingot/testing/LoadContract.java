package dev.ingot.testing;

import static dev.ingot.testing.Loads.TABLE;
import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Warehouse} promises of loads: the conservation law, batches once, contracts, quarantine. */
public abstract class LoadContract extends WarehouseUnderTest {
    @Test
    void anAppendAddsTheRowsOfEachBatch() {
        LoadResult first = loads.csv("id,name", "1,Ada", "2,Bob");
        LoadResult second = loads.csv("id,name", "2,Bob", "3,\"Cy, the third\"");

        assertThat(first.counts()).isEqualTo(Counts.inserted(2));
        assertThat(first.change().before()).isEqualTo(-1);
        assertThat(first.schemaChanges()).extracting(SchemaChange::kind).contains("create");
        assertThat(second.counts()).isEqualTo(Counts.inserted(2));
        assertThat(second.rowsBefore()).isEqualTo(2);
        assertThat(second.change().before()).isEqualTo(first.change().after());
        assertThat(rows("SELECT id, name, _ingot_run FROM bronze.people ORDER BY id, _ingot_run"))
                .containsExactly("1|Ada|run-1", "2|Bob|run-1", "2|Bob|run-2", "3|Cy, the third|run-2");
    }

    @Test
    void aFullLoadReplacesTheTableAndCountsWhatWentAway() {
        loads.mode(LoadMode.FULL).csv("id,name", "1,Ada", "2,Bob");
        LoadResult second = loads.csv("id,name", "3,Cy");

        assertThat(second.counts()).isEqualTo(Counts.inserted(1));
        assertThat(second.removed()).isEqualTo(2);
        assertThat(rows(PEOPLE)).containsExactly("3|Cy");
    }

    @Test
    void aMergeAddsAndReplacesByKey() {
        if (refused(LoadMode.MERGE)) {
            return;
        }
        loads.mode(LoadMode.MERGE).csv("id,name", "1,Ada", "2,Bob");
        LoadResult second = loads.csv("id,name", "1,Ada", "2,Bert", "3,Cy");

        assertThat(second.counts().law()).isEqualTo("read 3 = 1 inserted + 1 updated + 1 unchanged");
        assertThat(rows(PEOPLE)).containsExactly("1|Ada", "2|Bert", "3|Cy");
    }

    @Test
    void aSnapshotKeepsEveryVersionOfARow() {
        if (refused(LoadMode.SNAPSHOT)) {
            return;
        }
        loads.mode(LoadMode.SNAPSHOT).csv("id,name", "1,Ada", "2,Bob");
        clock.to("2026-01-02T00:00:00Z");
        LoadResult second = loads.csv("id,name", "1,Ada", "2,Bert");

        assertThat(second.counts().law()).isEqualTo("read 2 = 1 updated + 1 unchanged");
        assertThat(rows("SELECT id, name, valid_from, valid_to, is_current FROM bronze.people ORDER BY id, valid_from"))
                .containsExactly(
                        "1|Ada|2026-01-01T00:00:00Z|null|true",
                        "2|Bob|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z|false",
                        "2|Bert|2026-01-02T00:00:00Z|null|true");
    }

    @ParameterizedTest
    @EnumSource(LoadMode.class)
    void valuesThatNeedAnotherTypeWidenTheColumnAndStayWhatTheyAre(LoadMode mode) {
        if (refused(mode) || !supports(Feature.EVOLVING_SCHEMAS)) {
            return;
        }
        loads.mode(mode).csv("id,v,d,b", "1,5,2024-01-01,true");
        loads.csv("id,v,d,b", "2,007,2024-01-02 10:00:00,yes", "3,1.5,2024-01-03,n");
        loads.csv("id,v,d,b", "4,x,n/a,");

        List<String> all =
                List.of("1|5|2024-01-01|true", "2|007|2024-01-02 10:00:00|yes", "3|1.5|2024-01-03|n", "4|x|n/a|null");
        assertThat(rows("SELECT id, v, d, b FROM bronze.people ORDER BY id"))
                .isEqualTo(mode == LoadMode.FULL ? all.subList(3, 4) : all);
    }

    @ParameterizedTest
    @EnumSource(LoadMode.class)
    void aReplayedValueMayWidenItsColumn(LoadMode mode) {
        if (refused(mode) || !supports(Feature.EVOLVING_SCHEMAS)) {
            return;
        }
        loads.columns = List.of(ColumnRule.of("v", Simple.INTEGER));
        loads.mode(mode).csv("id,v", "1,5", "2,x");
        loads.columns = List.of(ColumnRule.of("v", Simple.STRING));
        List<String> files =
                quarantine().stream().map(QuarantinedRow::file).distinct().toList();
        loads.load(2, new Quarantined(files, 1, Loads.CSV));

        assertThat(rows("SELECT id, v FROM bronze.people ORDER BY id")).containsExactly("1|5", "2|x");
        assertThat(quarantine()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoadMode.class)
    void aBatchThatTheTableHasIsNotLoadedAgain(LoadMode mode) {
        if (refused(mode)) {
            return;
        }
        loads.mode(mode).csv("id,name", "1,Ada", "2,Bob");
        long version = loads.csv("id,name", "2,Bert").change().after();
        List<String> before = rows(PEOPLE);
        clock.pass(Duration.ofHours(1));
        LoadResult again = loads.load(2, loads.scan("id,name", "2,Bert", "9,Zoe"));

        assertThat(again.alreadyLoaded()).isTrue();
        assertThat(again.counts()).isEqualTo(Counts.ZERO);
        assertThat(again.change()).isEqualTo(new TableChange(TABLE, version, version));
        assertThat(rows(PEOPLE)).isEqualTo(before);
    }

    @Test
    void batchesAreNumberedForEachPipeline() {
        loads.csv("id,name", "1,Ada");
        loads.pipeline = "others";
        LoadResult other = loads.load(1, loads.scan("id,name", "2,Bob"));

        assertThat(other.alreadyLoaded()).isFalse();
        assertThat(rows(PEOPLE)).containsExactly("1|Ada", "2|Bob");
    }

    @Test
    void thePositionOfTheLastBatchComesBack() {
        assertThat(warehouse.lastBatch(TABLE, "people")).isEmpty();
        loads.csv("id,name", "1,Ada");
        long version = loads.csv("id,name", "2,Bob").change().after();
        publish(TABLE, "SELECT * FROM bronze.people", new BuildMode.Append(), SchemaPolicy.IGNORE);

        assertThat(warehouse.lastBatch(TABLE, "people"))
                .contains(new CommittedBatch(2, version, "run-2", Loads.position(2)));
        assertThat(warehouse.lastBatch(TABLE, "others")).isEmpty();
    }

    @Test
    void theOrderDecidesWhichOfTwoRowsWithOneKeyWins() {
        loads.key = List.of("id");
        loads.order = List.of(new OrderBy("at", true));
        LoadResult result =
                loads.csv("id,name,at", "1,new,3", "1,old,2", "2,early,5", "2,late,5", "3,none,", "3,some,1");

        assertThat(result.counts().law()).isEqualTo("read 6 = 3 inserted + 3 deduplicated");
        assertThat(rows(PEOPLE)).containsExactly("1|new", "2|late", "3|some");
    }

    @Test
    void aRowThatBreaksTheContractGoesToQuarantineWithAllThatIsKnownOfIt() {
        loads.columns = List.of(ColumnRule.of("id", Simple.BIGINT).required());
        LoadResult result = loads.csv("id,name", "1,Ada", "x1,\"Bob, the second\"", ",Cy");

        assertThat(result.counts().law()).isEqualTo("read 3 = 1 inserted + 2 quarantined");
        assertThat(quarantine())
                .extracting(row -> row.rule() + " " + row.position() + " " + row.raw())
                .containsExactly("cast:id 2 x1,\"Bob, the second\"", "not_null:id 3 ,Cy");
        QuarantinedRow row = quarantine().get(0);
        assertThat(row.reason()).contains("x1").contains("id");
        assertThat(List.of(row.pipeline(), row.run(), row.batch(), row.at(), row.file()))
                .containsExactly("people", "run-1", 1L, clock.instant(), "people-1.csv");
        assertThat(result.rejections())
                .extracting(r -> r.rule() + " " + r.rows())
                .containsExactlyInAnyOrder("cast:id 1", "not_null:id 1");
        warehouse
                .quarantineOf(TABLE)
                .ifPresent(table -> assertThat(info(table).rows()).isEqualTo(2));
    }

    @Test
    void quarantineIsListedOldestFirstUpToALimit() {
        assertThat(quarantine()).isEmpty();
        loads.columns = List.of(ColumnRule.of("id", Simple.BIGINT));
        loads.csv("id,name", "0,Ada", "x1,Bob", "x2,Cy");
        clock.pass(Duration.ofHours(1));
        loads.csv("id,name", "x3,Dan");

        assertThat(quarantine()).extracting(QuarantinedRow::raw).containsExactly("x1,Bob", "x2,Cy", "x3,Dan");
        assertThat(warehouse.quarantined(TABLE, 2))
                .extracting(QuarantinedRow::raw)
                .containsExactly("x1,Bob", "x2,Cy");
    }

    @Test
    void purgingTakesOnlyTheNamedRowsOnce() {
        loads.columns = List.of(ColumnRule.of("id", Simple.BIGINT));
        loads.csv("id,name", "0,Ada", "x1,Bob", "x2,Cy");
        List<String> first = List.of(quarantine().get(0).id(), "no such id");

        assertThat(warehouse.purgeQuarantine(TABLE, first)).isEqualTo(1);
        assertThat(warehouse.purgeQuarantine(TABLE, first)).isZero();
        assertThat(quarantine()).extracting(QuarantinedRow::raw).containsExactly("x2,Cy");
        assertThat(rows(PEOPLE)).containsExactly("0|Ada");
    }

    @Test
    void aReplayedRowMovesFromQuarantineIntoTheTable() {
        loads.columns = List.of(
                new ColumnRule("name", "name", Simple.STRING, false, null, null, List.of("Ada"), null, null, null));
        loads.csv("id,name", "1,Ada", "2,Bob", "3,Cy");
        loads.columns = List.of(new ColumnRule(
                "name", "name", Simple.STRING, false, null, null, List.of("Ada", "Bob"), null, null, null));
        List<String> files =
                quarantine().stream().map(QuarantinedRow::file).distinct().toList();
        LoadResult replay = loads.load(2, new Quarantined(files, 1, Loads.CSV));

        assertThat(replay.counts().law()).isEqualTo("read 2 = 1 inserted + 1 quarantined");
        assertThat(rows(PEOPLE)).containsExactly("1|Ada", "2|Bob");
        assertThat(quarantine()).extracting(QuarantinedRow::raw).containsExactly("3,Cy");
        assertThat(warehouse.quarantineGroups(TABLE)).singleElement().satisfies(group -> {
            assertThat(group.run()).isEqualTo("run-2");
            assertThat(group.batch())
                    .as("it stays as of the batch that it came with")
                    .isEqualTo(1);
            assertThat(group.rows()).isEqualTo(1);
            assertThat(group.sample().raw()).isEqualTo("3,Cy");
        });
    }

    @Test
    void evolveAddsANewColumnAndSaysSo() {
        loads.csv("id,name", "1,Ada");
        if (refused(Feature.EVOLVING_SCHEMAS, () -> loads.csv("id,name,city", "2,Bob,Ulm"))) {
            return;
        }
        LoadResult second = loads.csv("id,name,city", "2,Bob,Ulm");

        assertThat(second.schemaChanges())
                .extracting(change -> change.kind() + " " + change.column())
                .containsExactly("add city");
        assertThat(rows("SELECT id, city FROM bronze.people ORDER BY id")).containsExactly("1|null", "2|Ulm");
    }

    @Test
    void freezeStopsAtANewColumnWithNothingWritten() {
        loads.csv("id,name", "1,Ada");
        TableInfo before = info(TABLE);
        loads.schemaMode = SchemaMode.FREEZE;
        Problem problem = problem(() -> loads.csv("id,name,city", "2,Bob,Ulm"));

        assertThat(problem.code().exit()).isEqualTo(ExitCode.CONTRACT);
        assertThat(problem.render()).contains("city");
        assertThat(info(TABLE)).isEqualTo(before);
    }

    @Test
    void quarantineTakesOnlyRowsThatHaveSomethingInAnUnknownColumn() {
        loads.csv("id,name", "1,Ada");
        loads.schemaMode = SchemaMode.QUARANTINE;
        LoadResult second = loads.csv("id,name,city", "2,Bob,Ulm", "3,Cy,");

        assertThat(second.counts().law()).isEqualTo("read 2 = 1 inserted + 1 quarantined");
        assertThat(rows(PEOPLE)).containsExactly("1|Ada", "3|Cy");
        assertThat(quarantine())
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).contains("city"));
    }

    @Test
    void tooManyBadRowsStopTheLoadWithNothingWrittenToTheTable() {
        loads.columns = List.of(ColumnRule.of("id", Simple.BIGINT));
        loads.csv("id,name", "1,Ada");
        TableInfo before = info(TABLE);
        loads.threshold = new Threshold(1L, null);
        Problem problem = problem(() -> loads.csv("id,name", "x1,Bob", "x2,Cy", "4,Dan"));

        assertThat(problem.code().exit()).isEqualTo(ExitCode.CONTRACT);
        assertThat(problem.what()).contains("2 of 3").contains("1");
        assertThat(info(TABLE)).isEqualTo(before);
        assertThat(warehouse.lastBatch(TABLE, "people"))
                .hasValueSatisfying(last -> assertThat(last.batch()).isEqualTo(1));
        assertThat(loads.csv("id,name", "2,Bob", "x2,Cy", "4,Dan").counts().law())
                .isEqualTo("read 3 = 2 inserted + 1 quarantined");
        assertThat(quarantine()).extracting(QuarantinedRow::raw).containsExactly("x2,Cy");
    }

    @Test
    void aLoadThatIsCancelledOrCannotReadItsFilesLeavesNoTable() {
        loads.control = Cancelled.now();
        assertThat(problem(() -> loads.csv("id,name", "1,Ada")).code().exit()).isEqualTo(ExitCode.INTERRUPTED);
        loads.control = StepControl.NONE;
        Path gone = folder.resolve("gone.csv");
        FileRef missing = new FileRef("gone.csv", gone.toString(), 10, clock.instant(), "etag");
        Problem problem = problem(() -> loads.load(1, new FileScan(List.of(missing), Loads.CSV)));

        assertThat(problem.code().kind()).isIn(ErrorKind.USER, ErrorKind.EXTERNAL);
        assertThat(problem.render()).contains("gone.csv");
        assertThat(warehouse.find(TABLE)).isEmpty();
        assertThat(loads.csv("id,name", "1,Ada").counts()).isEqualTo(Counts.inserted(1));
    }

    @Test
    void recordNumbersAreKeptWhereTheyAreAskedFor() {
        loads.recordPosition = true;
        loads.csv("id,name", "7,Ada", "5,Bob");

        assertThat(rows("SELECT _ingot_position, id FROM bronze.people ORDER BY 1"))
                .containsExactly("1|7", "2|5");
    }
}
