package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.acceptance.faults.Doomed;
import dev.ingot.acceptance.faults.Doomed.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One call of a service that changes something is refused, while it loads, builds, and runs a schedule: it goes on without
 * a hand. Which one is up to {@code -Dfaults.seed}, how many are tried of each kind to {@code -Dfaults.service}.
 */
class ServiceFaultsTest {

    /** By kind, a number of calls that a service makes for certain in this test. */
    private static final Map<String, Integer> CALLS =
            new TreeMap<>(Map.of("of the disk", 250, "of the store", 250, "of the engine", 60));

    private static final int MOST_LOOKS = 240;

    @TempDir
    Path folder;

    private Project shop(Path place) {
        Project shop = Shop.in(place);
        shop.configure("shop", "landing: {type: files, path: landing}\n", """
                schedules: [{name: nightly, cron: 0 3 * * *, select: [slow]}]
                """);
        shop.write("models/revenue.sql", """
                {{ config(on_change=true) }}
                select product, sum(amount) as amount from {{ source('bronze', 'sales') }} group by product
                """);
        shop.write("models/slow.sql", "select count(*) as n from {{ source('bronze', 'returns') }}");
        return shop;
    }

    @Test
    void aServiceGoesOnWhateverCallIsRefused() throws Exception {
        Random random = new Random(Long.getLong("faults.seed", 1L));
        List<String> options = Doomed.options(folder);
        for (int i = 0; i < Integer.getInteger("faults.service", 1); i++) {
            for (String kind : CALLS.keySet()) {
                int number = 1 + random.nextInt(CALLS.get(kind));
                goesOn(options, kind, number, Files.createDirectory(folder.resolve(i + kind)));
            }
        }
    }

    private void goesOn(List<String> options, String kind, int number, Path place)
            throws IOException, InterruptedException {
        Project shop = shop(place.resolve("shop"));
        shop.ingot("run", "--select", "sales").succeeded();
        Path came = place.resolve("came.txt");
        Path printed = place.resolve("printed.txt");
        Process service = start(options, shop, printed, came, kind, number);
        try {
            if (!serves(service, printed)) {
                // It says why it does not start, and whoever watches over it starts it again.
                assertThat(printed).content().contains("INGOT-").doesNotContain("unexpectedly");
                service = start(options, shop, printed, came, kind, 0);
            }
            comes(service, shop, printed, "desk|99.0,lamp|10.5");
            shop.write("landing/returns-2.csv", "return_id,sale_id\n2,1\n");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,lamp,12.00\n5,chair,1.00\n");
            comes(service, shop, printed, "desk|99.0,lamp|22.5");
            service.toHandle().destroy();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            service.destroyForcibly();
        }
        String report =
                "call " + number + " " + kind + ": " + Files.readString(came) + "\n" + Files.readString(printed);
        assertThat(service.exitValue()).as(report).isZero();

        shop.run();
        assertThat(shop.query("select sale_id from bronze.sales order by 1"))
                .as(report)
                .containsExactly("1", "2", "4");
        assertThat(shop.query("select n from gold.slow")).as(report).containsExactly("2");
        assertThat(shop.query("select raw from _ingot_quarantine.bronze__sales order by 1"))
                .as(report)
                .containsExactly("3,sofa,5.00", "5,chair,1.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine"))
                .as(report)
                .containsExactly("2");
        assertThat(shop.metadata("SELECT table_name FROM table_lock UNION ALL SELECT run_id FROM run WHERE status ="
                        + " 'running' UNION ALL SELECT node_id FROM audit WHERE status = 'running'"))
                .as(report)
                .isEmpty();
    }

    private static Process start(List<String> options, Project shop, Path printed, Path came, String kind, int number)
            throws IOException {
        String[] typed = {"start", "--every", "0.1", "--port", "0"};
        return Cli.java(options, Doomed.class, Doomed.arguments(shop.folder(), came, Fate.REFUSED, kind, number, typed))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    /** Whether it begins before it ends. */
    private static boolean serves(Process service, Path printed) throws IOException, InterruptedException {
        while (!Files.readString(printed).contains(" serves ")) {
            if (service.waitFor(100, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until the model has these rows. */
    private static void comes(Process service, Project shop, Path printed, String rows)
            throws IOException, InterruptedException {
        String sql = "select string_agg(product || '|' || cast(amount as double), ',' order by product) as r from"
                + " gold.revenue";
        for (int look = 0; look < MOST_LOOKS; look++) {
            Cli.Result asked = shop.ingot("query", sql, "--output", "csv");
            if (asked.out().contains(rows)) {
                return;
            }
            if (service.waitFor(500, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new AssertionError(rows + " did not come:\n" + Files.readString(printed));
    }
}
