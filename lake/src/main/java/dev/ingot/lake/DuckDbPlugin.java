package dev.ingot.lake;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehousePlugin;
import dev.ingot.lake.internal.DuckFile;
import dev.ingot.sql.Databases;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Connections of type {@code duckdb}: one DuckDB file that holds models. Stateless. */
public final class DuckDbPlugin implements WarehousePlugin {

    @Override
    public String type() {
        return "duckdb";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(
                OptionSpec.withDefault(
                        "path",
                        OptionSpec.Type.STRING,
                        ":memory:",
                        "The database file, relative to the project; made if it is not there. ':memory:' is gone with the"
                                + " command."),
                OptionSpec.optional("threads", OptionSpec.Type.INTEGER, "How many threads queries may use together.")
                        .example("4"),
                OptionSpec.optional(
                                "memory_limit",
                                OptionSpec.Type.SIZE,
                                "How much memory queries may use together; what does not fit goes to the work folder.")
                        .example("2GB"),
                OptionSpec.optional(
                                "settings", OptionSpec.Type.MAP, "DuckDB's own settings, set when the file is opened.")
                        .example("{default_null_order: nulls_first}"));
    }

    @Override
    public Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock) {
        return Databases.warehouse(name, DuckFile.open(options, project, work), clock);
    }
}
