package dev.ingot.cli.docs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Serves a page and the artefacts it reads, and nothing else of the folder. Thread-safe. */
public final class DocsServer implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "manifest.json", "application/json",
            "catalog.json", "application/json",
            "run_results.json", "application/json");

    private final HttpServer server;
    private final Path folder;

    private DocsServer(HttpServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /**
     * @param port 0: any that is free
     * @throws IOException where the address is taken or is none of this machine's
     */
    public static DocsServer start(Path folder, String host, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        DocsServer docs = new DocsServer(server, folder);
        server.createContext("/", docs::answer);
        server.start();
        return docs;
    }

    public URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String name = path.equals("/") ? "index.html" : path.substring(1);
            String type = TYPES.get(name);
            Path file = folder.resolve(type == null ? "index.html" : name);
            if (type == null || !Files.isRegularFile(file)) {
                send(exchange, 404, "text/plain; charset=utf-8", "not here\n".getBytes(StandardCharsets.UTF_8));
            } else {
                send(exchange, 200, type, Files.readAllBytes(file));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
        if (!exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
