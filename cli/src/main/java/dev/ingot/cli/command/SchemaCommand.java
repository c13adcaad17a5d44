package dev.ingot.cli.command;

import dev.ingot.api.file.OwnerOnly;
import dev.ingot.cli.InstalledPlugins;
import dev.ingot.core.project.Plugins;
import dev.ingot.core.project.ProjectSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot schema}: JSON Schemas with which an editor checks and completes the YAML files. */
@Command(name = "schema", description = "Writes the JSON Schemas of ingot.yml and the pipeline files, for editors.")
public final class SchemaCommand implements Callable<Integer> {

    @Option(names = "--dir", paramLabel = "DIR", description = "Where to.", defaultValue = ".ingot/schema")
    Path folder = Path.of(".ingot/schema");

    @Override
    public Integer call() throws IOException {
        write(folder);
        return 0;
    }

    static void write(Path folder) throws IOException {
        Plugins plugins = InstalledPlugins.load();
        OwnerOnly.folder(folder); // with .ingot above it, in a new project
        Files.writeString(folder.resolve("ingot.schema.json"), ProjectSchemas.project(plugins));
        Files.writeString(folder.resolve("pipelines.schema.json"), ProjectSchemas.pipelines(plugins));
    }
}
