package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingot undo}: a run is taken back as if it had never been. */
class UndoTest {

    private static final String UNREAD = "SELECT count(*) FROM file_status WHERE undone_at IS NULL";

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void loadOnce() {
        shop = Shop.in(folder);
        shop.run();
    }

    private void secondDay() {
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,lamp,12.00\n5,chair,1.00\n");
        shop.write("landing/returns-2.csv", "return_id,sale_id\n1,1\n2,4\n");
    }

    private Cli.Result undo(String run) {
        return shop.ingot("undo", run, "--yes");
    }

    private List<String> quarantined() {
        return shop.ingot("quarantine", "show", "bronze.sales", "--output", "json")
                .succeeded()
                .json()
                .findValuesAsText("raw");
    }

    @Test
    void putsEveryTableBackAndTheFilesCountAsUnread() {
        var before = shop.contents(Shop.TABLES);
        secondDay();
        shop.run();
        assertThat(shop.contents(Shop.TABLES)).isNotEqualTo(before);

        undo("last").succeeded();

        assertThat(shop.contents(Shop.TABLES)).isEqualTo(before);
        assertThat(shop.metadata(UNREAD)).containsExactly("2");
    }

    @Test
    void theSameRunAfterAnUndoGivesTheSameRows() {
        secondDay();
        shop.run();
        String rows = "select sale_id, product, amount from bronze.sales order by sale_id";
        List<String> sales = shop.query(rows);
        List<String> revenue = shop.query("select * from gold.revenue order by product");
        List<String> raw = quarantined();
        undo("last").succeeded();

        Project.Steps again = shop.run();

        assertThat(again.counts("bronze.sales")).isEqualTo("read 2, inserted 1, quarantined 1");
        assertThat(again.counts("bronze.returns")).isEqualTo("read 2, inserted 1, updated 1");
        assertThat(shop.query(rows)).isEqualTo(sales).hasSize(3);
        assertThat(shop.query("select * from gold.revenue order by product")).isEqualTo(revenue);
        assertThat(quarantined()).containsExactlyInAnyOrderElementsOf(raw);
    }

    @Test
    void afterTheUndoOfTheFirstRunTheTablesDoNotExist() {
        undo("last").succeeded();

        for (String table : Shop.TABLES) {
            assertThat(shop.ingot("query", "select * from " + table).exit())
                    .as(table)
                    .isNotZero();
        }
        assertThat(shop.metadata(UNREAD)).containsExactly("0");
        assertThat(shop.run().counts("bronze.sales")).isEqualTo("read 3, inserted 2, quarantined 1");
    }

