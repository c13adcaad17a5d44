package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Globals;
import dev.ingot.cli.Main;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.examples.MetadataEtlData;
import dev.ingot.examples.MetadataEtlData.Day;
import dev.ingot.metadata.SqliteMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot demo}: the example metadata-etl from nothing to gold, on data made on the spot. */
@Command(
        name = "demo",
        description = "Makes four days of customers and orders, dirty as real ones are, and refines them into gold."
                + " Needs no server and nothing installed.")
public final class DemoCommand extends Globals.Command implements Callable<Integer> {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder to make it in; new or empty.",
            defaultValue = "ingot-demo")
    Path folder = Path.of("ingot-demo");

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the made data.", defaultValue = "42")
    long seed;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = globals.terminal();
        long started = System.nanoTime();
        InitCommand.requireEmpty(folder);
        copyExample(folder);
        List<Day> days = new MetadataEtlData(seed).write(folder.resolve("landing"));
        terminal.line(terminal.paint(
                Style.BOLD, "A project in " + folder + ", and four days of raw files in " + folder.resolve("landing")));
        for (Day day : days) {
            heading("Day " + day.date() + ": " + Text.number(day.customers()) + " customers, "
                    + Text.number(day.orders().records()) + " order records, "
                    + Text.number(day.orders().repeated()) + " of them repeated, "
                    + Text.number(day.orders().incomplete()) + " incomplete");
            if (!day.suffix().isEmpty()) {
                switchDataSource(day.suffix());
            }
            int status = ingot("run", "--quiet", "--date", day.folder());
            if (status != 0) {
                return status;
            }
        }
        heading("The first day once more: nothing is read twice");
        switchDataSource("");
        ingot("run", "--quiet", "--date", days.get(0).folder());
        heading("What was built");
        ingot("state");
        heading("Where every row went");
        ingot("audit", "pipeline.", "--limit", "10");
        heading("What was not taken, and why");
        ingot("quarantine", "list");
        heading("The best customers");
        ingot(
                "query",
                "select c.customer_name, count(*) as orders, sum(o.order_total) as total"
                        + " from gold.fct_orders_incremental o join gold.dim_customers c using (customer_id)"
                        + " group by all order by total desc, c.customer_name limit 5");
        terminal.line("");
        terminal.line("Done in " + Text.duration(Duration.ofNanos(System.nanoTime() - started)) + ". Look further:");
        terminal.line("  cd " + InitCommand.quoted(folder));
        terminal.line("  ingot quarantine show bronze.orders");
        terminal.line("  ingot audit --run last");
        terminal.line("  ingot query \"select * from gold.dim_customers limit 5\"");
        terminal.line("  ingot undo last");
        return 0;
    }

    private void heading(String text) {
        globals.terminal().line("");
        globals.terminal().line(globals.terminal().paint(Style.BOLD, "== " + text));
    }

    private int ingot(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--project-dir";
        all[arguments.length + 1] = folder.toString();
        return Main.run(all, globals.terminal());
    }

    /** What a person would do with {@code UPDATE controller SET data_source = …}. */
    private void switchDataSource(String suffix) {
        try (SqliteMetadata store = SqliteMetadata.open(folder.resolve(".ingot/metadata.db"), InstantSource.system())) {
            for (ControllerRow row : store.controller().rows()) {
                ControllerSpec spec = row.spec();
                String source = spec.name() + suffix;
                if (!spec.dataSource().equals(source)) {
                    store.controller().edit(row.id(), spec.withDataSource(source));
                    globals.terminal()
                            .line("   controller: data_source of '" + spec.name() + "' is now '" + source + "'");
                }
            }
        }
    }

    /** The example's files, from the folder that this program was started from. */
    private static void copyExample(Path target) throws IOException {
        String home = System.getProperty("ingot.home", ".");
        Path example = Path.of(home, "examples", "metadata-etl");
        if (!Files.isDirectory(example)) {
            throw Problem.of(CliError.FOLDER_IN_USE, "The example is not where it should be: " + example + ".")
                    .fix("Start Ingot with its own launcher, from a checkout or an unpacked distribution.")
                    .toException();
        }
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = example.relativize(file);
                String first = relative.getName(0).toString();
                if (List.of("landing", "lake", ".ingot", "target").contains(first)) {
                    continue; // what earlier runs in the example's own folder left
                }
                Path copy = target.resolve(relative.toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
