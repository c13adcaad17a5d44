package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Globals;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ingot init}: a small project that runs at once. */
@Command(
        name = "init",
        description = "Makes a new project in a new folder: a source, a pipeline, a model, a test, and data to try it.",
        footer = {"", "Example:", "  ingot init shop && cd shop && ingot run"})
public final class InitCommand extends Globals.Command implements Callable<Integer> {

    private static final Map<String, String> FILES = files();

    @Parameters(paramLabel = "NAME", description = "The project's name, and the folder's.")
    String name = "";

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("ingot.yml", "ingot.yml");
        files.put("dbt_project.yml", "dbt_project.yml");
        files.put("pipelines/sales.yml", "pipelines.yml");
        files.put("models/sources.yml", "sources.yml");
        files.put("models/daily_sales.sql", "daily_sales.sql");
        files.put("models/schema.yml", "schema.yml");
        files.put("landing/sales.csv", "sales.csv");
        files.put(".gitignore", "gitignore");
        return files;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Path.of(name);
        Path last = folder.getFileName();
        String projectName = (last == null ? name : last.toString())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_")
                .replaceFirst("^([0-9])", "_$1");
        requireEmpty(folder);
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, template(file.getValue()).replace("@NAME@", projectName));
        }
        SchemaCommand.write(folder.resolve(".ingot/schema"));
        globals.terminal().line("Made the project " + projectName + " in " + folder + ":");
        FILES.keySet().forEach(file -> globals.terminal().line("  " + file));
        globals.terminal().line("");
        globals.terminal().line("Next:");
        globals.terminal().line("  cd " + quoted(folder));
        String ingot = "  " + Launcher.from(folder);
        globals.terminal().line(ingot + " run");
        globals.terminal().line(ingot + " query \"select * from gold.daily_sales\"");
        globals.terminal().line(ingot + " quarantine show bronze.sales");
        return 0;
    }

    /** As a shell takes it. */
    static String quoted(Path folder) {
        String text = folder.toString();
        return text.matches("[\\w./~+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw Problem.of(CliError.FOLDER_IN_USE, "The folder " + folder + " is not empty.")
                        .fix("Name another folder, or empty this one.")
                        .toException();
            }
        }
    }

    private static String template(String name) {
        try (InputStream in = InitCommand.class.getResourceAsStream("/dev/ingot/cli/init/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the template " + name + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
