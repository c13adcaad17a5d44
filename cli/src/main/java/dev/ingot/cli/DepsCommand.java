package dev.ingot.cli;

import dev.ingot.models.Packages;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ingot deps}. */
@Command(
        name = "deps",
        description =
                "Puts the packages of packages.yml or dependencies.yml into dbt_packages/: local folders are copied,"
                        + " git repositories fetched with git. What is there already stays.")
final class DepsCommand extends Globals.Command implements Callable<Integer> {

    @Override
    public Integer call() {
        Path folder = Workspace.folder(globals);
        List<String> done = Packages.install(folder);
        done.forEach(globals.terminal()::line);
        if (done.isEmpty()) {
            globals.terminal().line("The project names no packages.");
        }
        return 0;
    }
}
