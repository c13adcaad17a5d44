package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.cli.CliError;
import dev.ingot.cli.ColumnLineage;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.graph.Node;
import dev.ingot.lineage.ColumnGraph;
import dev.ingot.lineage.ColumnGraph.Edge;
import dev.ingot.lineage.ColumnGraph.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot lineage}: columns up to their sources, or down to the last model. */
@Command(
        name = "lineage",
        description =
                "Shows from which columns a column comes, through all models up to the sources, or with --down what"
                        + " comes from it. The models' SQL is read by the engine's own parser.",
        footer = {
            "",
            "Examples:",
            "  ingot lineage daily_sales            every column and where it comes from",
            "  ingot lineage daily_sales.revenue    one column, step by step",
            "  ingot lineage bronze.sales.amount --down"
        })
public final class LineageCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(paramLabel = "TABLE[.COLUMN]", description = "A model's name or schema.table, and one of its columns.")
    String name = "";

    @Option(names = "--down", description = "What comes from it, instead of where it comes from.")
    boolean down;

    @Option(
            names = "--all",
            description = "Also columns that only decide: conditions, and the parting and order of windows.")
    boolean all;

    private final Set<Point> shown = new HashSet<>();

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            ColumnLineage lineage = ColumnLineage.of(workspace);
            lineage.untraced()
                    .forEach((model, why) ->
                            globals.terminal().note("The lineage of " + model + " is not known: " + why));
            Map<String, TableName> names = names(lineage);
            Optional<TableName> table = Optional.ofNullable(names.get(key(name)));
            if (table.isPresent()) {
                table(lineage.graph(), table.get());
            } else {
                column(lineage, point(lineage.graph(), names));
            }
            return 0;
        }
    }

    private static String key(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Every way to name a table: {@code schema.table}, and the name of its node where only one is called so. */
    private static Map<String, TableName> names(ColumnLineage lineage) {
        Map<String, TableName> names = lineage.nodes().entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> key(entry.getValue().name()),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().size() == 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().get(0)));
        lineage.nodes().keySet().forEach(table -> names.put(key(table.toString()), table));
        return names;
    }

    private Point point(ColumnGraph graph, Map<String, TableName> names) {
        int dot = name.lastIndexOf('.');
        TableName table = dot < 0 ? null : names.get(key(name.substring(0, dot)));
        if (table == null) {
            throw Problem.of(CliError.NO_SUCH_TABLE, "There is no table or column '" + name + "' in this project.")
                    .fix(Suggestion.didYouMean(name, names.keySet()))
                    .toException();
        }
        String column = name.substring(dot + 1);
        return graph.columns(table).stream()
                .filter(known -> known.equalsIgnoreCase(column))
                .findFirst()
                .map(known -> new Point(table, known))
                .orElseThrow(() -> Problem.of(
                                CliError.NO_SUCH_TABLE, table + " has no column '" + column + "', as far as is known.")
                        .fix(Suggestion.didYouMean(column, graph.columns(table)))
                        .toException());
    }

    private void table(ColumnGraph graph, TableName table) {
        Results results = down
                ? new Results("column", "goes into", "how")
                : new Results("column", "comes from", "how", "in the end from");
        for (String column : graph.columns(table)) {
            Point point = new Point(table, column);
            List<Edge> edges = edges(graph, point).toList();
            String how = edges.stream()
                    .map(edge -> edge.how().toString().toLowerCase(Locale.ROOT))
                    .distinct()
                    .collect(Collectors.joining(", "));
            String next = edges.stream().map(this::far).map(Point::toString).collect(Collectors.joining(", "));
            if (down) {
                results.row(column, next, how);
            } else {
                String roots = graph.roots(point).stream().map(Point::toString).collect(Collectors.joining(", "));
                results.row(column, next, how, roots);
            }
        }
        results.print(globals.terminal(), globals.output(), "The columns of " + table + " are not known.");
    }

    private Stream<Edge> edges(ColumnGraph graph, Point point) {
        List<Edge> edges = down ? graph.downstream(point) : graph.upstream(point);
        return edges.stream().filter(edge -> all || edge.how().direct());
    }

    private Point far(Edge edge) {
        return down ? edge.to() : edge.from();
    }

    private void column(ColumnLineage lineage, Point point) {
        if (globals.output() != Results.Format.TEXT) {
            List<Edge> found = new ArrayList<>();
            collect(lineage.graph(), point, found);
            Results results =
                    new Results("from_table", "from_column", "to_table", "to_column", "transformation", "direct");
            found.forEach(edge -> results.row(
                    edge.from().table(),
                    edge.from().column(),
                    edge.to().table(),
                    edge.to().column(),
                    edge.how(),
                    edge.how().direct()));
            results.print(globals.terminal(), globals.output(), "");
            return;
        }
        globals.terminal().line(point + made(lineage, point));
        branches(lineage, point, "");
    }

    private void collect(ColumnGraph graph, Point point, List<Edge> found) {
        if (shown.add(point)) {
            edges(graph, point).forEach(edge -> {
                found.add(edge);
                collect(graph, far(edge), found);
            });
        }
    }

    private void branches(ColumnLineage lineage, Point point, String indent) {
        shown.add(point);
        List<Edge> edges = edges(lineage.graph(), point).toList();
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            Point next = far(edge);
            boolean last = i == edges.size() - 1;
            boolean again = shown.contains(next);
            globals.terminal()
                    .line(indent
                            + (last ? "└─ " : "├─ ")
                            + next
                            + "  " + edge.how().toString().toLowerCase(Locale.ROOT)
                            + made(lineage, next)
                            + (again && edges(lineage.graph(), next).findAny().isPresent() ? "  (see above)" : ""));
            if (!again) {
                branches(lineage, next, indent + (last ? "   " : "│  "));
            }
        }
    }

    private static String made(ColumnLineage lineage, Point point) {
        Node node = lineage.nodes().get(point.table());
        return node == null ? "" : "  [" + node.type() + " " + node.name() + "]";
    }
}
