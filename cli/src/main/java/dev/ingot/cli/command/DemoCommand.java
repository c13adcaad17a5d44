package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ingot demo}: a shop's database followed live, or four days of files. */
@Command(
        name = "demo",
        description = {
            "A web shop with orders coming in, followed from its database to gold: starts a PostgreSQL of its own, fills it,"
                    + " reads its changes, and shows gold move. Needs nothing installed.",
            "In the folder of an earlier demo it goes on with that shop."
        },
        footer = {
            "",
            "Examples:",
            "  ingot demo --for 300 --rate 600",
            "  ingot demo --files ~/olist --for 0",
            "  ingot demo --batch"
        })
public final class DemoCommand extends Globals.Command implements Callable<Integer> {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder to make it in. Default: ingot-demo, with --batch ingot-demo-batch.")
    @Nullable
    Path dir;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the made data.", defaultValue = "42")
    long seed;

    @Option(
            names = "--batch",
            description = "Another demo: four days of files, dirty as real ones are, refined into gold. No database.")
    boolean batch;

    @Option(
            names = "--orders",
            paramLabel = "N",
            description = "How many orders the shop has in the beginning.",
            defaultValue = "5000")
    int orders;

    @Option(
            names = "--files",
            paramLabel = "DIR",
            description = "A folder with Olist's CSV files, to begin with those instead of made ones.")
    @Nullable
    Path files;

    @Option(names = "--rate", paramLabel = "N", description = "How many orders come in a minute.", defaultValue = "120")
    double rate;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            description = "How long orders come; 0 is until Ctrl-C.",
            defaultValue = "60")
    int seconds;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = dir != null ? dir : Path.of(batch ? "ingot-demo-batch" : "ingot-demo");
        if (batch) {
            return new BatchDemo(new DemoProject(folder, globals.terminal())).run(seed);
        }
        ShopDemo.Wishes wishes = new ShopDemo.Wishes(seed, orders, files, rate, seconds);
        return new ShopDemo(new DemoProject(folder, globals.terminal()), () -> globals.open(folder), wishes).run();
    }
}
