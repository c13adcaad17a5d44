package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.examples.MetadataEtlData;
import dev.ingot.examples.MetadataEtlData.Day;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code metadata-etl} on made data: four days, dirty as real ones are. */
class MetadataEtlTest {

    private static final String[] TABLES = {
        "bronze.customers",
        "bronze.orders",
        "silver.sil_customers",
        "silver.sil_orders",
        "gold.dim_customers",
        "gold.fct_orders_full_load",
        "gold.fct_orders_incremental"
    };

    @TempDir
    Path temporary;

    private Project project = new Project(Path.of("."));
    private List<Day> days = List.of();

    @BeforeEach
    void fourDays() throws IOException {
        Path landing = Files.createDirectories(temporary.resolve("landing"));
        days = new MetadataEtlData(20250323).write(landing);
        project = Project.ofExample("metadata-etl", temporary.resolve("project"), variables(landing));
    }

    private Map<String, String> variables(Path landing) {
        return Map.of(
                "LANDING", landing.toString(), "LAKE", temporary.resolve("lake").toString());
    }

    private Project.Steps load(Day day) {
        if (!day.suffix().isEmpty()) {
            project.editMetadata("UPDATE controller SET data_source = name || '" + day.suffix() + "'");
        }
        return project.run("--date", day.folder());
    }

    @Test
    void everyOrderOfEveryDayIsInsertedDeduplicatedOrQuarantined() {
        for (Day day : days) {
            Project.Steps steps = load(day);

            assertThat(steps.counts("bronze.customers"))
                    .isEqualTo("read %1$d, inserted %1$d".formatted(day.customers()));
            var counts = steps.step("bronze.orders").path("counts");
            assertThat(counts.path("read").asInt()).isEqualTo(day.orders().records());
            assertThat(counts.path("inserted").asInt()).isEqualTo(day.orders().good());
            assertThat(counts.path("deduplicated").asInt()
                            + counts.path("quarantined").asInt())
                    .isEqualTo(day.orders().repeated() + day.orders().incomplete());
            assertThat(steps.statuses()).containsOnlyKeys("success");
        }
    }

    @Test
    void goldHoldsEveryGoodOrderOnce() {
        days.forEach(this::load);

        int good = days.stream().mapToInt(day -> day.orders().good()).sum();
        int customers = days.stream().mapToInt(Day::customers).sum();
        String orders = good + "|" + good;
        for (String table : List.of("gold.fct_orders_full_load", "gold.fct_orders_incremental")) {
            assertThat(project.one("select count(*), count(distinct order_id) from " + table))
                    .isEqualTo(orders);
        }
        assertThat(project.one("select count(*), count(distinct customer_id) from gold.dim_customers"))
                .isEqualTo(customers + "|" + customers);
        assertThat(project.query("select * from gold.fct_orders_full_load order by order_id"))
                .isEqualTo(project.query("select * from gold.fct_orders_incremental order by order_id"));
    }

    @Test
    void aDayThatIsRunAgainChangesNothing() {
        load(days.get(0));
        var before = project.contents(TABLES);
        List<String> versions = project.metadata("SELECT count(*) FROM pipeline_position");

        Project.Steps again = load(days.get(0));

        assertThat(again.counts("bronze.orders")).isEmpty();
        assertThat(again.step("bronze.orders").path("message").asText())
                .isEqualTo("nothing new: the files of 2025-03-23 were read before");
        assertThat(project.contents(TABLES)).isEqualTo(before);
        assertThat(project.metadata("SELECT count(*) FROM pipeline_position")).isEqualTo(versions);
    }

    @Test
    void aControllerRowEditedBySqlTakesEffectAtTheNextRun() {
        load(days.get(0));
        load(days.get(1));

        assertThat(project.ingot("run", "--date", days.get(2).folder()).exits(1).out())
                .contains("bronze.customers")
                .contains("20250325/customers.json");
        project.editMetadata("UPDATE controller SET data_source = 'customers_test' WHERE name = 'customers'");
        project.editMetadata("UPDATE controller SET data_source = 'orders_test' WHERE name = 'orders'");

        assertThat(project.run("--date", days.get(2).folder()).counts("bronze.customers"))
                .isEqualTo("read 45, inserted 45");
    }

    @Test
    void aControllerRowSwitchedOffBySqlIsNotRun() {
        project.run("--date", days.get(0).folder());
        project.editMetadata("UPDATE controller SET active = 0 WHERE name = 'orders'");

        assertThat(project.run("--date", days.get(1).folder()).report().findValuesAsText("node"))
                .contains("pipeline.metadata_etl.customers")
                .doesNotContain("pipeline.metadata_etl.orders");
    }

    @Test
    void theAuditTableAddsUpForEveryStep() {
        days.forEach(this::load);

        assertThat(project.metadata("SELECT count(*) FROM audit WHERE status <> 'success' OR rows_read <> inserted"
                        + " + updated + deleted + unchanged + deduplicated + filtered + quarantined"))
                .containsExactly("0");
        assertThat(project.metadata("SELECT sum(rows_read) FROM audit WHERE destination = 'bronze.orders'"
                        + " AND kind = 'pipeline'"))
                .containsExactly(String.valueOf(
                        days.stream().mapToInt(day -> day.orders().records()).sum()));
    }

    @Test
    void eachQuarantinedOrderShowsItsReasonItsPlaceAndItsText() {
        load(days.get(0));

        var rows = project.ingot("quarantine", "show", "bronze.orders", "--limit", "1000", "--output", "json")
                .succeeded()
                .json();
        assertThat(rows).isNotEmpty();
        List<String> lines = lines(days.get(0));
        rows.forEach(row -> {
            assertThat(row.path("file").asText()).isEqualTo("20250323/orders.json");
            assertThat(row.path("raw").asText())
                    .isEqualTo(lines.get(row.path("position").asInt() - 1));
            String column = row.path("reason").asText().replaceAll(".*'(.*)'.*", "$1");
            assertThat(row.path("raw").asText()).contains("\"" + column + "\":null");
        });
    }

    private List<String> lines(Day day) {
        try {
            return Files.readAllLines(temporary.resolve("landing/" + day.folder() + "/orders.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void identicalRecordsCountAsDeduplicatedAlsoWhereTheyAreIncomplete() {
        for (Day day : days) {
            assertThat(load(day).counts("bronze.orders").replace(", deduplicated 0", ""))
                    .isEqualTo("read %d, inserted %d"
                                    .formatted(
                                            day.orders().records(), day.orders().good())
                            + (day.orders().repeated() == 0
                                    ? ""
                                    : ", deduplicated " + day.orders().repeated())
                            + (day.orders().incomplete() == 0
                                    ? ""
                                    : ", quarantined " + day.orders().incomplete()));
        }
    }
}
