package dev.ingot.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.PreviousState.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@code manifest.json} as a state to compare with, written by Ingot or by dbt. What counts as a change follows dbt:
 * the text, the configuration as written (without tags and meta), descriptions where they are persisted, where the
 * relation stands as configured, every macro that is used, the contract. Immutable.
 */
public final class StateManifest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RELATION = List.of("database", "schema", "alias");
    private static final List<String> IGNORED = List.of("tags", "meta", "docs");

    private final Map<String, JsonNode> nodes = new HashMap<>();
    private final JsonNode macros;

    private StateManifest(JsonNode root) {
        for (String section : List.of("nodes", "sources", "exposures", "unit_tests")) {
            root.path(section).properties().forEach(entry -> nodes.put(entry.getKey(), entry.getValue()));
        }
        this.macros = root.path("macros");
    }

    /**
     * Reads {@code manifest.json} of a folder.
     *
     * @throws dev.ingot.api.error.IngotException if there is none, or it cannot be read
     */
    public static StateManifest in(Path folder) {
        Path file = folder.resolve("manifest.json");
        if (!Presence.isFile(file)) {
            throw Problem.of(ModelsError.NO_STATE, "There is no manifest.json in " + folder + ".")
                    .fix("Name a folder in which an earlier run, or 'ingot parse', left its artefacts.")
                    .toException();
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ModelsError.NO_STATE, file + " is no manifest.")
                    .because(e.getMessage())
                    .toException();
        }
    }

    /** @throws IllegalArgumentException if it is no JSON */
    public static StateManifest parse(String json) {
        try {
            return new StateManifest(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    public boolean has(String node) {
        return nodes.containsKey(node);
    }

    /** The tables of models, seeds and snapshots, by unique id. */
    public Map<String, TableName> tables() {
        Map<String, TableName> tables = new HashMap<>();
        nodes.forEach((id, node) -> {
            boolean table = List.of("model", "seed", "snapshot")
                            .contains(node.path("resource_type").asText())
                    && !node.path("config").path("materialized").asText().equals("ephemeral");
            String schema = node.path("schema").asText();
            String name = node.path("alias").asText(node.path("name").asText());
            if (table && !schema.isBlank() && !name.isBlank()) {
                tables.put(id, TableName.of(schema, name));
            }
        });
        return tables;
    }

    /** In what a node that both have differs from the same node of a later manifest. */
    public Set<Change> changes(StateManifest later, String id) {
        Set<Change> changes = EnumSet.noneOf(Change.class);
        JsonNode before = nodes.get(id);
        JsonNode after = later.nodes.get(id);
        if (before == null || after == null) {
            return changes;
        }
        String type = after.path("resource_type").asText();
        if (type.equals("source") || type.equals("exposure")) {
            if (!whole(before).equals(whole(after))) {
                changes.add(Change.CONFIGS);
            }
            return changes;
        }
        boolean generic = after.has("test_metadata");
        if (!generic && !body(before).equals(body(after))) {
            changes.add(Change.BODY);
        }
        if (!configs(before).equals(configs(after)) || !before.path("fqn").equals(after.path("fqn"))) {
            changes.add(Change.CONFIGS);
        }
        if (!relation(before).equals(relation(after))) {
            changes.add(Change.RELATION);
        }
        if (!persisted(before).equals(persisted(after))) {
            changes.add(Change.PERSISTED_DESCRIPTIONS);
        }
        if (!macrosOf(before).equals(later.macrosOf(after))) {
            changes.add(Change.MACROS);
        }
        if (!before.path("contract").equals(after.path("contract"))) {
            changes.add(Change.CONTRACT);
        }
        return changes;
    }

    private static String body(JsonNode node) {
        return node.path("resource_type").asText().equals("seed")
                ? node.path("checksum").path("checksum").asText()
                : node.path("raw_code").asText().strip();
    }

    private static Map<String, JsonNode> configs(JsonNode node) {
        Map<String, JsonNode> configs = new TreeMap<>();
        node.path("unrendered_config").properties().forEach(entry -> {
            if (!IGNORED.contains(entry.getKey()) && !RELATION.contains(entry.getKey())) {
                configs.put(entry.getKey(), entry.getValue());
            }
        });
        return configs;
    }

    private static List<JsonNode> relation(JsonNode node) {
        return RELATION.stream()
                .map(key -> node.path("unrendered_config").path(key))
                .toList();
    }

    private static Map<String, String> persisted(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        JsonNode persist = node.path("config").path("persist_docs");
        if (persist.path("relation").asBoolean()) {
            texts.put("", node.path("description").asText());
        }
        if (persist.path("columns").asBoolean()) {
            node.path("columns")
                    .properties()
                    .forEach(column -> texts.put(
                            column.getKey(),
                            column.getValue().path("description").asText()));
        }
        return texts;
    }

    private Map<String, String> macrosOf(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.path("depends_on").path("macros").forEach(id -> {
            // The built-in macros change with the program, and are other ones in dbt.
            if (!id.asText().startsWith("macro.dbt")) {
                texts.put(
                        id.asText(),
                        macros.path(id.asText()).path("macro_sql").asText().strip());
            }
        });
        return texts;
    }

    private static JsonNode whole(JsonNode node) {
        ObjectNode copy = node.deepCopy();
        copy.remove(List.of("created_at", "unrendered_database", "unrendered_schema", "tags", "meta"));
        return copy;
    }
}
