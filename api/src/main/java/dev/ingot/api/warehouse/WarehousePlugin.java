package dev.ingot.api.warehouse;

import dev.ingot.api.config.OptionSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes {@link Warehouse}s of one connection type; found with {@link java.util.ServiceLoader}. Stateless. */
public interface WarehousePlugin {

    /** The connection's {@code type:}, for example {@code lake}. */
    String type();

    List<OptionSpec> connectionOptions();

    /**
     * @param options bound and checked against {@link #connectionOptions()}
     * @param project the project's folder; relative paths start here
     * @param work a folder for temporary files
     */
    Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock);
}
