package dev.ingot.cli.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.api.error.IngotException;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.RunRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a service over HTTP, for reading only and without login: {@code /health}, {@code /metrics}, {@code /api/status} and
 * a page. On a loopback address only requests to a loopback name are answered, so that no page of another site can be
 * given the answers under a name of its own. Thread-safe.
 */
public final class StatusServer implements AutoCloseable {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** The page is one file that asks nobody else for anything. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
            + " connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpServer server;
    private final ExecutorService workers;
    private final Supplier<Status> status;
    private final Supplier<List<RunRow>> runs;
    private final byte[] page;

    private StatusServer(HttpServer server, Supplier<Status> status, Supplier<List<RunRow>> runs, byte[] page) {
        this.server = server;
        this.status = status;
        this.runs = runs;
        this.page = page;
        this.workers = Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param port 0: any that is free
     * @param status asked with each request
     * @param runs the newest runs, newest first
     * @throws IOException where the address is taken or is none of this machine's
     */
    public static StatusServer start(String host, int port, Supplier<Status> status, Supplier<List<RunRow>> runs)
            throws IOException {
        byte[] page;
        try (InputStream in = StatusServer.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IllegalStateException("the page is not in the program");
            }
            page = in.readAllBytes();
        }
        HttpServer http = HttpServer.create(new InetSocketAddress(host, port), 0);
        StatusServer server = new StatusServer(http, status, runs, page);
        http.setExecutor(server.workers);
        http.createContext("/", server::answer);
        http.start();
        return server;
    }

    public URI address() {
        InetSocketAddress at = server.getAddress();
        String host = at.getAddress().isAnyLocalAddress() ? "localhost" : at.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort() + "/");
    }

    /** Whether only this machine reaches it. */
    public boolean isLocal() {
        return server.getAddress().getAddress().isLoopbackAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (isLocal() && !isLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
                send(exchange, 421, TEXT, "This service answers to localhost only.\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, TEXT, "There is nothing here but to read.\n");
            } else {
                answer(exchange, exchange.getRequestURI().getPath());
            }
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/" -> send(exchange, 200, "text/html; charset=utf-8", page);
            case "/health" -> {
                Status now = status.get();
                send(exchange, now.isHealthy() ? 200 : 503, JSON, Results.json(StatusJson.health(now)) + "\n");
            }
            case "/metrics" ->
                send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", Metrics.of(status.get()));
            case "/api/status" -> status(exchange);
            default -> send(exchange, 404, TEXT, "not here\n");
        }
    }

    private void status(HttpExchange exchange) throws IOException {
        List<RunRow> newest;
        try {
            newest = runs.get();
        } catch (IngotException e) {
            send(exchange, 503, TEXT, e.first().render() + "\n");
            return;
        }
        send(exchange, 200, JSON, Results.json(StatusJson.of(status.get(), newest)) + "\n");
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static void send(HttpExchange exchange, int code, String type, String body) throws IOException {
        send(exchange, code, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
