package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about a project, and the lineage of its columns. */
class DocsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void aShopThatRan() {
        shop = Shop.in(folder);
        shop.ingot("run").succeeded();
    }

    private JsonNode artefact(String name) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve("target").resolve(name)));
    }

    @Test
    void aColumnIsFollowedUpToItsPipelineAndDownToItsModel() {
        assertThat(shop.ingot("lineage", "revenue.amount").succeeded().out()).isEqualTo("""
                gold.revenue.amount  [model revenue]
                └─ bronze.sales.amount  aggregation  [pipeline sales]
                """);
        assertThat(shop.ingot("lineage", "bronze.sales.product", "--down")
                        .succeeded()
                        .out())
                .isEqualTo("""
                bronze.sales.product  [pipeline sales]
                └─ gold.revenue.product  identity  [model revenue]
                """);
    }

    @Test
    void aColumnThatIsNotThereIsToldWithTheNearestOne() {
        assertThat(shop.ingot("lineage", "revenue.amuont").exits(2).err())
                .contains("gold.revenue has no column 'amuont'", "Did you mean 'amount'?");
    }

    @Test
    void theCatalogHasWhatTheWarehouseHas() throws Exception {
        shop.ingot("docs", "generate").succeeded();

        JsonNode revenue = artefact("catalog.json").at("/nodes/model.shop.revenue");
        assertThat(revenue.at("/metadata/type").asText()).isEqualTo("BASE TABLE");
        assertThat(revenue.at("/columns/amount/type").asText()).startsWith("decimal(");
        assertThat(revenue.at("/stats/num_rows/value").asLong()).isEqualTo(2);
        assertThat(artefact("catalog.json")
                        .at("/sources/source.shop.bronze.sales/columns/sale_id/index")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void theManifestHasTheCompiledSqlAndTheLineage() throws Exception {
        shop.ingot("docs", "generate").succeeded();

        JsonNode revenue = artefact("manifest.json").at("/nodes/model.shop.revenue");
        assertThat(revenue.path("compiled_code").asText()).contains("\"bronze\".\"sales\"");
        assertThat(folder.resolve(revenue.path("compiled_path").asText())).isRegularFile();
        assertThat(revenue.at("/meta/ingot/column_lineage/amount/0").toString())
                .isEqualTo("{\"node\":\"pipeline.shop.sales\",\"table\":\"bronze.sales\",\"column\":\"amount\","
                        + "\"transformation\":\"AGGREGATION\"}");
    }

    @Test
    void aPageThatStandsAloneHoldsTheProject() throws Exception {
        shop.ingot("docs", "generate", "--static").succeeded();

        assertThat(Files.readString(folder.resolve("target/static_index.html")))
                .contains("window.INGOT_DATA", "model.shop.revenue", "readProject");
    }

    @Test
    void thereIsNothingToServeBeforeThePageIsMade() {
        assertThat(shop.ingot("docs", "serve").exits(2).err())
                .contains("INGOT-CLI-011", "Make it first: ingot docs generate.");
    }
}
