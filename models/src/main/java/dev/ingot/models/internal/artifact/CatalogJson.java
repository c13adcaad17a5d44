package dev.ingot.models.internal.artifact;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.project.Manifest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes dbt's {@code catalog.json}, version 1: what the warehouse has of the project's relations. */
public record CatalogJson(Manifest manifest, Instant generated) {

    /** @param tables all that the warehouse has; what belongs to no node is left out */
    public String write(List<TableInfo> tables) {
        Map<String, TableInfo> byName = tables.stream()
                .collect(Collectors.toMap(table -> key(table.name()), Function.identity(), (one, other) -> one));
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put(
                "metadata",
                ManifestJson.metadata(manifest.environment(), manifest.root().name(), "catalog/v1", generated));
        Map<String, Object> nodes = new TreeMap<>();
        for (DbtNode node : manifest.nodes().values()) {
            TableInfo table = node.test() != null || node.ephemeral() ? null : byName.get(key(node.relation()));
            if (table != null) {
                nodes.put(node.uniqueId(), entry(node.uniqueId(), table));
            }
        }
        root.put("nodes", nodes);
        Map<String, Object> sources = new TreeMap<>();
        for (SourceTable source : manifest.sources().values()) {
            TableInfo table = byName.get(key(source.relation()));
            if (table != null) {
                sources.put(source.uniqueId(), entry(source.uniqueId(), table));
            }
        }
        root.put("sources", sources);
        root.put("errors", null);
        return ManifestJson.text(root);
    }

    private static String key(TableName name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private Map<String, @Nullable Object> entry(String uniqueId, TableInfo table) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("type", table.kind() == TableInfo.Kind.VIEW ? "VIEW" : "BASE TABLE");
        metadata.put("schema", table.name().schema());
        metadata.put("name", table.name().name());
        metadata.put("database", manifest.environment().target().database());
        metadata.put("comment", null);
        metadata.put("owner", null);
        Map<String, Object> columns = new LinkedHashMap<>();
        int index = 0;
        for (Column column : table.schema().columns()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("type", column.type().toString());
            json.put("index", ++index);
            json.put("name", column.name());
            json.put("comment", null);
            columns.put(column.name(), json);
        }
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("metadata", metadata);
        entry.put("columns", columns);
        entry.put("stats", stats(table));
        entry.put("unique_id", uniqueId);
        return entry;
    }

    private static Map<String, Object> stats(TableInfo table) {
        Map<String, Object> stats = new LinkedHashMap<>();
        if (table.rows() >= 0) {
            stats.put("num_rows", stat("num_rows", "Rows", table.rows(), "How many rows the table has"));
        }
        if (table.kind() == TableInfo.Kind.TABLE) {
            stats.put("num_bytes", stat("num_bytes", "Bytes", table.bytes(), "What the table takes on the disk"));
            stats.put(
                    "last_modified",
                    stat("last_modified", "Changed", table.modified().toString(), "When the table last changed"));
        }
        stats.put(
                "has_stats",
                stat("has_stats", "Has Stats?", !stats.isEmpty(), "Whether there are any statistics for this table"));
        return stats;
    }

    private static Map<String, Object> stat(String id, String label, Object value, String description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("label", label);
        json.put("value", value);
        json.put("include", !id.equals("has_stats"));
        json.put("description", description);
        return json;
    }
}