    @Test
    void isBlockedByALaterRunAndSaysWhichItIs() {
        String first = shop.metadata("SELECT run_id FROM run").get(0);
        secondDay();
        String second = shop.run().run();

        Cli.Result blocked = undo(first).exits(1);

        assertThat(blocked.err()).contains("INGOT-CLI-004", "bronze.sales", "The run " + second + " changed it since");
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "4");
        undo(second).succeeded();
        undo(first).succeeded();
    }

    @Test
    void withoutYesItOnlyShowsWhatWouldHappen() {
        var before = shop.contents(Shop.TABLES);

        Cli.Result shown = shop.ingot("undo", "last").succeeded();

        assertThat(shown.out()).contains(Shop.TABLES).contains("not there");
        assertThat(shown.err()).contains("Nothing was done yet");
        assertThat(shop.contents(Shop.TABLES)).isEqualTo(before);
    }

    @Test
    void whatTheRunQuarantinedIsTakenBackToo() {
        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        secondDay();
        shop.run();
        assertThat(quarantined()).hasSize(2);

        undo("last").succeeded();

        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
    }

    @Test
    void aRunThatWasUndoneIsNotUndoneTwice() {
        undo("last").succeeded();

        assertThat(undo("last").succeeded().out()).contains("was undone already");
    }

    @Test
    void anUndoneReplayGivesItsRowsBackToTheQuarantine() {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        shop.ingot("quarantine", "replay", "bronze.sales").succeeded();
        assertThat(quarantined()).isEmpty();
        assertThat(shop.one("select count(*) from bronze.sales")).isEqualTo("3");

        undo("last").succeeded();

        assertThat(shop.one("select count(*) from bronze.sales")).isEqualTo("2");
        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
    }

    @Test
    void runsAreUndoneOneAfterTheOtherBackToTheVeryFirst() {
        secondDay();
        shop.run();
        shop.write("landing/sales-3.csv", "sale_id,product,amount\n6,lamp,3.00\n");
        shop.run();
        List<String> runs = shop.metadata("SELECT run_id FROM run ORDER BY run_id DESC");

        runs.forEach(run -> undo(run).succeeded());

        assertThat(shop.ingot("query", "select * from bronze.sales").exit()).isNotZero();
        assertThat(shop.metadata(UNREAD)).containsExactly("0");
        assertThat(shop.run().counts("bronze.sales")).isEqualTo("read 6, inserted 4, quarantined 2");
    }

    /** The store as a process leaves it that is killed after its tables' commits and before it could note them. */
    private void forgetWhatTheLastRunCommitted() {
        String last = "(SELECT max(run_id) FROM run)";
        shop.editMetadata(
                "DELETE FROM table_version WHERE audit_id IN (SELECT audit_id FROM audit WHERE run_id = " + last + ")");
        shop.editMetadata("DELETE FROM file_ledger WHERE (pipeline, batch) IN"
                + " (SELECT pipeline, batch FROM pipeline_position WHERE run_id = " + last + ")");
        shop.editMetadata("DELETE FROM pipeline_position WHERE run_id = " + last);
        shop.editMetadata("DELETE FROM quarantine WHERE run_id = " + last);
        shop.editMetadata("UPDATE audit SET status = 'interrupted' WHERE run_id = " + last);
        shop.editMetadata("UPDATE run SET status = 'interrupted' WHERE run_id = " + last);
    }

    @Test
    void aRunThatDiedBeforeItsCommitsWereNotedIsTakenBackAsTheTablesKnowIt() {
        var before = shop.contents(Shop.TABLES);
        secondDay();
        shop.run();
        forgetWhatTheLastRunCommitted();

        undo("last").succeeded();

        assertThat(shop.contents(Shop.TABLES)).isEqualTo(before);
        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        Project.Steps again = shop.run();
        assertThat(again.counts("bronze.sales")).isEqualTo("read 2, inserted 1, quarantined 1");
        assertThat(again.counts("bronze.returns")).isEqualTo("read 2, inserted 1, updated 1");
    }

    @Test
    void aFirstRunThatDiedBeforeItsCommitsWereNotedIsTakenBackToNothing() {
        forgetWhatTheLastRunCommitted();

        undo("last").succeeded();

        assertThat(shop.ingot("query", "select * from bronze.sales").exit()).isNotZero();
        assertThat(shop.run().counts("bronze.sales")).isEqualTo("read 3, inserted 2, quarantined 1");
    }

    @Test
    void anUndoThatWasCutShortIsFinishedBeforeTheNextRunReadsAnything() {
        secondDay();
        shop.run();
        var after = shop.contents("gold.revenue");
        shop.editMetadata("UPDATE run SET undo_begun_at = started_at WHERE run_id = (SELECT max(run_id) FROM run)");

        Cli.Result next = shop.ingot("run").succeeded();

        assertThat(next.out())
                .containsPattern("The undo of the run \\S+ did not live to its end; it was finished now")
                .contains("read 2 = 1 inserted + 1 quarantined");
        assertThat(shop.contents("gold.revenue")).isEqualTo(after);
        assertThat(shop.one("select count(*), count(distinct sale_id) from bronze.sales"))
                .isEqualTo("3|3");
        assertThat(quarantined()).hasSize(2);
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("2");
    }

    @Test
    void nothingIsTakenBackWhereOneTableCannotBe() {
        var before = shop.contents(Shop.TABLES);
        secondDay();
        shop.run();
        var after = shop.contents(Shop.TABLES);
        shop.ingot("maintain", "bronze.returns", "--no-optimize", "--retention-hours", "0")
                .succeeded();

        Cli.Result refused = undo("last").exits(1);

        assertThat(refused.err()).contains("bronze.returns", "cannot be brought back");
        assertThat(after).isNotEqualTo(before);
        assertThat(shop.contents(Shop.TABLES)).isEqualTo(after);
    }

    @Test
    void aRunThatStillGoesOnIsNotTakenBack() {
        shop.editMetadata("UPDATE run SET status = 'running', ended_at = NULL, machine = 'another',"
                + " lease_until = '2999-01-01T00:00:00.000Z'");

        assertThat(undo("last").exits(5).err()).contains("INGOT-CLI-015", "still goes on");
    }

    @Test
    void aCompactionIsNotInTheWay() {
        var before = shop.contents(Shop.TABLES);
        secondDay();
        shop.run();
        shop.ingot("maintain").succeeded();

        undo("last").succeeded();

        assertThat(shop.contents(Shop.TABLES)).isEqualTo(before);
        assertThat(shop.run().counts("bronze.sales")).isEqualTo("read 2, inserted 1, quarantined 1");
    }

    @Test
    void theOrderOfRunsIsThatOfTheirVersionsWhateverTheClockSaid() {
        String first = shop.metadata("SELECT run_id FROM run").get(0);
        secondDay();
        String second = shop.run().run();
        shop.editMetadata("UPDATE table_version SET changed_at = '2999-01-01T00:00:00.000Z' WHERE audit_id IN"
                + " (SELECT audit_id FROM audit WHERE run_id = '" + first + "')");

        assertThat(undo(first).exits(1).err()).contains("Undo the later run first: 'ingot undo " + second);
        undo(second).succeeded();
        undo(first).succeeded();

        assertThat(shop.metadata(UNREAD)).containsExactly("0");
    }

    @Test
    void isBlockedByWhatIsNoRun() {
        secondDay();
        shop.run();
        shop.ingot("quarantine", "purge", "bronze.sales", "--yes").succeeded();

        assertThat(undo("last").exits(1).err())
                .contains(
                        "INGOT-CLI-004",
                        "_ingot_quarantine.bronze__sales",
                        "Something that is no run changed it since");
    }
}
