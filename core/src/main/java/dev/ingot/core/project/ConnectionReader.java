package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.Binder;
import dev.ingot.config.ConfigError;
import dev.ingot.config.Interpolator;
import dev.ingot.config.Problems;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlNodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the block {@code connections} with a target's changes over it. */
final class ConnectionReader {

    private final Plugins plugins;
    private final Binder binder;
    private final Interpolator interpolator;

    ConnectionReader(Plugins plugins, Binder binder, Interpolator interpolator) {
        this.plugins = plugins;
        this.binder = binder;
        this.interpolator = interpolator;
    }

    /** Both blocks as written; what is not a block was told already and is passed over. */
    Map<String, ConnectionSpec> read(YamlMapping base, YamlMapping changes, Problems problems) {
        Map<String, ConnectionSpec> connections = new LinkedHashMap<>();
        for (YamlMapping.Entry entry : YamlNodes.merge(base, changes).entries()) {
            YamlMapping whole = block(base, entry.name());
            YamlMapping change = block(changes, entry.name());
            boolean replaced = change.find("type").isPresent()
                    && !YamlNodes.text(change, "type").equals(YamlNodes.text(whole, "type"));
            YamlMapping effective = replaced ? change : YamlNodes.merge(whole, change);
            if (whole.isEmpty() && change.isEmpty() && !(entry.value() instanceof YamlMapping)) {
                continue;
            }
            connections.put(
                    entry.name(),
                    connection(entry.name(), effective, entry.key().place(), problems));
        }
        return connections;
    }

    /** A connection that cannot be made sense of stays known under its name, with an empty type. */
    private ConnectionSpec connection(String name, YamlMapping raw, Place place, Problems problems) {
        Problems unresolved = new Problems();
        YamlMapping node = interpolator.mapping(raw, unresolved);
        Optional<String> type = YamlNodes.text(node, "type");
        if (type.isEmpty()) {
            problems.add(
                    ConfigError.MISSING_KEY,
                    "The connection '" + name + "' has no 'type'.",
                    place,
                    Suggestion.didYouMean("", plugins.types()));
            return new ConnectionSpec(name, "", Map.of(), place, List.of());
        }
        List<OptionSpec> options = plugins.connectionOptions().get(type.get());
        if (options == null) {
            Place at = node.find("type").map(YamlNode::place).orElse(place);
            problems.add(
                    ProjectError.UNKNOWN_TYPE,
                    "The type '" + type.get() + "' of the connection '" + name + "' is not known.",
                    at,
                    Suggestion.didYouMean(type.get(), plugins.types()));
            return new ConnectionSpec(name, "", Map.of(), place, List.of());
        }
        Map<String, Object> values = binder.bind(node, options, Set.of("type"), problems);
        return new ConnectionSpec(name, type.get(), values, place, unresolved.sorted());
    }

    private static YamlMapping block(YamlMapping parent, String name) {
        return parent.find(name).orElse(parent) instanceof YamlMapping mapping && mapping != parent
                ? mapping
                : YamlMapping.empty(parent.place());
    }
}
