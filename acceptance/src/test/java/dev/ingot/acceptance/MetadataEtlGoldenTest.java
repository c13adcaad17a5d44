package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code metadata-etl} on its real files: the figures that were counted in them by other means. */
class MetadataEtlGoldenTest {

    @TempDir
    Path temporary;

    @Test
    void fourRealDaysMeetTheGoldenFigures() {
        Optional<Path> raw = ExampleData.folderWith("20250323/orders.json");
        assumeTrue(raw.isPresent(), ExampleData.VARIABLE + " names no folder with 20250323/orders.json");
        Project project = Project.ofExample(
                "metadata-etl",
                temporary.resolve("project"),
                Map.of(
                        "LANDING",
                        raw.get().toAbsolutePath().toString(),
                        "LAKE",
                        temporary.resolve("lake").toString()));

        day(project, "20250323", "", 1000, "read 1014, inserted 977, deduplicated 14, quarantined 23");
        day(project, "20250324", "", 40, "read 40, inserted 38, quarantined 2");
        day(project, "20250325", "_test", 45, "read 46, inserted 42, deduplicated 1, quarantined 3");
        day(project, "20250326", "_test", 50, "read 50, inserted 48, quarantined 2");

        assertThat(project.one("select count(*) from gold.dim_customers")).isEqualTo("1135");
        for (String table : new String[] {"gold.fct_orders_full_load", "gold.fct_orders_incremental"}) {
            assertThat(project.one("select count(*), count(distinct order_id) from " + table))
                    .isEqualTo("1105|1105");
            assertThat(project.query(
                            "select sum(order_total) from " + table + " group by loaded_at order by loaded_at"))
                    .containsExactly("1340867.89", "50734.20", "71608.91", "59198.28");
        }
    }

    private static void day(Project project, String date, String suffix, int customers, String orders) {
        if (!suffix.isEmpty()) {
            project.editMetadata("UPDATE controller SET data_source = name || '" + suffix + "'");
        }
        Project.Steps steps = project.run("--date", date);
        assertThat(steps.counts("bronze.customers")).isEqualTo("read %1$d, inserted %1$d".formatted(customers));
        assertThat(steps.counts("bronze.orders")).as(date).isEqualTo(orders);
        assertThat(steps.statuses()).containsOnlyKeys("success");
    }
}
