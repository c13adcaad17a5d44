package dev.ingot.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.api.notify.Notifier;
import dev.ingot.testing.NotifierContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class WebhookNotifierContractTest extends NotifierContract {

    private final List<String> own = new CopyOnWriteArrayList<>();
    private final List<String> other = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook/", exchange -> take(exchange, own));
        server.createContext("/other", exchange -> take(exchange, other));
        server.createContext("/refused/", WebhookNotifierContractTest::refuse);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void take(HttpExchange exchange, List<String> reports) throws IOException {
        reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        byte[] answer = (exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(500, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private Notifier open(int port, String path) {
        return new WebhookPlugin()
                .open(
                        CONNECTION,
                        Map.of(
                                "url",
                                "http://localhost:" + port + path,
                                "headers",
                                Map.of("Authorization", "Bearer " + SECRET),
                                "timeout",
                                Duration.ofSeconds(10)));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @Override
    protected Notifier open() {
        return open(port(), "/hook/" + SECRET);
    }

    @Override
    protected Notifier openRefused() {
        return open(port(), "/refused/" + SECRET);
    }

    @Override
    protected Notifier openUnreachable() {
        return open(Ports.free(), "/hook/" + SECRET);
    }

    @Override
    protected String otherRecipient() {
        return "http://localhost:" + port() + "/other";
    }

    @Override
    protected List<String> received(boolean byOther) {
        return List.copyOf(byOther ? other : own);
    }
}
