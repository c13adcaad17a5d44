package dev.ingot.cli;

import dev.ingot.api.notify.NotifierPlugin;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.warehouse.WarehousePlugin;
import dev.ingot.core.project.Plugins;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the plug-ins on the class path. */
public final class InstalledPlugins {

    private InstalledPlugins() {}

    public static Plugins load() {
        return new Plugins(all(SourcePlugin.class), all(WarehousePlugin.class), all(NotifierPlugin.class));
    }

    private static <T> List<T> all(Class<T> type) {
        return ServiceLoader.load(type).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
