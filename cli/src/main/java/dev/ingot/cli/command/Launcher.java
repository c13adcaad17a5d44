package dev.ingot.cli.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The word with which a person starts Ingot. Stateless. */
final class Launcher {

    /** A longer way up is harder to read than the whole path. */
    private static final int MOST_STEPS = 3;

    private Launcher() {}

    /** As it is typed in a folder: by its name where the PATH has it, else by its path. */
    static String from(Path folder) {
        return from(folder, System.getProperty("ingot.home"), System.getenv("PATH"));
    }

    /**
     * @param home the folder of the start script; null where Ingot was not started by it
     * @param path the folders in which a shell looks for commands
     */
    static String from(Path folder, @Nullable String home, @Nullable String path) {
        if (home == null) {
            return "ingot";
        }
        Path launcher = Path.of(home, "ingot");
        if (isOn(path, launcher)) {
            return "ingot";
        }
        Path relative = folder.toAbsolutePath().normalize().relativize(launcher.toAbsolutePath());
        return InitCommand.quoted(relative.getNameCount() <= MOST_STEPS ? relative : launcher);
    }

    private static boolean isOn(@Nullable String path, Path launcher) {
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .anyMatch(folder -> isSame(Path.of(folder, "ingot"), launcher));
    }

    private static boolean isSame(Path found, Path launcher) {
        try {
            return Files.isExecutable(found) && Files.isSameFile(found, launcher);
        } catch (IOException e) {
            return false; // it went away, or may not be looked at: then nobody starts it from there either
        }
    }
}
