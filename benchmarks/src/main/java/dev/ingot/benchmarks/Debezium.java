package dev.ingot.benchmarks;

import dev.ingot.embedded.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The peer of the changes: Debezium's embedded engine whose consumer only counts. */
final class Debezium {

    private static final String MAIN = "dev.ingot.benchmarks.debezium.EmptyConsumer";

    private final Settings settings;
    private final Child child;
    private final Path folder;

    Debezium(Settings settings, Child child) {
        this.settings = settings;
        this.child = child;
        this.folder = settings.home().resolve("benchmarks/debezium");
    }

    /** Fetches and builds it; the reason why not, or empty. */
    String prepare() {
        Path log = settings.home().resolve("benchmarks/target/debezium-build.log");
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

    /** Reads so many changes from where it stood. */
    Measured read(LocalPostgres server, String slot, Path offsets, long changes) {
        return child.java(
                List.of("-Xmx1g"),
                folder.resolve("target/lib") + "/*",
                MAIN,
                List.of(
                        Integer.toString(server.port()),
                        LocalPostgres.USER,
                        server.password(),
                        slot,
                        offsets.toString(),
                        Long.toString(changes)));
    }
}
