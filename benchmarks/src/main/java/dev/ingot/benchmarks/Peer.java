package dev.ingot.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another program that does the same, with jars of its own in a process of its own.
 *
 * @param folder its Maven project, which is no part of the build
 */
record Peer(String name, Path folder, Path log) {

    static Peer of(Settings settings, String name) {
        return new Peer(
                name,
                settings.home().resolve("benchmarks").resolve(name),
                settings.home().resolve("benchmarks/target/" + name + "-build.log"));
    }

    /** Fetches and builds it; the reason why not, or empty. */
    String prepare() {
        try {
            Process maven = new ProcessBuilder("mvn", "-B", "-ntp", "-q", "package")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return maven.waitFor() == 0 ? "" : "its jars cannot be fetched or built, see " + log;
        } catch (IOException e) {
            return "Maven cannot be started: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    String classPath() {
        return folder.resolve("target/lib") + "/*";
    }
}
