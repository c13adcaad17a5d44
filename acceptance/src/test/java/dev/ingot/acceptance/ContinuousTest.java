package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on until it is stopped, as a process of its own. */
class ContinuousTest {

    @TempDir
    Path folder;

    /** Reads lines until one has all these words. */
    static String until(BufferedReader output, String... words) throws Exception {
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            if (java.util.stream.Stream.of(words).allMatch(line::contains)) {
                return read.toString();
            }
        }
        throw new AssertionError("it ended without " + String.join(" ", words) + ":\n" + read);
    }

    @Test
    void whatArrivesIsLoadedAndWhatIsMarkedIsBuiltUntilItIsStopped() throws Exception {
        Project shop = Shop.in(folder);
        shop.write("models/revenue.sql", """
                {{ config(on_change=true) }}
                select product, sum(amount) as amount from {{ source('bronze', 'sales') }} group by product
                """);
        shop.write("models/slow.sql", "select count(*) as n from {{ source('bronze', 'sales') }}");
        Process process = Cli.startPiped(folder, "run", "--continuous", "--every", "0.1");
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            until(output, "Waiting for changes of 2 pipelines");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
            assertThat(until(output, "OK table model", "gold.revenue"))
                    .contains("OK pipeline bronze.sales", "read 1 = 1 inserted")
                    .doesNotContain("gold.slow");
            shop.write("landing/sales-3.csv", "sale_id,product,amount\n8,desk,1.00\n");
            until(output, "OK table model", "gold.revenue");

            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }
        assertThat(shop.ingot("query", "--output", "csv", "select product, amount from gold.revenue order by 1")
                        .succeeded()
                        .out())
                .isEqualTo("product,amount\ndesk,100.00\nlamp,110.50\n");
        assertThat(shop.ingot("query", "--output", "csv", "select n from gold.slow")
                        .succeeded()
                        .out())
                .as("what is not marked waits for its own run")
                .isEqualTo("n\n2\n");
        assertThat(shop.ingot("runs", "--output", "csv")
                        .succeeded()
                        .out()
                        .lines()
                        .count())
                .as("the first run, and for each file a reading and a build; not the readings of nothing")
                .isBetween(6L, 7L);
    }

    @Test
    void aProjectThatChangesMeanwhileIsTakenUpAndAMistakeInItIsNot() throws Exception {
        Project shop = Shop.in(folder);
        String count = "{{ config(on_change=true) }} select count(*) as n from {{ source('bronze', 'sales') }}";
        shop.write("models/counted.sql", count);
        Process process = Cli.startPiped(folder, "run", "--continuous", "--every", "0.1");
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            until(output, "Waiting for changes of 2 pipelines");

            shop.write("models/counted.sql", "select * from {{ ref('nothing') }}");
            assertThat(until(output, "The project was changed and has 1 problem; it goes on as it was."))
                    .contains("nothing");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
            until(output, "OK table model gold.counted");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("3");

            shop.write("models/counted.sql", count.replace("count(*)", "10 * count(*)"));
            assertThat(until(output, "OK table model gold.counted"))
                    .contains("The project was changed and read anew: 1 step to run, 0 steps gone.");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("30");

            shop.write("pipelines/more.yml", """
                    pipelines:
                      - name: products
                        from: {connection: landing, path: "products-*.csv"}
                        to: bronze.products
                        load: append
                    """);
            shop.write("landing/products-1.csv", "product\nlamp\n");
            assertThat(until(output, "OK pipeline bronze.products")).contains("read anew: 1 step to run");
            shop.write("landing/products-2.csv", "product\nsofa\n");
            until(output, "OK pipeline bronze.products");
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
        assertThat(shop.query("select product from bronze.products order by 1")).containsExactly("lamp", "sofa");
    }

    @Test
    void aTableThatIsWrittenOftenIsCompactedMeanwhile() throws Exception {
        Project shop = Shop.in(folder);
        Process process = Cli.startPiped(folder, "run", "--continuous", "--every", "0.05");
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            until(output, "Waiting for changes of 2 pipelines");
            for (int i = 100; i < 130; i++) {
                shop.write("landing/sales-" + i + ".csv", "sale_id,product,amount\n" + i + ",lamp,1.00\n");
                until(output, "OK pipeline bronze.sales");
            }
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(shop.ingot("query", "--output", "csv", "select count(*) as n from bronze.sales where sale_id >= 100")
                        .succeeded()
                        .out())
                .isEqualTo("n\n30\n");
        assertThat(shop.ingot("history", "bronze.sales").succeeded().out()).contains("OPTIMIZE");
    }

    @Test
    void optionsThatMakeNoSenseTogetherAreRefused() {
        Project shop = Shop.in(folder);

        assertThat(shop.ingot("run", "--continuous", "--skip-load").exits(2).err())
                .contains("--continuous does not go with --skip-load");
    }
}
