package dev.ingot.cli.command;

import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Text;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ingot discover}: what a connection has to offer, as pipelines ready to be pasted. */
@Command(
        name = "discover",
        description = "Looks what a connection has to offer and proposes a pipeline for each table.")
public final class DiscoverCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "CONNECTION", description = "A source of the project.")
    String connection = "";

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            List<Source.Discovered> found = workspace.namedSource(connection).discover(read(workspace));
            if (found.isEmpty()) {
                globals.terminal()
                        .line("The connection " + connection
                                + " has nothing that Ingot could read and that no pipeline reads yet.");
                return 0;
            }
            globals.terminal().line("pipelines:");
            for (Source.Discovered table : found) {
                globals.terminal().line("  # " + Text.bytes(table.bytes()));
                globals.terminal().line("  - name: " + table.name());
                globals.terminal().line("    from:");
                globals.terminal().line("      connection: " + connection);
                for (Map.Entry<String, Object> option : table.options().entrySet()) {
                    globals.terminal().line("      " + option.getKey() + ": " + yaml(option.getValue()));
                }
                globals.terminal().line("    to: bronze." + table.name());
                globals.terminal().line("    load: append");
            }
            return 0;
        }
    }

    /** What the project's pipelines read from the connection. */
    private List<ReadRequest> read(Workspace workspace) {
        return workspace.project().pipelines().stream()
                .filter(pipeline -> pipeline.connection().equals(connection))
                .map(pipeline ->
                        new ReadRequest(pipeline.name(), pipeline.sourceOptions(), null, true, List.of(), null))
                .toList();
    }

    private static String yaml(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(DiscoverCommand::yaml).collect(Collectors.joining(", ", "[", "]"));
        }
        String text = value.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "''") + "'";
    }
}
