package dev.ingot.cli.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server for reading only and without login, on the JDK's own. On a loopback address it answers only requests to a
 * loopback name, so that no page of another site can be given the answers under a name of its own. A client that is slow
 * to ask or to read holds a thread of its own, and is cut off after a time; further clients than there are threads for are
 * turned away. Thread-safe.
 */
public final class ReadingServer implements AutoCloseable {

    /** Answers a path. */
    @FunctionalInterface
    public interface Pages {
        Answer answer(String path) throws IOException;
    }

    /** How long a client may take to ask, and to read the answer. */
    public static final int SECONDS_TO_ASK = 10;

    private static final int SECONDS_TO_READ = 60;
    private static final int MOST_AT_ONCE = 100;

    /** A page is one file that asks no other address for anything. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
            + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    static {
        // The JDK's server reads these once, before the first server of a process is made; without them it waits for
        // ever.
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(SECONDS_TO_ASK));
        System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(SECONDS_TO_READ));
    }

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final Pages pages;

    private ReadingServer(HttpServer server, Pages pages) {
        this.server = server;
        this.pages = pages;
        this.workers = new ThreadPoolExecutor(1, MOST_AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param port 0: any that is free
     * @throws IOException where the address is taken or is none of this machine's
     */
    public static ReadingServer start(String host, int port, Pages pages) throws IOException {
        ReadingServer server = new ReadingServer(HttpServer.create(new InetSocketAddress(host, port), 0), pages);
        server.server.setExecutor(server.workers);
        server.server.createContext("/", server::answer);
        server.server.start();
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
                send(exchange, new Answer(421, Answer.TEXT, "This server answers to localhost only.\n"));
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, new Answer(405, Answer.TEXT, "There is nothing here but to read.\n"));
            } else {
                send(exchange, pages.answer(exchange.getRequestURI().getPath()));
            }
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
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
