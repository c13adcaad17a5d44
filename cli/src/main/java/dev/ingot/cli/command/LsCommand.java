package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.ResourceTypes;
import dev.ingot.cli.SelectionOptions;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ingot ls}. */
@Command(
        name = "ls",
        aliases = "list",
        description = "Lists the nodes that a selection means, as dbt does.",
        footer = {
            "",
            "Examples:",
            "  ingot ls --select +fct_orders --output path",
            "  ingot ls --resource-type model --output json --output-keys name config"
        })
public final class LsCommand extends Globals.Command implements Callable<Integer> {

    @Mixin
    SelectionOptions selection = SelectionOptions.none();

    @Mixin
    ResourceTypes types = new ResourceTypes();

    @Option(
            names = "--output-keys",
            paramLabel = "KEY",
            arity = "1..*",
            description = "With --output json: only these keys.")
    List<String> keys = new ArrayList<>();

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            List<Node> nodes = workspace.nodes(selection, types::include);
            if (globals.output() == Results.Format.CSV) {
                table(nodes);
            } else {
                nodes.forEach(node -> globals.terminal().line(line(node)));
            }
            return 0;
        }
    }

    private String line(Node node) {
        return switch (globals.output()) {
            case NAME -> node.name();
            case PATH -> node.path();
            case JSON -> Results.jsonLine(json(node));
            case TEXT, SELECTOR, CSV -> selector(node);
        };
    }

    /** dbt prints fully qualified names, sources with their kind in front. */
    private static String selector(Node node) {
        String name = String.join(".", node.fqn());
        return switch (node.type()) {
            case SOURCE, PIPELINE, UNIT_TEST, EXPOSURE, SEMANTIC_MODEL, METRIC, SAVED_QUERY -> node.type() + ":" + name;
            case SEED, SNAPSHOT, MODEL, TEST, ANALYSIS, OPERATION -> name;
        };
    }

    private Map<String, @Nullable Object> json(Node node) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", node.name());
        json.put("resource_type", node.type().toString());
        json.put("package_name", node.packageName());
        json.put("original_file_path", node.path());
        json.put("unique_id", node.uniqueId());
        json.put("alias", node.table() == null ? node.name() : node.table().name());
        json.put("schema", node.table() == null ? null : node.table().schema());
        json.put("config", node.config());
        json.put("tags", List.copyOf(node.tags()));
        json.put("depends_on", Map.of("nodes", List.copyOf(node.dependsOn())));
        if (!keys.isEmpty()) {
            json.keySet().retainAll(keys);
        }
        return json;
    }

    private void table(List<Node> nodes) {
        Results results = new Results(
                "unique_id", "resource_type", "name", "package_name", "path", "table", "tags", "depends_on");
        for (Node node : nodes) {
            results.row(
                    node.uniqueId(),
                    node.type(),
                    node.name(),
                    node.packageName(),
                    node.path(),
                    node.table(),
                    List.copyOf(node.tags()),
                    List.copyOf(node.dependsOn()));
        }
        results.print(globals.terminal(), globals.output(), "");
    }
}
