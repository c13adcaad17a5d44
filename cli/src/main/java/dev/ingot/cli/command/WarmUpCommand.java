package dev.ingot.cli.command;

import dev.ingot.cli.Main;
import dev.ingot.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** A short practice run in a temporary folder: the launcher records which classes it loads, for a fast start. */
@Command(name = "warm-up", hidden = true, description = "Runs a tiny project and forgets it; used by the launcher.")
public final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("ingot-warm-up");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal silent = new Terminal(nowhere, nowhere, true, false, 100);
        try {
            Path project = folder.resolve("practice");
            run(silent, "init", project.toString());
            for (List<String> command : List.of(
                    List.of("run"),
                    List.of("run", "--output", "json"),
                    List.of("ls"),
                    List.of("runs"),
                    List.of("query", "select * from gold.daily_sales"),
                    List.of("audit"),
                    List.of("quarantine", "list"),
                    List.of("state"))) {
                String[] arguments = Stream.concat(command.stream(), Stream.of("--project-dir", project.toString()))
                        .toArray(String[]::new);
                run(silent, arguments);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }

    private static void run(Terminal terminal, String... arguments) {
        int status = Main.run(arguments, terminal);
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + " ended with " + status);
        }
    }
}
