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
import java.util.Set;
import java.util.stream.Stream;

/** Connections of type {@code duckdb}: one DuckDB file that holds models. Stateless. */
public final class DuckDbPlugin implements WarehousePlugin {

    /** Names of databases that DuckDB keeps for itself. */
    private static final Set<String> OF_THE_ENGINE = Set.of("main", "system", "temp");

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

    /** How DuckDB names the database of a file, and of one in memory. */
    public static String databaseName(String path) {
        if (path.startsWith(":memory:")) {
            return "memory";
        }
        String file = String.valueOf(Path.of(path).getFileName());
        String name = Stream.of(file.split("\\.", -1))
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse(file);
        return OF_THE_ENGINE.contains(name) ? name + "_db" : name;
    }

    @Override
    public Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock) {
        return Databases.warehouse(name, DuckFile.open(options, project, work), clock);
    }
}
