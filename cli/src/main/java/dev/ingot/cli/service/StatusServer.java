package dev.ingot.cli.service;

import dev.ingot.api.error.IngotException;
import dev.ingot.cli.http.Answer;
import dev.ingot.cli.http.ReadingServer;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.RunRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a service shows over HTTP: {@code /health}, {@code /metrics}, {@code /api/status} and a page. Thread-safe. */
public final class StatusServer {

    private final Supplier<Status> status;
    private final Supplier<List<RunRow>> runs;
    private final UnaryOperator<String> mask;
    private final Answer page;

    private StatusServer(
            Supplier<Status> status, Supplier<List<RunRow>> runs, UnaryOperator<String> mask, String page) {
        this.status = status;
        this.runs = runs;
        this.mask = mask;
        this.page = new Answer(200, Answer.HTML, page);
    }

    /**
     * @param port 0: any that is free
     * @param status asked with each request
     * @param runs the newest runs, newest first
     * @param mask takes secrets out of what is shown
     * @throws IOException where the address is taken or is none of this machine's
     */
    public static ReadingServer start(
            String host, int port, Supplier<Status> status, Supplier<List<RunRow>> runs, UnaryOperator<String> mask)
            throws IOException {
        try (InputStream in = StatusServer.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IllegalStateException("the page is not in the program");
            }
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ReadingServer.start(host, port, new StatusServer(status, runs, mask, page)::answer);
        }
    }

    private Answer answer(String path) {
        return switch (path) {
            case "/" -> page;
            case "/health" -> {
                Status now = status.get();
                yield json(now.isHealthy() ? 200 : 503, StatusJson.health(now));
            }
            case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", Metrics.of(status.get()));
            case "/api/status" -> status();
            default -> Answer.NOT_FOUND;
        };
    }

    private Answer status() {
        List<RunRow> newest;
        try {
            newest = runs.get();
        } catch (IngotException e) {
            return new Answer(503, Answer.TEXT, mask.apply(e.first().render()) + "\n");
        }
        return json(200, StatusJson.of(status.get(), newest));
    }

    private Answer json(int code, Object value) {
        return new Answer(code, Answer.JSON, mask.apply(Results.json(value)) + "\n");
    }
}
