package dev.ingot.cli.command;

import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.examples.MetadataEtlData;
import dev.ingot.examples.MetadataEtlData.Day;
import dev.ingot.metadata.SqliteMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** {@code ingot demo --batch}: the example metadata-etl from nothing to gold, on data made on the spot. */
final class BatchDemo {

    private final DemoProject project;
    private final Path folder;
    private final Terminal terminal;

    BatchDemo(DemoProject project) {
        this.project = project;
        this.folder = project.folder();
        this.terminal = project.terminal();
    }

    int run(long seed) throws IOException {
        long started = System.nanoTime();
        InitCommand.requireEmpty(folder);
        project.copy(DemoProject.example("metadata-etl"));
        List<Day> days = new MetadataEtlData(seed).write(folder.resolve("landing"));
        terminal.line(terminal.paint(
                Style.BOLD, "A project in " + folder + ", and four days of raw files in " + folder.resolve("landing")));
        for (Day day : days) {
            project.heading("Day " + day.date() + ": " + Text.number(day.customers()) + " customers, "
                    + Text.number(day.orders().records()) + " order records, "
                    + Text.number(day.orders().repeated()) + " of them repeated, "
                    + Text.number(day.orders().incomplete()) + " incomplete");
            if (!day.suffix().isEmpty()) {
                switchDataSource(day.suffix());
            }
            int status = project.ingot("run", "--quiet", "--date", day.folder());
            if (status != 0) {
                return status;
            }
        }
        project.heading("The first day once more: nothing is read twice");
        switchDataSource("");
        project.ingot("run", "--quiet", "--date", days.get(0).folder());
        project.heading("What was built");
        project.ingot("state");
        project.heading("Where every row went");
        project.ingot("audit", "pipeline.", "--limit", "10");
        project.heading("What was not taken, and why");
        project.ingot("quarantine", "list");
        project.heading("The best customers");
        project.ingot(
                "query",
                "select c.customer_name, count(*) as orders, sum(o.order_total) as total"
                        + " from gold.fct_orders_incremental o join gold.dim_customers c using (customer_id)"
                        + " group by all order by total desc, c.customer_name limit 5");
        terminal.line("");
        terminal.line("Done in " + Text.duration(Duration.ofNanos(System.nanoTime() - started)) + ". Look further:");
        terminal.line("  cd " + InitCommand.quoted(folder));
        String ingot = "  " + Launcher.from(folder);
        terminal.line(ingot + " quarantine show bronze.orders");
        terminal.line(ingot + " audit --run last");
        terminal.line(ingot + " query \"select * from gold.dim_customers limit 5\"");
        terminal.line(ingot + " undo last");
        return 0;
    }

    /** What a person would do with {@code UPDATE controller SET data_source = …}. */
    private void switchDataSource(String suffix) {
        try (SqliteMetadata store = SqliteMetadata.open(folder.resolve(".ingot/metadata.db"), InstantSource.system())) {
            for (ControllerRow row : store.controller().rows()) {
                ControllerSpec spec = row.spec();
                String source = spec.name() + suffix;
                if (!spec.dataSource().equals(source)) {
                    store.controller().edit(row.id(), spec.withDataSource(source));
                    terminal.line("   controller: data_source of '" + spec.name() + "' is now '" + source + "'");
                }
            }
        }
    }
}
