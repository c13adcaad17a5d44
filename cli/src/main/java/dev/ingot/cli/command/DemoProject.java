package dev.ingot.cli.command;

import dev.ingot.api.error.Problem;
import dev.ingot.cli.CliError;
import dev.ingot.cli.Main;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.cli.terminal.Terminal.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of an example, and commands on it as a person would type them. */
record DemoProject(Path folder, Terminal terminal) {

    void heading(String text) {
        terminal.line("");
        terminal.line(terminal.paint(Style.BOLD, "== " + text));
    }

    int ingot(String... arguments) {
        return ingot(terminal, arguments);
    }

    int ingot(Terminal output, String... arguments) {
        return Main.run(
                Stream.concat(Stream.of(arguments), Stream.of("--project-dir", folder.toString()))
                        .toArray(String[]::new),
                output);
    }

    /** Where the example is that this program was started with. */
    static Path example(String name) {
        String home = System.getProperty("ingot.home", ".");
        Path example = Path.of(home, "examples", name);
        if (!Files.isDirectory(example)) {
            throw Problem.of(CliError.FOLDER_IN_USE, "The example is not where it should be: " + example + ".")
                    .fix("Start Ingot with its own launcher, from a checkout or an unpacked distribution.")
                    .toException();
        }
        return example;
    }

    /** Brings the example's files here. */
    void copy(Path example) throws IOException {
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = example.relativize(file);
                String first = relative.getName(0).toString();
                if (List.of("landing", "lake", ".ingot", ".env", "target").contains(first)) {
                    continue; // what earlier runs in the example's own folder left
                }
                Path copy = folder.resolve(relative.toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
