package dev.ingot.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.testing.Reports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookNotifierTest {

    private static final String TOKEN = "T0K3N-of-ingot";

    private final Map<String, Object> options = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 204;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("no: " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
            if (status != 204) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        options.put("url", url("/hook/" + TOKEN));
        options.put("timeout", Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private Notifier open() {
        return new WebhookPlugin().open("hook", options);
    }

    private Problem failure() {
        IngotException e = catchThrowableOfType(IngotException.class, () -> open().send(Reports.good(), List.of()));
        assertThat(e).as("the report was sent").isNotNull();
        assertThat(e.getMessage()).doesNotContain(TOKEN);
        return e.first();
    }

    @Test
    void postsTheWholeReportWithTheHeaders() throws Exception {
        options.put("headers", Map.of("Authorization", "Bearer " + TOKEN));
        open().send(Reports.mixed(), List.of());

        assertThat(requests)
                .containsExactly("POST /hook/" + TOKEN + " application/json; charset=utf-8 Bearer " + TOKEN);
        JsonNode json = new ObjectMapper().readTree(bodies.get(0));
        assertThat(json.path("project").asText()).isEqualTo("metadata_etl");
        assertThat(json.path("steps")).hasSize(4);
    }

    @Test
    void slackGetsOnlyItsText() throws Exception {
        options.put("body", "slack");
        open().send(Reports.good(), List.of());

        JsonNode json = new ObjectMapper().readTree(bodies.get(0));
        assertThat(json.fieldNames()).toIterable().containsExactly("text");
        assertThat(json.path("text").asText()).startsWith("✅ metadata_etl 1 succeeded (dev), 999 ms");
    }

    @Test
    void aNotificationMayNameItsOwnAddresses() {
        open().send(Reports.good(), List.of(url("/a"), url("/b")));

        assertThat(requests).extracting(line -> line.split(" ")[1]).containsExactly("/a", "/b");
    }

    @Test
    void oneAddressThatFailsDoesNotKeepTheReportFromTheOthers() throws IOException {
        String dead;
        try (ServerSocket free = new ServerSocket(0)) {
            dead = "http://localhost:" + free.getLocalPort() + "/";
        }
        assertThatThrownBy(() -> open().send(Reports.good(), List.of(dead, url("/b"))))
                .hasMessageContaining("INGOT-HOOK-003");

        assertThat(requests).extracting(line -> line.split(" ")[1]).containsExactly("/b");
    }

    @Test
    void everyOtherStatusThan2xxIsAFailureThatCanBeTriedAgain() {
        for (int refused : new int[] {302, 404, 500}) {
            status = refused;
            Problem problem = failure();

            assertThat(problem.code()).isEqualTo(NotifyError.HOOK_REFUSED);
            assertThat(problem.code().kind()).isEqualTo(ErrorKind.EXTERNAL);
            assertThat(problem.what()).endsWith("answered with status " + refused + ".");
            assertThat(problem.why()).isEqualTo("it says: no: /***");
        }
        assertThat(requests).hasSize(3).noneMatch(line -> line.contains("elsewhere"));
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            options.put("url", "http://localhost:" + free.getLocalPort() + "/" + TOKEN);
        }
        assertThat(failure().code()).isEqualTo(NotifyError.HOOK_UNREACHABLE);
        assertThat(open().check()).extracting(Problem::code).containsExactly(NotifyError.HOOK_UNREACHABLE);
    }

    @Test
    void aServerThatIsSilentIsGivenUpAfterTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            options.put("url", "http://localhost:" + silent.getLocalPort() + "/" + TOKEN);
            options.put("timeout", Duration.ofMillis(200));

            assertThat(failure().code()).isEqualTo(NotifyError.HOOK_UNREACHABLE);
        }
    }

    @Test
    void checkingConnectsAndSaysNothing() {
        assertThat(open().check()).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void badAddressesAndHeadersAreToldAtOnceWithoutTheirValues() {
        options.put("url", "ftp://" + TOKEN);
        options.put("headers", Map.of("X-Key", TOKEN + "\r\nX: y", "Host", "x"));

        assertThatThrownBy(this::open)
                .hasMessageContaining("INGOT-HOOK-001")
                .hasMessageContaining("the header 'X-Key' is not allowed")
                .hasMessageContaining("the header 'Host' is not allowed")
                .hasMessageNotContaining(TOKEN);
    }
}
