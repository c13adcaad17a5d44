package dev.ingot.models.internal.artifact;

import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.NodeDetails;
import dev.ingot.models.internal.context.Docs;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroCalls;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.Constraint;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.node.UnitTest;
import dev.ingot.models.internal.node.Version;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import dev.ingot.models.internal.project.RunHook;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entries of the manifest, with the fields that dbt's schema asks for. For one thread. */
public final class NodeJson {

    private final Manifest manifest;
    private final double created;
    private final NodeDetails details;

    /** @param generated when the entries are made */
    public NodeJson(Manifest manifest, Instant generated, NodeDetails details) {
        this.manifest = manifest;
        this.details = details;
        this.created = generated.toEpochMilli() / 1000.0;
    }

    /** As the manifest has it. */
    public Map<String, @Nullable Object> node(DbtNode node) {
        Definition definition = node.definition();
        Map<String, @Nullable Object> json = new LinkedHashMap<>(ModelView.of(node, manifest.environment()));
        json.put("config", config(node));
        json.put("group", node.config().value("group"));
        json.put("docs", Map.of("show", true));
        json.put("patch_path", node.documentation().patchPath());
        json.put("build_path", null);
        json.put("unrendered_config", node.written().values());
        json.put("created_at", created);
        json.put("doc_blocks", List.of());
        json.put("columns", columns(node.documentation()));
        json.put(
                "raw_code",
                node.type() == ResourceType.SEED ? "" : definition.source().text());
        if (node.type() == ResourceType.SEED) {
            json.put("root_path", manifest.root().folder().toString());
            json.put("depends_on", Map.of("macros", List.of()));
            json.remove("refs");
            json.remove("sources");
            return json;
        }
        json.put("language", node.config().text("language").orElse("sql"));
        json.put("functions", List.of());
        json.put("metrics", List.of());
        compiled(node.uniqueId(), node.sqlPath(), json);
        lineage(node, json);
        json.put("contract", Map.of("enforced", node.contractEnforced(), "alias_types", true));
        if (node.type() == ResourceType.MODEL) {
            model(node, json);
        }
        if (node.type() == ResourceType.ANALYSIS) {
            json.put("relation_name", null);
        }
        TestInfo test = node.test();
        if (test != null) {
            json.put("relation_name", null);
            if (test.generic()) {
                generic(test, json);
            }
        }
        return json;
    }

    /** A statement that runs before or after all nodes. */
    Map<String, @Nullable Object> hook(RunHook hook) {
        Environment.Target target = manifest.environment().target();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("database", target.database());
        json.put("schema", target.schema());
        json.put("name", hook.name());
        json.put("resource_type", "operation");
        json.put("package_name", hook.packageName());
        json.put("path", "hooks/" + hook.name() + ".sql");
        json.put("original_file_path", "./dbt_project.yml");
        json.put("unique_id", hook.uniqueId());
        json.put("fqn", hook.fqn());
        json.put("alias", hook.name());
        json.put("checksum", Map.of("name", "sha256", "checksum", Checksums.sha256(hook.statement())));
        json.put("config", Defaults.ofRelation("view"));
        json.put("tags", List.of(hook.event()));
        json.put("description", "");
        json.put("columns", Map.of());
        json.put("meta", Map.of());
        json.put("group", null);
        json.put("docs", Map.of("show", true));
        json.put("patch_path", null);
        json.put("build_path", null);
        json.put("unrendered_config", Map.of());
        json.put("created_at", created);
        json.put("relation_name", null);
        json.put("raw_code", hook.statement());
        json.put("doc_blocks", List.of());
        json.put("language", "sql");
        for (String none : List.of("refs", "sources", "metrics", "functions")) {
            json.put(none, List.of());
        }
        Set<String> macros = MacroCalls.in(hook.statement(), hook.packageName(), manifest.macros(), target.type());
        json.put("depends_on", Map.of("macros", List.copyOf(macros), "nodes", List.of()));
        compiled(hook.uniqueId(), null, json);
        json.put("contract", Map.of("enforced", false, "alias_types", true));
        json.put("index", hook.index() + 1);
        return json;
    }

