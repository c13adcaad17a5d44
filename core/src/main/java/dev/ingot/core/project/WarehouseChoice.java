package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.Binder;
import dev.ingot.config.Bound;
import dev.ingot.config.Problems;
import dev.ingot.config.Secrets;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which connection holds the tables of a target: the named one, else the only one, else the built-in lake. */
record WarehouseChoice(Plugins plugins, Map<String, ConnectionSpec> connections) {

    /** Null if there is none; then a problem says so, here or where the connection was read. */
    @Nullable
    ConnectionSpec choose(Bound target, YamlMapping raw, Problems problems) {
        List<String> candidates = connections.values().stream()
                .filter(connection -> plugins.warehouse(connection.type()).isPresent())
                .map(ConnectionSpec::name)
                .toList();
        Optional<String> named = target.string("warehouse");
        if (named.isPresent()) {
            ConnectionSpec connection = connections.get(named.get());
            if (connection == null) {
                problems.add(
                        ProjectError.UNKNOWN_CONNECTION,
                        "There is no connection '" + named.get() + "'.",
                        target.place("warehouse"),
                        Suggestion.didYouMean(named.get(), connections.keySet()));
            } else if (!connection.type().isEmpty() && !candidates.contains(connection.name())) {
                problems.add(
                        ProjectError.WRONG_ROLE,
                        "The connection '" + named.get() + "' of type " + connection.type() + " is not a warehouse.",
                        target.place("warehouse"),
                        Suggestion.didYouMean(named.get(), candidates));
            }
            return connection;
        }
        if (candidates.size() == 1) {
            return connections.get(candidates.get(0));
        }
        if (candidates.isEmpty() && plugins.warehouse("lake").isPresent() && !connections.containsKey("lake")) {
            return lake(problems);
        }
        if (connections.values().stream()
                .noneMatch(connection -> connection.type().isEmpty())) {
            problems.add(
                    ProjectError.NO_WAREHOUSE,
                    candidates.isEmpty() ? "No connection is a warehouse." : "Several connections are warehouses.",
                    target.place().line() > 0 ? target.place() : raw.place(),
                    candidates.isEmpty()
                            ? "Add a connection of one of these types: "
                                    + plugins.warehouses().stream()
                                            .map(plugin -> plugin.type())
                                            .sorted()
                                            .collect(Collectors.joining(", "))
                                    + "."
                            : "Add 'warehouse: name' to the target. Known: " + String.join(", ", candidates) + ".");
        }
        return null;
    }

    /** Without any warehouse, the tables go to the folder {@code lake}. */
    private ConnectionSpec lake(Problems problems) {
        Place place = Place.of("the built-in connection 'lake'");
        List<OptionSpec> options = plugins.connectionOptions().getOrDefault("lake", List.of());
        boolean hasPath = options.stream().anyMatch(option -> option.name().equals("path"));
        YamlMapping written = YamlNodes.mapping(hasPath ? Map.of("path", "lake") : Map.of(), place);
        Map<String, Object> values = new Binder(new Secrets()).bind(written, options, problems);
        return new ConnectionSpec("lake", "lake", values, place, List.of());
    }
}
