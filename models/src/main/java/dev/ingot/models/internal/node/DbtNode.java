package dev.ingot.models.internal.node;

import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A model, seed, snapshot or test that has been read. Immutable.
 *
 * @param relation what it fills; for a test where its failures are stored
 * @param written the configuration as the files say it, without defaults
 */
public record DbtNode(
        Definition definition,
        NodeConfig config,
        NodeConfig written,
        TableName relation,
        Dependencies dependencies,
        Documentation documentation,
        @Nullable TestInfo test) {

    public String uniqueId() {
        return definition.uniqueId();
    }

    public ResourceType type() {
        return definition.type();
    }

    public String name() {
        return definition.name();
    }

    public String packageName() {
        return definition.packageName();
    }

    public boolean ephemeral() {
        return type() == ResourceType.MODEL && config.materialized().equals("ephemeral");
    }

    /** Whether its columns and their types are those that its property file states, or it is not built. */
    public boolean contractEnforced() {
        return type() == ResourceType.MODEL
                && Boolean.TRUE.equals(config.block("contract").get("enforced"));
    }

    /** Whether other nodes can refer to it. */
    public boolean referable() {
        return test == null && type() != ResourceType.ANALYSIS;
    }

    /** How it is materialised, for people and selectors: {@code table}, {@code seed}, {@code test} … */
    public String materialized() {
        if (test != null) {
            return "test";
        }
        return type() == ResourceType.MODEL ? config.materialized() : type().toString();
    }

    public DbtNode with(Dependencies newDependencies) {
        return new DbtNode(definition, config, written, relation, newDependencies, documentation, test);
    }

    /**
     * The node as the graph and the selectors see it.
     *
     * @param macros the text of the macros that it calls: a change there changes the node
     */
    public Node graphNode(String macros) {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("enabled", true);
        known.put("materialized", materialized());
        config.values().forEach((key, value) -> {
            if (value != null) {
                known.put(key, value);
            }
        });
        if (type() == ResourceType.MODEL) {
            known.putIfAbsent("access", "protected");
        }
        Version version = definition.version();
        if (version != null) {
            known.put("version", version.name());
            known.put("latest_version", version.latest());
        }
        Set<String> tags = new TreeSet<>(config.texts("tags"));
        return new Node(
                uniqueId(),
                type(),
                name(),
                packageName(),
                definition.fqn(),
                definition.originalPath(),
                tags,
                known,
                ephemeral() || test != null ? null : relation,
                dependencies.nodes(),
                test == null ? null : new Node.TestFacts(test.name(), test.generic(), test.attachedNode()),
                Checksums.sha256(definition.checksum() + modelling() + relation + macros));
    }

    /** The configuration without what only describes. */
    private Map<String, Object> modelling() {
        Map<String, Object> values = new TreeMap<>();
        config.values().forEach((key, value) -> {
            if (value != null && !key.equals("tags") && !key.equals("meta") && !key.equals("docs")) {
                values.put(key, value);
            }
        });
        return values;
    }

    /** A unit test's name is its model's business: two models may have tests of the same name. */
    private String fileName() {
        String id = uniqueId();
        return id.substring(id.indexOf('.', id.indexOf('.') + 1) + 1).replace('.', '_');
    }

    /**
     * Where its SQL is kept below {@code compiled/} and {@code run/}. A generic test, and each snapshot of a file with
     * several, has a file of its own below the one it stands in.
     */
    public String sqlPath() {
        String original = packageName() + "/" + definition.originalPath();
        if (type() == ResourceType.UNIT_TEST) {
            return original + "/" + fileName() + ".sql";
        }
        if (test != null && test.generic()) {
            return original + "/" + definition.path();
        }
        return definition.source().block() == null ? original : original + "/" + name() + ".sql";
    }
}
