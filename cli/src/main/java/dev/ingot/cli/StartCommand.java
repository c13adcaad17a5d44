package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.cli.http.ReadingServer;
import dev.ingot.cli.service.StatusServer;
import dev.ingot.core.store.MetadataStore;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot start}. */
@Command(
        name = "start",
        description = {
            "Runs the project as a service, in the foreground, until SIGTERM or Ctrl-C: what is new is loaded all the"
                    + " time, and what hangs on it built.",
            "What fails is tried again by itself. There is one service for each project. It shows how it stands on a"
                    + " page, at http://127.0.0.1:8642/."
        },
        footer = {"", "Examples:", "  ingot start", "  ingot start --every 0.2 --port 0 --log-format json"})
final class StartCommand extends Globals.Command implements Callable<Integer> {

    private static final int SHOWN_RUNS = 20;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "How long from the beginning of one reading to the next.",
            defaultValue = "1")
    double every = 1;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Where status, metrics and page are served. There is no login.",
            defaultValue = "127.0.0.1")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "0: any that is free.", defaultValue = "8642")
    int port = 8642;

    @Override
    public Integer call() throws InterruptedException {
        if (!(every > 0)) {
            throw Problem.of(CliError.BAD_USAGE, "--every is a number of seconds above 0.")
                    .toException();
        }
        Interruption interruption = Interruption.ofMany(true);
        // Closed last: the process ends only when all is.
        try (interruption;
                Workspace workspace = globals.open();
                Workspace served = workspace.another();
                HeldTables only = HeldTables.of(
                        workspace.store(),
                        WarehouseId.NONE,
                        "service-" + RunIds.next(workspace.clock().instant()))) {
            ServiceLock.take(workspace, only);
            Service service = new Service(served, globals::open, interruption, Math.max(1, Math.round(every * 1000)));
            AtomicReference<Service> current = new AtomicReference<>(service);
            try (ReadingServer server = serve(current, workspace)) {
                service.greet(server.address());
                ExitCode exit = run(current);
                interruption.exit(exit);
                return exit.status();
            }
        }
    }

    /** One service after the other, as the project changes. */
    private static ExitCode run(AtomicReference<Service> current) throws InterruptedException {
        while (true) {
            Service service = now(current);
            try (service) {
                ExitCode exit = service.run();
                Service next = service.successor();
                if (next == null) {
                    return exit;
                }
                current.set(next);
            }
        }
    }

    private static Service now(AtomicReference<Service> current) {
        return Objects.requireNonNull(current.get());
    }

    private ReadingServer serve(AtomicReference<Service> service, Workspace workspace) {
        MetadataStore store = workspace.store();
        try {
            ReadingServer server = StatusServer.start(
                    host,
                    port,
                    () -> now(service).monitor().status(workspace.clock().instant()),
                    () -> store.audit().runs(SHOWN_RUNS),
                    text -> now(service).redact(text));
            if (!server.isLocal()) {
                globals.terminal()
                        .note("Warning: " + server.address()
                                + " can be reached from other machines, and there is no login.");
            }
            return server;
        } catch (IOException e) {
            throw new IngotException(
                    Problem.of(CliError.NO_ADDRESS, "The service cannot be shown at " + host + ":" + port + ".")
                            .because(e.getMessage())
                            .fix("Take another port: --port 0 takes any that is free."),
                    e);
        }
    }
}
