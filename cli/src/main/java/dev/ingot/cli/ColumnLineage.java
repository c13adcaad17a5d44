package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.lineage.ColumnGraph;
import dev.ingot.lineage.ColumnGraph.Edge;
import dev.ingot.lineage.ColumnGraph.Point;
import dev.ingot.lineage.Lineage;
import dev.ingot.lineage.SqlLineage;
import dev.ingot.models.Environment;
import dev.ingot.models.NodeDetails;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The column lineage of a workspace: its models' SQL, traced parents first.
 *
 * @param nodes what makes each table
 * @param untraced why the lineage of a model is not known, by its name
 */
public record ColumnLineage(ColumnGraph graph, Map<TableName, Node> nodes, Map<String, String> untraced) {

    /** Compiles and traces every model and snapshot; what fails is told in {@link #untraced}. */
    public static ColumnLineage of(Workspace workspace) {
        Pipelines pipelines = Pipelines.preview(workspace);
        Models models = Models.load(workspace, pipelines, "none", "lineage", false, Environment.Flags.NONE);
        return of(workspace, models.graphWith(pipelines.nodes(workspace.project())), models::compile);
    }

    /**
     * @param sql the compiled SQL of a node, or nothing where it is not to be traced; may throw
     */
    static ColumnLineage of(Workspace workspace, Graph graph, Function<Node, Optional<String>> sql) {
        Map<TableName, Node> nodes = new LinkedHashMap<>();
        Map<String, String> untraced = new LinkedHashMap<>();
        Map<TableName, List<String>> published = published(workspace);
        try (SqlLineage tracer = new SqlLineage()) {
            ColumnGraph columns = new ColumnGraph(tracer);
            for (Node node : graph.nodes()) {
                TableName table = node.table();
                if (table == null) {
                    continue;
                }
                nodes.merge(table, node, (known, other) -> known.type() == ResourceType.SOURCE ? other : known);
                columns.addTable(table, published.getOrDefault(table, List.of()));
                if (node.type() == ResourceType.MODEL || node.type() == ResourceType.SNAPSHOT) {
                    try {
                        sql.apply(node)
                                .map(text -> columns.addSelect(
                                        table,
                                        text,
                                        workspace.project().target().schema()))
                                .filter(Lineage.Untraced.class::isInstance)
                                .ifPresent(lineage -> untraced.put(node.name(), ((Lineage.Untraced) lineage).why()));
                    } catch (IngotException e) {
                        untraced.put(
                                node.name(), "it does not compile: " + e.first().what());
                    }
                }
            }
            return new ColumnLineage(columns, nodes, untraced);
        }
    }

    /** One question for all tables: a warehouse far away is not asked for each. */
    private static Map<TableName, List<String>> published(Workspace workspace) {
        Map<TableName, List<String>> published = new HashMap<>();
        workspace
                .warehouse()
                .list()
                .forEach(info -> published.put(
                        info.name(),
                        info.schema().columns().stream().map(Column::name).toList()));
        return published;
    }

    /** The columns of a table and where each comes from; empty where its select was not traced. */
    Map<String, List<NodeDetails.Origin>> of(TableName table) {
        Map<String, List<NodeDetails.Origin>> columns = new LinkedHashMap<>();
        if (graph.selects().get(table) instanceof Lineage.Traced traced) {
            traced.columns()
                    .forEach(column -> columns.put(
                            column.name(),
                            graph.upstream(new Point(table, column.name())).stream()
                                    .map(this::origin)
                                    .toList()));
        }
        return columns;
    }

    private NodeDetails.Origin origin(Edge edge) {
        Node node = nodes.get(edge.from().table());
        return new NodeDetails.Origin(
                node == null ? "" : node.uniqueId(),
                edge.from().table().toString(),
                edge.from().column(),
                edge.how().name());
    }
}
