package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.SelectorNotes;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.graph.Selection;
import dev.ingot.core.graph.Selection.Indirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot ls}. */
@Command(name = "ls", aliases = "list", description = "Lists the nodes that a selection means, as dbt does.")
public final class LsCommand extends Globals.Command implements Callable<Integer> {

    @Option(
            names = {"-s", "--select"},
            paramLabel = "SELECTOR",
            arity = "1..*",
            description = "As for run.")
    List<String> select = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "SELECTOR", arity = "1..*", description = "As for run.")
    List<String> exclude = new ArrayList<>();

    @Option(names = "--resource-type", paramLabel = "TYPE", description = "Only nodes of this kind.")
    @Nullable
    ResourceType type;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Graph graph = workspace.graph();
            Selection selection = new Selection(graph, Map.of(), Map.of(), Indirect.EAGER);
            SelectorNotes.of(graph, selection, select).forEach(globals.terminal()::note);
            List<String> ids = selection.of(select, exclude, any -> type == null || any == type);
            if (globals.output() == Results.Format.TEXT) {
                ids.forEach(id -> globals.terminal().line(dbtName(graph.node(id))));
                return 0;
            }
            Results results = new Results(
                    "unique_id", "resource_type", "name", "package_name", "path", "table", "tags", "depends_on");
            for (String id : ids) {
                Node node = graph.node(id);
                results.row(
                        id,
                        node.type(),
                        node.name(),
                        node.packageName(),
                        node.path(),
                        node.table(),
                        List.copyOf(node.tags()),
                        List.copyOf(node.dependsOn()));
            }
            results.print(globals.terminal(), globals.output(), "");
            return 0;
        }
    }

    /** dbt prints fully qualified names, sources with their kind in front. */
    private static String dbtName(Node node) {
        String name = String.join(".", node.fqn());
        return switch (node.type()) {
            case SOURCE, PIPELINE, EXPOSURE -> node.type() + ":" + name;
            case SEED, SNAPSHOT, MODEL, TEST -> name;
        };
    }
}