    /** An entry of {@code unit_tests}. */
    Map<String, @Nullable Object> unitTest(DbtNode node) {
        UnitTest unit =
                Objects.requireNonNull(Objects.requireNonNull(node.test()).unit());
        Definition definition = node.definition();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("model", definition.fqn().get(definition.fqn().size() - 2));
        json.put(
                "given",
                unit.given().stream()
                        .map(given -> {
                            Map<String, @Nullable Object> shown = rows(given.rows());
                            shown.put("input", given.input());
                            return shown;
                        })
                        .toList());
        json.put("expect", rows(unit.expect()));
        json.put("name", node.name());
        json.put("resource_type", "unit_test");
        json.put("package_name", node.packageName());
        json.put("path", definition.path());
        json.put("original_file_path", definition.originalPath());
        json.put("unique_id", node.uniqueId());
        json.put("fqn", definition.fqn());
        json.put("description", "");
        Map<String, @Nullable Object> overrides = new LinkedHashMap<>();
        overrides.put("macros", unit.macros());
        overrides.put("vars", unit.variables());
        overrides.put("env_vars", unit.environment());
        json.put("overrides", overrides);
        json.put(
                "depends_on",
                Map.of(
                        "macros",
                        List.of(),
                        "nodes",
                        List.copyOf(node.dependencies().nodes())));
        json.put(
                "config",
                Map.of(
                        "tags", node.config().texts("tags"),
                        "meta", node.config().block("meta"),
                        "enabled", node.config().enabled()));
        json.put("checksum", definition.checksum());
        json.put("schema", node.relation().schema());
        json.put("created_at", created);
        json.put("versions", null);
        json.put("version", null);
        return json;
    }

