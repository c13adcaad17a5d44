package dev.ingot.lake;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehousePlugin;
import dev.ingot.lake.internal.LakeOptions;
import dev.ingot.lake.internal.LakeWarehouse;
import dev.ingot.lake.load.Loader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Connections of type {@code lake}: Delta tables in a folder, with DuckDB in this process as their engine. Stateless. */
public final class LakePlugin implements WarehousePlugin {

    @Override
    public String type() {
        return "lake";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(
                OptionSpec.withDefault(
                        LakeOptions.PATH,
                        OptionSpec.Type.STRING,
                        LakeOptions.DEFAULT_PATH,
                        "The folder of the lake; relative to the project. Tables lie in <schema>/<table> below it."),
                OptionSpec.withDefault(
                        LakeOptions.MEMORY_LIMIT,
                        OptionSpec.Type.SIZE,
                        "1GB",
                        "How much memory queries may use together. What does not fit goes to the work folder."),
                OptionSpec.optional(
                                LakeOptions.THREADS,
                                OptionSpec.Type.INTEGER,
                                "How many threads queries may use together. As many as the machine has cores if it is"
                                        + " not set.")
                        .example("4"),
                OptionSpec.withDefault(
                        LakeOptions.TARGET_FILE_SIZE,
                        OptionSpec.Type.SIZE,
                        "128MB",
                        "How large data files should become, about. Smaller files make merges cheaper, larger ones"
                                + " scans."),
                OptionSpec.withDefault(
                        LakeOptions.CHECKPOINT_INTERVAL,
                        OptionSpec.Type.INTEGER,
                        "25",
                        "New tables get a checkpoint of their log every so many commits."));
    }

    @Override
    public Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock) {
        return LakeWarehouse.open(name, LakeOptions.of(options, project), work, clock, Loader::new);
    }
}
