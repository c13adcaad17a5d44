package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that write a table which a run of another process holds, and commands beside the service. */
@Timeout(180)
class HeldTableTest {

    private static final List<List<String>> COMMANDS = List.of(
            List.of("maintain", "bronze.sales"),
            List.of("quarantine", "replay", "bronze.sales"),
            List.of("quarantine", "purge", "bronze.sales", "--yes"),
            List.of("undo", "last", "--yes"));

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void loaded() {
        shop = Shop.in(folder);
        shop.run("--select", "sales");
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
        shop.run("--select", "sales");
    }

    private void hold() {
        shop.editMetadata("INSERT INTO table_lock SELECT DISTINCT warehouse, 'bronze', 'sales', 'r9', 'elsewhere',"
                + " 'another machine', 4711, '2026-01-01T00:00:00.000Z', '2026-01-02T03:04:05.000Z',"
                + " '2999-01-01T00:00:00.000Z' FROM pipeline_position");
    }

    private Cli.Result run(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return shop.ingot(all.toArray(String[]::new));
    }

    @Test
    void eachCommandEndsWithWhoHoldsTheTableAndSinceWhenAndChangesNothing() {
        List<String> before = shop.query("select * from bronze.sales order by all");
        hold();

        for (List<String> command : COMMANDS) {
            Cli.Result result = run(command).exits(5);
            assertThat(result.out() + result.err())
                    .as("%s", command)
                    .contains(
                            "INGOT-META-001",
                            "bronze.sales is locked by the run r9 (process 4711 on elsewhere) since"
                                    + " 2026-01-02T03:04:05");
        }

        assertThat(shop.query("select * from bronze.sales order by all")).isEqualTo(before);
        assertThat(shop.ingot("quarantine", "show", "bronze.sales").succeeded().out())
                .contains("3,sofa,5.00");
        assertThat(shop.metadata("SELECT run_id FROM table_lock")).containsExactly("r9");
    }

    @Test
    void eachCommandThatMayWaitSaysSoAndDoesItsWorkWhenTheTableIsFree() throws Exception {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        for (List<String> command : COMMANDS) {
            if (command.contains("undo")) {
                shop.write("landing/sales-3.csv", "sale_id,product,amount\n8,rug,1.00\n9,desk,1.00\n");
                shop.run("--select", "sales");
            }
            hold();
            CompletableFuture<Cli.Result> waiting = CompletableFuture.supplyAsync(() -> run(command, "--wait", "60"));
            Cli.Result impatient = run(command, "--wait", "0.1").exits(5);
            assertThat(impatient.out() + impatient.err())
                    .as("%s waits no longer than it may", command)
                    .contains("INGOT-META-001");
            assertThat(waiting).as("%s", command).isNotDone();
            shop.editMetadata("DELETE FROM table_lock");
            Cli.Result result = waiting.get(60, TimeUnit.SECONDS).succeeded();
            assertThat(result.out() + result.err()).as("%s", command).contains("WAIT", "locked by the run r9");
        }

        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3", "7");
        assertThat(shop.metadata("SELECT count(*) FROM table_lock")).containsExactly("0");
    }

    /** Files come all the time, and people do whatever they do; at the end each row is there once. */
    @Test
    void besideTheServiceEachCommandIsDoneOrToldOfTheLockAndNothingIsLost() throws Exception {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        // Of the quarantined sale 3 the first of the two that does not meet the service's lock decides.
        boolean replayed = false;
        boolean purged = false;
        try (Job service = new Job(Cli.startPiped(folder, "start", "--every", "0.05", "--port", "0"))) {
            says(service, "Waiting for changes", 1);
            for (int i = 0; i < 5; i++) {
                int id = 100 + i;
                shop.write("landing/sales-" + id + ".csv", "sale_id,product,amount\n" + id + ",lamp,1.00\n");
                List<String> command = COMMANDS.get(i % 3);
                int exit = run(command).exit();
                assertThat(exit).isIn(0, 5);
                if (exit == 0 && command.contains("purge") && !replayed) {
                    purged = true;
                }
                replayed |= exit == 0 && command.contains("replay") && !purged;
                says(service, "OK pipeline bronze.sales", 1 + i);
            }
            assertThat(run(COMMANDS.get(0), "--wait", "--retention-hours", "0").exit())
                    .isZero();
            String last = shop.metadata("SELECT run_id FROM audit WHERE destination = 'bronze.sales' AND inserted > 0"
                            + " ORDER BY run_id DESC LIMIT 1")
                    .get(0);
            shop.ingot("undo", last, "--yes", "--wait", "60");
            assertThat(service.stop()).isZero();
        }
        shop.run("--select", "sales");

        assertThat(shop.query("select sale_id from bronze.sales where sale_id >= 100 order by 1"))
                .containsExactly("100", "101", "102", "103", "104");
        assertThat(shop.query("select sale_id from bronze.sales where sale_id < 100 order by 1"))
                .containsExactlyElementsOf(replayed ? List.of("1", "2", "3", "7") : List.of("1", "2", "7"));
        assertThat(shop.metadata("SELECT count(*) FROM table_lock")).containsExactly("0");
    }

    private static void says(Job job, String words, long times) throws InterruptedException {
        List<String> printed = job.printed(
                lines -> lines.stream().filter(line -> line.contains(words)).count() >= times);
        assertThat(printed.stream().filter(line -> line.contains(words)).count())
                .as(String.join("\n", printed))
                .isGreaterThanOrEqualTo(times);
    }
}