    private static Map<String, @Nullable Object> rows(UnitTest.Rows rows) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("rows", rows.sql() == null ? rows.values() : rows.sql());
        json.put("format", rows.sql() == null ? "dict" : "sql");
        json.put("fixture", null);
        return json;
    }

    /** @param path of the file with the SQL, below {@code target/compiled} */
    private void compiled(String uniqueId, @Nullable String path, Map<String, @Nullable Object> json) {
        String sql = details.compiled(uniqueId).orElse(null);
        json.put("compiled", sql != null);
        if (sql != null) {
            json.put("compiled_code", sql);
            json.put("extra_ctes_injected", true);
            json.put("extra_ctes", List.of());
        }
        json.put("compiled_path", sql == null || path == null ? null : "target/compiled/" + path);
    }

    private void lineage(DbtNode node, Map<String, @Nullable Object> json) {
        Map<String, List<NodeDetails.Origin>> lineage = details.lineage(node.uniqueId());
        if (!lineage.isEmpty()) {
            Map<Object, @Nullable Object> meta = new LinkedHashMap<>();
            if (json.get("meta") instanceof Map<?, ?> known) {
                meta.putAll(known);
            }
            meta.put("ingot", Map.of("column_lineage", lineage));
            json.put("meta", meta);
        }
    }

    private static void model(DbtNode node, Map<String, @Nullable Object> json) {
        json.put("access", node.config().text("access").orElse("protected"));
        json.put(
                "constraints",
                node.documentation().constraints().stream()
                        .map(constraint -> {
                            Map<String, @Nullable Object> shown = constraint.shown();
                            shown.put("columns", constraint.columns());
                            return shown;
                        })
                        .toList());
        Version version = node.definition().version();
        json.put("version", version == null ? null : Version.value(version.name()));
        json.put("latest_version", version == null ? null : Version.value(version.latest()));
        json.put("deprecation_date", Objects.toString(node.documentation().deprecated(), null));
        json.put("primary_key", List.of());
        json.put("time_spine", timeSpine(node.documentation().timeSpine()));
        if (node.ephemeral()) {
            json.put("relation_name", null);
        }
    }

    private static @Nullable Map<String, @Nullable Object> timeSpine(Map<String, @Nullable Object> written) {
        if (written.isEmpty()) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("standard_granularity_column", written.get("standard_granularity_column"));
        json.put("custom_granularities", written.getOrDefault("custom_granularities", List.of()));
        return json;
    }

    private static void generic(TestInfo test, Map<String, @Nullable Object> json) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("name", test.name());
        metadata.put("kwargs", test.arguments());
        metadata.put("namespace", test.namespace());
        json.put("test_metadata", metadata);
        json.put("column_name", test.column());
        json.put("file_key_name", test.fileKey());
        json.put("attached_node", test.attachedNode());
    }

    private static Map<String, @Nullable Object> config(DbtNode node) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>(Defaults.of(node));
        node.config().values().forEach((key, value) -> {
            switch (key) {
                case "pre_hook", "post_hook" -> config.put(key.replace('_', '-'), hooks(value));
                case "tags" -> config.put(key, node.config().texts(key));
                case "severity" -> config.put(key, String.valueOf(value));
                default -> config.put(key, value);
            }
        });
        return config;
    }

    private static List<Object> hooks(@Nullable Object value) {
        return value instanceof List<?> items
                ? items.stream().map(NodeJson::hook).toList()
                : List.of();
    }

    private static Object hook(Object hook) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sql", hook instanceof Map<?, ?> map ? map.get("sql") : hook);
        json.put("transaction", !(hook instanceof Map<?, ?> map) || !Boolean.FALSE.equals(map.get("transaction")));
        json.put("index", null);
        return json;
    }

    private static Map<String, Object> columns(Documentation documentation) {
        Map<String, Object> columns = new LinkedHashMap<>();
        documentation.columns().forEach((name, column) -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("description", column.description());
            json.put("meta", column.meta());
            json.put("data_type", column.dataType());
            json.put(
                    "constraints",
                    column.constraints().stream().map(Constraint::shown).toList());
            json.put("quote", column.quote());
            json.put("config", Map.of("meta", column.meta(), "tags", column.tags()));
            json.put("tags", column.tags());
            json.put("granularity", column.granularity());
            json.put("doc_blocks", List.of());
            columns.put(name, json);
        });
        return columns;
    }

    /** As the manifest has it. */
    public Map<String, @Nullable Object> source(SourceTable source) {
        NodeConfig config = source.config();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("database", source.database());
        json.put("schema", source.relation().schema());
        json.put("name", source.name());
        json.put("resource_type", "source");
        json.put("package_name", source.packageName());
        json.put("path", source.path());
        json.put("original_file_path", source.path());
        json.put("unique_id", source.uniqueId());
        json.put("fqn", source.fqn());
        json.put("source_name", source.source());
        json.put("source_description", source.sourceDescription());
        json.put("loader", source.loader());
        json.put("identifier", source.relation().name());
        Map<String, @Nullable Object> quoting = new LinkedHashMap<>();
        for (String part : List.of("database", "schema", "identifier", "column")) {
            quoting.put(part, null);
        }
        json.put("quoting", quoting);
        json.put("loaded_at_field", config.value("loaded_at_field"));
        json.put("loaded_at_query", config.value("loaded_at_query"));
        json.put("freshness", config.value("freshness") == null ? null : freshness(config));
        json.put("external", null);
        json.put("description", source.documentation().description());
        json.put("columns", columns(source.documentation()));
        json.put("meta", config.block("meta"));
        json.put("source_meta", Map.of());
        json.put("tags", config.texts("tags"));
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("enabled", true);
        shown.put("event_time", null);
        shown.putAll(config.values());
        shown.put("freshness", freshness(config));
        json.put("config", shown);
        json.put("patch_path", null);
        json.put("unrendered_config", Map.of());
        json.put("relation_name", source.read(manifest.environment().target()));
        json.put("created_at", created);
        json.put("unrendered_database", null);
        json.put("unrendered_schema", null);
        json.put("doc_blocks", List.of());
        return json;
    }

    /** With every key, as dbt writes it out. */
    private static Map<String, @Nullable Object> freshness(NodeConfig config) {
        NodeConfig declared = new NodeConfig(config.block("freshness"));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (String limit : List.of("warn_after", "error_after")) {
            Map<String, @Nullable Object> time = new LinkedHashMap<>();
            time.put("count", declared.block(limit).get("count"));
            time.put("period", declared.block(limit).get("period"));
            json.put(limit, time);
        }
        json.put("filter", declared.value("filter"));
        return json;
    }

    Map<String, @Nullable Object> macro(Macro macro) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", macro.name());
        json.put("resource_type", "macro");
        json.put("package_name", macro.packageName());
        json.put("path", macro.path());
        json.put("original_file_path", macro.path());
        json.put("unique_id", macro.uniqueId());
        json.put("macro_sql", macro.source());
        json.put(
                "depends_on",
                Map.of(
                        "macros",
                        MacroCalls.of(
                                macro,
                                manifest.macros(),
                                manifest.environment().target().type())));
        json.put("description", "");
        json.put("meta", Map.of());
        json.put("docs", Map.of("show", true));
        json.put("patch_path", null);
        json.put("arguments", List.of());
        json.put("created_at", created);
        json.put("supported_languages", null);
        json.put("config", Map.of("meta", Map.of(), "docs", Map.of("show", true)));
        return json;
    }

    static Map<String, @Nullable Object> doc(Docs.Block block) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", block.name());
        json.put("resource_type", "doc");
        json.put("package_name", block.packageName());
        json.put("path", block.path());
        json.put("original_file_path", block.originalPath());
        json.put("unique_id", "doc." + block.packageName() + "." + block.name());
        json.put("block_contents", block.text());
        return json;
    }

    Map<String, Object> groups() {
        Map<String, Object> groups = new TreeMap<>();
        for (Map<String, @Nullable Object> group : manifest.groups()) {
            String id = "group." + group.get("package_name") + "." + group.get("name");
            String file = String.valueOf(group.get("original_file_path"));
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", group.get("name"));
            json.put("resource_type", "group");
            json.put("package_name", group.get("package_name"));
            json.put("path", file.substring(file.indexOf('/') + 1));
            json.put("original_file_path", file);
            json.put("unique_id", id);
            json.put("owner", group.getOrDefault("owner", Map.of()));
            json.put("description", group.get("description"));
            groups.put(id, json);
        }
        return groups;
    }

    Map<String, Object> declared(ResourceType type) {
        Map<String, Object> all = new TreeMap<>();
        manifest.declared(type).forEach((id, shown) -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>(shown);
            json.put("created_at", created);
            all.put(id, json);
        });
        return all;
    }
}
