package dev.ingot.cli.command;

import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.Position;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot state}: the tables as they stand, and how far each pipeline has read. */
@Command(
        name = "state",
        description = "Shows every table and view, and with --positions how far each pipeline has read.")
public final class StateCommand extends Globals.Command implements Callable<Integer> {

    @Option(names = "--positions", description = "How far each pipeline has read, instead of the tables.")
    boolean positions;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            if (positions) {
                positions(workspace).print(globals.terminal(), globals.output(), "No pipeline has read anything yet.");
            } else {
                tables(workspace).print(globals.terminal(), globals.output(), "There is no table yet.");
            }
            return 0;
        }
    }

    private static Results tables(Workspace workspace) {
        Results results = new Results("table", "kind", "rows", "size", "files", "columns", "version", "changed");
        for (TableInfo info : workspace.warehouse().list()) {
            boolean view = info.kind() == TableInfo.Kind.VIEW;
            results.row(
                    info.name(),
                    info.kind().name().toLowerCase(Locale.ROOT),
                    view || info.rows() < 0 ? null : info.rows(),
                    view ? null : Results.Shown.bytes(info.bytes()),
                    view ? null : info.files(),
                    info.schema().columns().size(),
                    view ? null : info.version(),
                    Results.Shown.time(info.modified()));
        }
        return results;
    }

    private static Results positions(Workspace workspace) {
        Map<String, Position> current = workspace.state().positions().all().stream()
                .collect(Collectors.toMap(Position::pipeline, Function.identity()));
        Results results = new Results("pipeline", "batch", "files", "run", "at");
        current.values().stream()
                .sorted(java.util.Comparator.comparing(Position::pipeline))
                .forEach(position -> results.row(
                        position.pipeline(),
                        position.batch(),
                        workspace.state().files().files(position.pipeline()).size(),
                        position.run(),
                        Results.Shown.time(position.at())));
        return results;
    }
}
