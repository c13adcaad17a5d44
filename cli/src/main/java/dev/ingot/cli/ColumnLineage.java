package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.lineage.ColumnGraph;
import dev.ingot.lineage.Lineage;
import dev.ingot.lineage.SqlLineage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The column lineage of a workspace: its models compiled as they would run now, traced parents first.
 *
 * @param nodes what makes each table
 * @param untraced why the lineage of a model is not known, by its name
 */
public record ColumnLineage(ColumnGraph graph, Map<TableName, Node> nodes, Map<String, String> untraced) {

    /** Compiles and traces every model and snapshot; what fails is told in {@link #untraced}. */
    public static ColumnLineage of(Workspace workspace) {
        Pipelines pipelines = Pipelines.preview(workspace);
        Models models = Models.load(workspace, pipelines, "none", "lineage", false);
        Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
        Map<TableName, Node> nodes = new LinkedHashMap<>();
        Map<String, String> untraced = new LinkedHashMap<>();
        try (SqlLineage tracer = new SqlLineage()) {
            ColumnGraph columns = new ColumnGraph(tracer);
            for (Node node : graph.nodes()) {
                TableName table = node.table();
                if (table == null) {
                    continue;
                }
                nodes.merge(table, node, (known, other) -> known.type() == ResourceType.SOURCE ? other : known);
                published(workspace, table).ifPresent(names -> columns.addTable(table, names));
                if (node.type() == ResourceType.MODEL || node.type() == ResourceType.SNAPSHOT) {
                    why(workspace, models, columns, node, table).ifPresent(why -> untraced.put(node.name(), why));
                }
            }
            return new ColumnLineage(columns, nodes, untraced);
        }
    }

    private static Optional<List<String>> published(Workspace workspace, TableName table) {
        return workspace
                .warehouse()
                .find(table)
                .map(TableInfo::schema)
                .map(schema -> schema.columns().stream().map(Column::name).toList());
    }

    private static Optional<String> why(
            Workspace workspace, Models models, ColumnGraph columns, Node node, TableName table) {
        try {
            String sql = models.executor(node.uniqueId()).compile(node.uniqueId());
            Lineage lineage =
                    columns.addSelect(table, sql, workspace.project().target().schema());
            return lineage instanceof Lineage.Untraced untraced ? Optional.of(untraced.why()) : Optional.empty();
        } catch (IngotException e) {
            return Optional.of("it does not compile: " + e.first().what());
        }
    }
}
