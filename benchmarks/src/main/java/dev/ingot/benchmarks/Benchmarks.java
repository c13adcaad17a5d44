package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one command: runs the benchmarks that were named, prints a table and keeps it in {@code target/results.md}. */
public final class Benchmarks {

    /** One benchmark. */
    @FunctionalInterface
    interface Kind {
        void run(Settings settings, Child child, Report report);
    }

    private static final Map<String, Kind> ALL = new LinkedHashMap<>();

    static {
        ALL.put("csv", (settings, child, report) -> new LoadBenchmark(settings, child, report, TextForm.CSV).run());
        ALL.put(
                "gz-tsv",
                (settings, child, report) -> new LoadBenchmark(settings, child, report, TextForm.GZ_TSV).run());
        ALL.put("merge", (settings, child, report) -> new MergeBenchmark(settings, child, report).run());
        ALL.put("commits", SmallBenchmarks::commits);
        ALL.put("memory", SmallBenchmarks::memory);
        ALL.put("start", SmallBenchmarks::start);
        ALL.put("changes", (settings, child, report) -> new ChangesBenchmark(settings, child, report).run());
        ALL.put("freshness", (settings, child, report) -> new FreshnessBenchmark(settings, child, report).run());
        ALL.put("models", ModelsBenchmark::run);
    }

    private Benchmarks() {}

    public static void main(String[] arguments) {
        Settings settings;
        if (List.of(arguments).contains("--help")) {
            System.out.print(Settings.USAGE);
            return;
        }
        try {
            settings = Settings.parse(Path.of(System.getProperty("ingot.home", ".")), arguments, ALL);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Settings.USAGE);
            System.exit(2);
            return;
        }
        Report report = new Report(settings.home().resolve("benchmarks/target/results.md"));
        report.machine(settings);
        for (String name : settings.only()) {
            Path work = settings.work().resolve(name);
            empty(work);
            Kind kind = ALL.get(name);
            if (kind != null) {
                Settings here = settings.in(work);
                kind.run(here, new Child(here), report);
            }
            remove(work);
        }
        report.end();
    }

    static void empty(Path folder) {
        remove(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
