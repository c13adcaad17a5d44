package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends with exit code 3: a load with more bad rows than its pipeline allows, a model with other columns. */
class BrokenContractTest {

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void files() {
        shop = Shop.in(folder);
    }

    private void aLoadThatAllowsNoBadRowFails() {
        contract("[lamp, desk]");
        shop.ingot("run").exits(3);
    }

    private void contract(String products) {
        shop.write("pipelines/shop.yml", """
                pipelines:
                  - name: sales
                    from: {connection: landing, path: "sales-*.csv"}
                    to: bronze.sales
                    load: append
                    quarantine: {max_rows: 0}
                    contract:
                      columns:
                        - {name: product, type: string, accepted: %s}
                """.formatted(products));
    }

    @Test
    void theRowsOfALoadOverItsThresholdAreListed() {
        aLoadThatAllowsNoBadRowFails();
        Cli.Result list = shop.ingot("quarantine", "list", "--output", "json").succeeded();

        assertThat(list.json().findValuesAsText("open")).containsExactly("1");
        assertThat(list.json().findValuesAsText("file")).containsExactly("sales-1.csv");
    }

    @Test
    void tryingSuchALoadAgainListsThemOnce() {
        aLoadThatAllowsNoBadRowFails();
        shop.ingot("run").exits(3);

        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
    }

    @Test
    void suchRowsAreNotReplayedBecauseTheirFileIsReadAgain() {
        aLoadThatAllowsNoBadRowFails();
        contract("[lamp, desk, sofa]");

        Cli.Result replay = shop.ingot("quarantine", "replay", "bronze.sales").succeeded();

        assertThat(replay.out()).contains("what waits is of a load that failed, and comes again with its file");
        shop.run();
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3");
        assertThat(shop.ingot("quarantine", "list").out()).contains("Quarantine is empty");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("0");
    }

    @Test
    void aFullRefreshThatFailsTakesNoRowAwayFromTheBatchThatBroughtIt() {
        Shop.pipelines(shop, "[lamp, desk]");
        shop.run();
        contract("[lamp, desk]");
        shop.ingot("run", "--full-refresh").exits(3);

        Shop.pipelines(shop, "[lamp, desk]");
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,chair,1.00\n5,lamp,2.00\n");
        shop.run();

        assertThat(shop.ingot("quarantine", "show", "bronze.sales", "--output", "json")
                        .json()
                        .findValuesAsText("raw"))
                .containsExactly("3,sofa,5.00", "4,chair,1.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("2");
        Shop.pipelines(shop, "[lamp, desk, sofa, chair]");
        shop.ingot("quarantine", "replay", "bronze.sales").succeeded();
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3", "4", "5");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("0");
    }

    @Test
    void anIncrementalModelWhoseColumnsMayNotChangeBreaksItsContractWhenTheyDo() {
        String config = "{{ config(materialized='incremental', on_schema_change='fail') }}\n";
        String rows = "from {{ source('bronze', 'sales') }}";
        shop.write("models/revenue.sql", config + "select product " + rows);
        shop.run();
        shop.write("models/revenue.sql", config + "select product, amount " + rows);

        Cli.Result run = shop.ingot("run").exits(3);

        assertThat(run.out()).contains("INGOT-LAKE-010", "'amount' is in the select but not in the table");
        assertThat(shop.query("select * from gold.revenue order by 1")).containsExactly("desk", "lamp");
    }
}
