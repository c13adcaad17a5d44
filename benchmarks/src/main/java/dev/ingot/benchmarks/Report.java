package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Markdown, on the terminal and in a file. */
final class Report {

    private final Path file;

    Report(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where and when. */
    void machine(Settings settings) {
        line(time() + ", " + cpu() + " x " + Runtime.getRuntime().availableProcessors() + ", "
                + first("/proc/meminfo", "MemTotal").replaceAll("\\s+", " ") + ", Java "
                + Runtime.version() + ", DuckDB "
                + duckDb()
                + ". Engines: " + settings.threads() + " threads, " + settings.memoryMb() + " MiB. Repetitions: "
                + settings.repeat() + ".");
    }

    void title(String text) {
        line("");
        line("### " + text);
        line("");
    }

    void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    void header(List<String> cells) {
        row(cells);
        line("|" + "---|".repeat(cells.size()));
    }

    /** How busy the machine is: what a wall time is worth. */
    void load() {
        line("");
        line("Load average at the end: "
                + Spread.number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), 1) + ".");
    }

    void end() {
        line("");
        line("Ended " + time() + ".");
    }

    /** Says what is going on; not part of the report. */
    void progress(String text) {
        System.err.println(text);
    }

    void line(String text) {
        System.out.println(text);
        try {
            Files.writeString(file, text + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String time() {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    private static String duckDb() {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cpu() {
        return first("/proc/cpuinfo", "model name");
    }

    private static String first(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown " + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
