package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** One percent of the keys merged, beside Spark's MERGE on the same Delta table; and whether both read each other. */
final class MergeBenchmark {

    private static final String SPARK = "Spark MERGE, warm";

    private final Settings settings;
    private final Child child;
    private final Report report;
    private final Spark spark;
    private final Path base;
    private final Path input;
    private final Map<MergeJobs.Keys, List<Path>> kept = new EnumMap<>(MergeJobs.Keys.class);

    MergeBenchmark(Settings settings, Child child, Report report) {
        this.settings = settings;
        this.child = child;
        this.report = report;
        this.spark = new Spark(settings, child);
        this.base = settings.work().resolve("base");
        this.input = settings.work().resolve("input");
    }

    void run() {
        String noSpark = spark.prepare();
        Benchmarks.empty(input);
        report.progress("Writing a table of " + settings.rows() + " rows ...");
        Map<String, String> prepare = arguments(base);
        prepare.put("rows", Long.toString(settings.rows()));
        Measured prepared = child.probe("merge-prepare", prepare);
        report.title("Merge of 1 % of the keys into " + settings.rows() + " rows x 12 columns: "
                + Spread.number(prepared.number("bytes") / 1e6, 0) + " MB in " + prepared.number("files") + " files");
        if (!noSpark.isEmpty()) {
            report.line("Spark is not measured: " + noSpark + ".");
            report.line("");
        }
        report.header(List.of(
                "keys",
                "what",
                "wall s: median (min..max)",
                "CPU s: median (min..max)",
                "times faster than Spark, wall",
                "times less CPU than Spark",
                "peak memory MiB"));
        for (MergeJobs.Keys keys : MergeJobs.Keys.values()) {
            measure(keys, noSpark.isEmpty());
        }
        report.load();
        interoperability(noSpark.isEmpty());
    }

    private void measure(MergeJobs.Keys keys, boolean withSpark) {
        Map<String, List<Measured>> measured = new LinkedHashMap<>();
        for (int i = 0; i < settings.repeat(); i++) {
            // The lakes of the first repetition stay, to be read by both engines in the end.
            if (withSpark) {
                add(measured, SPARK, spark(lake(keys, "spark", i), keys), keys);
            }
            add(measured, "Ingot, a model's merge", ingot("merge-stage", lake(keys, "stage", i), keys), keys);
            add(measured, "Ingot, a pipeline's merge", ingot("merge-load", lake(keys, "load", i), keys), keys);
        }
        List<Measured> peer = measured.getOrDefault(SPARK, List.of());
        measured.forEach((name, list) -> {
            Spread wall = Spread.of(list, Measured::wall);
            Spread cpu = Spread.of(list, Measured::cpu);
            report.row(List.of(
                    keys.name().toLowerCase(Locale.ROOT),
                    name,
                    wall.text(2),
                    cpu.text(2),
                    times(peer, wall, Measured::wall),
                    times(peer, cpu, Measured::cpu),
                    Spread.number(Spread.of(list, Measured::peakMb).max(), 0)));
        });
    }

    private static String times(List<Measured> peer, Spread figures, ToDoubleFunction<Measured> figure) {
        return peer.isEmpty() ? "-" : Spread.number(Spread.of(peer, figure).median() / figures.median(), 1);
    }

    private void add(Map<String, List<Measured>> all, String name, Measured one, MergeJobs.Keys keys) {
        report.progress(keys + " " + name + " " + Spread.number(one.wall(), 2) + " s, CPU "
                + Spread.number(one.cpu(), 2) + " s; whole process " + Spread.number(one.processWall(), 2)
                + " s");
        all.computeIfAbsent(name, same -> new ArrayList<>()).add(one);
    }

    private Path lake(MergeJobs.Keys keys, String who, int repetition) {
        Path lake = settings.work().resolve(repetition == 0 ? keys + "-" + who : "again");
        Trees.copy(base, lake);
        if (repetition == 0) {
            kept.computeIfAbsent(keys, none -> new ArrayList<>()).add(lake);
        }
        return lake;
    }

    private Measured spark(Path lake, MergeJobs.Keys keys) {
        return spark.merge(
                target(lake), lake.resolve("bench").resolve(keys.table().name()));
    }

    private Measured ingot(String job, Path lake, MergeJobs.Keys keys) {
        Map<String, String> arguments = arguments(lake);
        arguments.put("changes", keys.name());
        Measured measured = child.probe(job, arguments);
        long changes = settings.rows() / 100;
        if (measured.number("updated") != changes || measured.number("inserted") != changes / 100) {
            throw new IllegalStateException("the merge is wrong: " + measured.values());
        }
        return measured;
    }

    private static Path target(Path lake) {
        return lake.resolve("bench").resolve(MergeJobs.TARGET.name());
    }

    /** Every merged table, read by both engines: all of them must be the same. */
    private void interoperability(boolean withSpark) {
        report.line("");
        report.line(
                withSpark
                        ? "Tables merged by Spark and by Ingot, each read by both (count, sums, checksum of the rows):"
                        : "Tables merged by Ingot, read by Ingot (count, sums, checksum of the rows):");
        report.line("");
        boolean equal = true;
        List<Path> all = kept.values().stream().flatMap(List::stream).toList();
        List<String> bySpark = withSpark
                ? spark.checksums(all.stream().map(MergeBenchmark::target).toList())
                : List.of();
        for (Map.Entry<MergeJobs.Keys, List<Path>> entry : kept.entrySet()) {
            Set<String> read = new TreeSet<>();
            for (Path lake : entry.getValue()) {
                read.add(child.probe("checksum", arguments(lake)).text("checksum"));
                if (withSpark) {
                    read.add(bySpark.get(all.indexOf(lake)));
                }
            }
            equal &= read.size() == 1;
            report.line("- keys " + entry.getKey().name().toLowerCase(Locale.ROOT) + ": "
                    + (read.size() == 1 ? "all equal: " : "DIFFERENT: ") + String.join("; ", read));
        }
        if (!equal) {
            throw new IllegalStateException("the engines do not agree");
        }
    }

    private Map<String, String> arguments(Path folder) {
        Map<String, String> arguments = new HashMap<>(settings.engine());
        arguments.put("work", settings.work().toString());
        arguments.put("input", input.toString());
        arguments.put("lake", folder.toString());
        return arguments;
    }
}
