package dev.ingot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Source;
import dev.ingot.cli.CliError;
import dev.ingot.cli.http.ReadingServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final Monitor monitor = new Monitor(
            new Status.About("shop", "dev", "1.0", 4711, NOON),
            List.of(new Monitor.Watched("pipeline.shop.orders", "orders", "bronze.orders", "oltp")),
            new Throughput());
    private ReadingServer server;

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.start(
                "127.0.0.1",
                0,
                () -> monitor.status(NOON.plusSeconds(90)),
                List::of,
                text -> text.replace("hunter22", "***"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve(path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void failing() {
        monitor.failing(
                List.of(new Status.Failure(
                        "bronze.orders",
                        "pipeline",
                        Problem.of(CliError.UNEXPECTED, "The \"server\" is gone.")
                                .at(Place.of("models/orders.sql")),
                        NOON,
                        3,
                        NOON.plusSeconds(94))),
                List.of("pipeline.shop.orders"));
    }

    @Test
    void healthSaysHowLongAgoEachStreamWasReadWell() throws Exception {
        monitor.round(List.of("pipeline.shop.orders"), NOON.plusSeconds(80));

        HttpResponse<String> health = send("GET", "/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"healthy\" : true", "\"seconds_since_good\" : 10.0");
    }

    @Test
    void aStreamThatFailsIsNoHealth() throws Exception {
        failing();

        HttpResponse<String> health = send("GET", "/health");

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("\"healthy\" : false", "\"alive\" : false", "\"seconds_since_good\" : null");
    }

    @Test
    void theStatusSaysWhatFailsAndWhenItIsTriedAgain() throws Exception {
        failing();
        monitor.event(NOON, "something happened");

        HttpResponse<String> status = send("GET", "/api/status");

        assertThat(status.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(status.body())
                .contains(
                        "\"code\" : \"INGOT-CLI-007\"",
                        "\"what\" : \"The \\\"server\\\" is gone.\"",
                        "\"place\" : \"models/orders.sql\"",
                        "\"tries\" : 3",
                        "\"again\" : \"2026-05-01T12:01:34Z\"",
                        "\"text\" : \"something happened\"");
    }

    @Test
    void metricsAreInTheTextFormat() throws Exception {
        failing();
        monitor.held("oltp", new Source.Held(1 << 20, 17));

        HttpResponse<String> metrics = send("GET", "/metrics");

        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body().lines())
                .contains(
                        "# TYPE ingot_failing gauge",
                        "ingot_failing 1",
                        "ingot_stream_alive{stream=\"orders\"} 0",
                        "ingot_source_log_bytes{connection=\"oltp\"} 1048576",
                        "ingot_source_waiting_bytes{connection=\"oltp\"} 17")
                .allMatch(line -> line.startsWith("# ")
                        || line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? -?[0-9.]+"));
    }

    @Test
    void thePageAsksNobodyElseForAnything() throws Exception {
        HttpResponse<String> page = send("GET", "/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(page.body())
                .contains("<title>Ingot</title>", "api/status")
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @Test
    void nothingCanBeChangedHere() throws Exception {
        assertThat(send("POST", "/api/status").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/etc/passwd").statusCode()).isEqualTo(404);
        assertThat(send("HEAD", "/health").body()).isEmpty();
    }

    @Test
    void secretsAreNotShown() throws Exception {
        monitor.event(NOON, "the password hunter22 was refused");

        assertThat(send("GET", "/api/status").body()).contains("the password *** was refused");
    }
}
