package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table that the project reads but does not build. Immutable.
 *
 * @param database that it is in
 * @param declared false for a table that only a pipeline knows
 */
public record SourceTable(
        String uniqueId,
        String packageName,
        String source,
        String name,
        String database,
        TableName relation,
        String path,
        List<String> fqn,
        NodeConfig config,
        Documentation documentation,
        String sourceDescription,
        String loader,
        Place place,
        boolean declared) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /**
     * What to read in the place of a table: {@code external_location} of dbt-duckdb, a file or a table function. In it
     * {@code {name}}, {@code {identifier}}, {@code {schema}} and each key of {@code meta} stand for their values.
     */
    public Optional<String> external() {
        Map<String, Object> known = new LinkedHashMap<>(config.block("meta"));
        String location = config.text("external_location")
                .or(() -> Optional.ofNullable(known.get("external_location")).map(String::valueOf))
                .orElse(null);
        if (location == null) {
            return Optional.empty();
        }
        known.putAll(Map.of("name", name, "identifier", relation.name(), "schema", relation.schema()));
        String filled = PLACEHOLDER.matcher(location).replaceAll(found -> {
            Object value = known.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : value.toString());
        });
        return Optional.of(filled.contains("(") || filled.startsWith("'") ? filled : "'" + filled + "'");
    }

    /** What SQL names to read it. */
    public String read(Environment.Target target) {
        return external().orElseGet(() -> target.quoted(database, relation));
    }

    public Node graphNode() {
        Map<String, Object> known = new LinkedHashMap<>();
        config.values().forEach((key, value) -> {
            if (value != null) {
                known.put(key, value);
            }
        });
        Set<String> tags = new TreeSet<>(config.texts("tags"));
        return new Node(
                uniqueId,
                ResourceType.SOURCE,
                name,
                packageName,
                fqn,
                path,
                tags,
                known,
                relation,
                Set.of(),
                null,
                Checksums.sha256(relation + " " + config.values()));
    }
}
