package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several targets, lakes, projects and metadata stores: what was read is known of each lake by itself. */
class TwoLakesTest {

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void aShopWithTwoTargets() {
        shop = Shop.in(folder);
        targets(shop, "lake_dev", "lake_prod");
    }

    /** @param lakes of the targets dev and prod */
    private static void targets(Project project, String... lakes) {
        project.write("ingot.yml", """
                name: shop
                target: dev
                targets:
                  dev: {warehouse: first}
                  prod: {warehouse: second}
                connections:
                  first: {type: lake, path: %s}
                  second: {type: lake, path: %s}
                  landing: {type: files, path: landing}
                """.formatted((Object[]) lakes));
    }

    private String load(Project project, String target) {
        Project.Steps steps = project.run("--target", target, "--select", "sales");
        String counts = steps.counts("bronze.sales");
        return counts.isEmpty() ? steps.step("bronze.sales").path("message").asText() : counts;
    }

    private String sales(Project project, String target) {
        return String.join(
                " ",
                project.ingot(
                                "query",
                                "select sale_id from bronze.sales order by 1",
                                "--target",
                                target,
                                "--output",
                                "json")
                        .succeeded()
                        .json()
                        .findValuesAsText("sale_id"));
    }

    private void secondDay(Project project) {
        project.write("landing/sales-2.csv", "sale_id,product,amount\n4,lamp,12.00\n5,desk,1.00\n");
    }

    @Test
    void aFileThatOneLakeHasReadIsStillNewToTheOther() {
        assertThat(load(shop, "dev")).isEqualTo("read 3, inserted 2, quarantined 1");
        assertThat(load(shop, "prod")).isEqualTo("read 3, inserted 2, quarantined 1");
        secondDay(shop);
        assertThat(load(shop, "prod")).isEqualTo("read 2, inserted 2");
        assertThat(load(shop, "dev")).isEqualTo("read 2, inserted 2");

        assertThat(load(shop, "dev")).isEqualTo("nothing new");
        assertThat(load(shop, "prod")).isEqualTo("nothing new");
        assertThat(sales(shop, "dev")).isEqualTo("1 2 4 5").isEqualTo(sales(shop, "prod"));
    }

    @Test
    void aRunIsOnlyTakenBackWhereItWorked() {
        load(shop, "dev");
        load(shop, "prod");
        String ofDev =
                shop.metadata("SELECT run_id FROM run WHERE target = 'dev'").get(0);

        assertThat(shop.ingot("undo", ofDev, "--yes", "--target", "prod")
                        .exits(2)
                        .err())
                .contains("INGOT-CLI-046", "It was a run of the target 'dev'", "--target dev");
        shop.ingot("undo", "last", "--yes", "--target", "dev").succeeded();

        assertThat(load(shop, "prod")).isEqualTo("nothing new");
        assertThat(load(shop, "dev")).isEqualTo("read 3, inserted 2, quarantined 1");
    }

    @Test
    void twoTargetsOfOneLakeReadEachFileOnce() {
        targets(shop, "lake", "./lake/../lake");
        load(shop, "dev");
        secondDay(shop);

        assertThat(load(shop, "prod")).isEqualTo("read 2, inserted 2");
        assertThat(load(shop, "dev")).isEqualTo("nothing new");
        assertThat(sales(shop, "dev")).isEqualTo("1 2 4 5");
        shop.ingot("undo", "last", "--yes", "--target", "prod").succeeded();
        assertThat(sales(shop, "dev")).isEqualTo("1 2");
    }

    @Test
    void twoProjectsOfOneLakeReadEachFileOnce(@TempDir Path other) {
        Project second = Shop.in(other);
        targets(
                shop,
                folder.resolve("lake").toString(),
                folder.resolve("unused").toString());
        targets(
                second,
                folder.resolve("lake").toString(),
                folder.resolve("unused").toString());
        load(shop, "dev");
        assertThat(load(second, "dev")).as("the same file").isEqualTo("nothing new");

        secondDay(second);
        assertThat(load(second, "dev")).isEqualTo("read 2, inserted 2");
        secondDay(shop);
        shop.write("landing/sales-3.csv", "sale_id,product,amount\n6,lamp,3.00\n");
        assertThat(load(shop, "dev")).as("only the third file").isEqualTo("read 1, inserted 1");

        assertThat(sales(second, "dev")).isEqualTo("1 2 4 5 6");
    }

    @Test
    void aStoreThatKnewOfNoLakesIsTakenOverByTheLakesThatHaveItsBatches() {
        load(shop, "dev");
        secondDay(shop);
        load(shop, "prod");
        // As the store was before it knew of lakes: one series of batches, whatever lake they went to.
        String prod =
                shop.metadata("SELECT warehouse FROM run WHERE target = 'prod'").get(0);
        for (String table : new String[] {"pipeline_position", "file_ledger"}) {
            shop.editMetadata("UPDATE " + table + " SET batch = 2 WHERE warehouse = '" + prod + "'");
        }
        for (String table : new String[] {"run", "pipeline_position", "file_ledger", "quarantine", "schema_history"}) {
            shop.editMetadata("UPDATE " + table + " SET warehouse = ''");
        }
        shop.write("landing/sales-3.csv", "sale_id,product,amount\n6,lamp,3.00\n");

        assertThat(load(shop, "prod")).isEqualTo("read 1, inserted 1");
        assertThat(load(shop, "dev")).isEqualTo("read 3, inserted 3");

        assertThat(sales(shop, "dev")).isEqualTo("1 2 4 5 6").isEqualTo(sales(shop, "prod"));
        shop.ingot("undo", "last", "--yes", "--target", "prod").succeeded();
        assertThat(sales(shop, "prod")).isEqualTo("1 2 4 5");
    }
}
