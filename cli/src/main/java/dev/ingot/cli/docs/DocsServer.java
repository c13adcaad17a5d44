package dev.ingot.cli.docs;

import dev.ingot.cli.http.Answer;
import dev.ingot.cli.http.ReadingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Serves a page and the artefacts it reads, and nothing else of the folder. Stateless. */
public final class DocsServer {

    private static final Map<String, String> TYPES = Map.of(
            "index.html", Answer.HTML,
            "manifest.json", Answer.JSON,
            "catalog.json", Answer.JSON,
            "run_results.json", Answer.JSON);

    private DocsServer() {}

    /**
     * @param port 0: any that is free
     * @throws IOException where the address is taken or is none of this machine's
     */
    public static ReadingServer start(Path folder, String host, int port) throws IOException {
        return ReadingServer.start(host, port, path -> answer(folder, path));
    }

    private static Answer answer(Path folder, String path) throws IOException {
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name);
        Path file = folder.resolve(type == null ? "index.html" : name);
        return type == null || !Files.isRegularFile(file)
                ? Answer.NOT_FOUND
                : new Answer(200, type, Files.readString(file));
    }
}
