package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.notify.NotifierPlugin;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.warehouse.WarehousePlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The plug-ins that a project may use. One connection type may be several of them: a database is a source and a
 * warehouse. Immutable.
 */
public record Plugins(List<SourcePlugin> sources, List<WarehousePlugin> warehouses, List<NotifierPlugin> notifiers) {

    public Plugins {
        sources = List.copyOf(sources);
        warehouses = List.copyOf(warehouses);
        notifiers = List.copyOf(notifiers);
    }

    public Optional<SourcePlugin> source(String type) {
        return sources.stream().filter(plugin -> plugin.type().equals(type)).findFirst();
    }

    public Optional<WarehousePlugin> warehouse(String type) {
        return warehouses.stream().filter(plugin -> plugin.type().equals(type)).findFirst();
    }

    public Optional<NotifierPlugin> notifier(String type) {
        return notifiers.stream().filter(plugin -> plugin.type().equals(type)).findFirst();
    }

    /** The keys of a connection by its type, for all types. */
    public Map<String, List<OptionSpec>> connectionOptions() {
        Map<String, List<OptionSpec>> byType = new TreeMap<>();
        sources.forEach(plugin -> join(byType, plugin.type(), plugin.connectionOptions()));
        warehouses.forEach(plugin -> join(byType, plugin.type(), plugin.connectionOptions()));
        notifiers.forEach(plugin -> join(byType, plugin.type(), plugin.connectionOptions()));
        return byType;
    }

    /** The keys of a pipeline's {@code from} by the type of its connection. */
    public Map<String, List<OptionSpec>> pipelineOptions() {
        Map<String, List<OptionSpec>> byType = new TreeMap<>();
        sources.forEach(plugin -> join(byType, plugin.type(), plugin.pipelineOptions()));
        return byType;
    }

    Collection<String> types() {
        return new TreeSet<>(connectionOptions().keySet());
    }

    private static void join(Map<String, List<OptionSpec>> byType, String type, List<OptionSpec> more) {
        List<OptionSpec> joined = new ArrayList<>(byType.getOrDefault(type, List.of()));
        for (OptionSpec spec : more) {
            if (joined.stream().noneMatch(known -> known.name().equals(spec.name()))) {
                joined.add(spec);
            }
        }
        byType.put(type, joined);
    }
}
