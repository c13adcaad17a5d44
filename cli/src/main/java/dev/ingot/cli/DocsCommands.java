package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.docs.DocsPage;
import dev.ingot.cli.docs.DocsServer;
import dev.ingot.cli.http.ReadingServer;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot docs}: the project as a page. */
@Command(
        name = "docs",
        description = "Makes and serves a page about the project: models, columns, tests, lineage, SQL.",
        subcommands = {DocsCommands.Generate.class, DocsCommands.Serve.class})
final class DocsCommands {

    private DocsCommands() {}

    /** {@code ingot docs generate}. */
    @Command(
            name = "generate",
            description = "Writes target/index.html with manifest.json and catalog.json beside it.",
            footer = {
                "",
                "Examples:",
                "  ingot docs generate",
                "  ingot docs generate --static   one file to send around"
            })
    static final class Generate extends Globals.Command implements Callable<Integer> {

        @Option(names = "--static", description = "One page that holds everything itself: target/static_index.html.")
        boolean alone;

        @Option(names = "--no-compile", description = "Without compiled SQL and column lineage; needs no queries.")
        boolean noCompile;

        @Override
        public Integer call() {
            try (Workspace workspace = globals.open()) {
                Pipelines pipelines = Pipelines.preview(workspace);
                Models models = Models.load(workspace, pipelines, "none", "generate", false, Environment.Flags.NONE);
                Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
                boolean whole = noCompile || compile(models, graph);
                models.writeManifests(graph);
                List<Path> folders = models.writeCatalogs();
                for (Path folder : folders) {
                    globals.terminal().line("wrote " + page(folder));
                }
                if (folders.isEmpty()) {
                    throw Models.none();
                }
                return (whole ? ExitCode.OK : ExitCode.FAILED).status();
            }
        }

        /** Whatever does not compile is told and left out; the page is made all the same. */
        private boolean compile(Models models, Graph graph) {
            boolean whole = true;
            for (Node node : graph.nodes()) {
                if (node.type() == ResourceType.MODEL
                        || node.type() == ResourceType.SNAPSHOT
                        || node.type().isTest()) {
                    try {
                        models.compile(node);
                    } catch (IngotException e) {
                        e.problems().forEach(problem -> globals.terminal().note(problem.render()));
                        whole = false;
                    }
                }
            }
            return whole;
        }

        private Path page(Path folder) {
            try {
                if (!alone) {
                    return Files.writeString(folder.resolve("index.html"), DocsPage.reading());
                }
                return Files.writeString(
                        folder.resolve("static_index.html"),
                        DocsPage.holding(
                                Files.readString(folder.resolve("manifest.json")),
                                Files.readString(folder.resolve("catalog.json"))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code ingot docs serve}. */
    @Command(name = "serve", description = "Serves the page that 'docs generate' made, until Ctrl-C.")
    static final class Serve extends Globals.Command implements Callable<Integer> {

        @Option(names = "--host", paramLabel = "HOST", description = "Where to listen.", defaultValue = "127.0.0.1")
        String host = "127.0.0.1";

        @Option(names = "--port", paramLabel = "PORT", description = "0: any that is free.", defaultValue = "8080")
        int port;

        @Override
        public Integer call() throws InterruptedException {
            try (Workspace workspace = globals.open()) {
                Path folder = workspace.project().models().stream()
                        .map(workspace::target)
                        .filter(target -> Files.exists(target.resolve("index.html")))
                        .findFirst()
                        .orElseThrow(() -> Problem.of(CliError.NO_DOCS, "There is no page to serve yet.")
                                .fix("Make it first: ingot docs generate.")
                                .toException());
                CountDownLatch end = new CountDownLatch(1);
                Interruption interruption = Interruption.stops(end::countDown);
                try (interruption;
                        ReadingServer server = start(folder)) {
                    globals.terminal().line("Serving " + folder + " at " + server.address() + "  (Ctrl-C ends it)");
                    end.await();
                }
                return 0;
            }
        }

        private ReadingServer start(Path folder) {
            try {
                return DocsServer.start(folder, host, port);
            } catch (IOException e) {
                throw Problem.of(CliError.NO_DOCS, "The page cannot be served at " + host + ":" + port + ".")
                        .because(e.getMessage())
                        .fix("Take another port: --port 0 takes any that is free.")
                        .toException();
            }
        }
    }
}
