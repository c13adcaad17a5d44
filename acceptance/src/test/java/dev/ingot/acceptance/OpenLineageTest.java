package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells a lineage service. */
class OpenLineageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void aShop() {
        shop = Shop.in(folder);
    }

    private List<JsonNode> events() throws IOException {
        return Files.readAllLines(folder.resolve("target/openlineage.json")).stream()
                .map(OpenLineageTest::parsed)
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void eachStepThatFillsATableHasABeginningAndAnEnd() throws Exception {
        shop.ingot("run").succeeded();

        assertThat(events())
                .extracting(event -> event.path("eventType").asText() + " "
                        + event.at("/job/name").asText())
                .containsExactlyInAnyOrder(
                        "START pipeline.shop.sales",
                        "COMPLETE pipeline.shop.sales",
                        "START pipeline.shop.returns",
                        "COMPLETE pipeline.shop.returns",
                        "START model.shop.revenue",
                        "COMPLETE model.shop.revenue");
    }

    @Test
    void aModelTellsItsColumnsAndWhereTheyComeFrom() throws Exception {
        shop.ingot("run").succeeded();

        JsonNode end = events().stream()
                .filter(event -> event.path("eventType").asText().equals("COMPLETE")
                        && event.at("/job/name").asText().equals("model.shop.revenue"))
                .findFirst()
                .orElseThrow();
        assertThat(end.at("/inputs/0/name").asText()).isEqualTo("bronze.sales");
        assertThat(end.at("/outputs/0/name").asText()).isEqualTo("gold.revenue");
        assertThat(end.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
                .isEqualTo(2);
        JsonNode amount = end.at("/outputs/0/facets/columnLineage/fields/amount/inputFields/0");
        assertThat(amount.path("name").asText()).isEqualTo("bronze.sales");
        assertThat(amount.path("field").asText()).isEqualTo("amount");
        assertThat(amount.at("/transformations/0/subtype").asText()).isEqualTo("AGGREGATION");
    }

    @Test
    void theEventsAreSentWhereOpenLineagesVariablesSay() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/lineage", exchange -> {
            try (exchange) {
                received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(201, -1);
            }
        });
        server.start();
        try {
            shop.write(
                    ".env",
                    "OPENLINEAGE_URL=http://127.0.0.1:" + server.getAddress().getPort() + "\n");

            shop.ingot("run").succeeded();
        } finally {
            server.stop(0);
        }

        assertThat(received).hasSize(6);
        assertThat(parsed(received.get(0)).path("schemaURL").asText()).contains("OpenLineage.json#/$defs/RunEvent");
    }

    @Test
    void aServiceThatIsNotThereFailsNoRun() {
        shop.write(".env", "OPENLINEAGE_URL=http://127.0.0.1:1\n");

        assertThat(shop.ingot("run").succeeded().err()).contains("The lineage of this run was not sent");
    }
}
