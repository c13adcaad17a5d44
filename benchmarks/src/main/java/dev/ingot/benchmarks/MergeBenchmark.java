package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One percent of the keys merged, beside Spark's MERGE on the same Delta table; and whether both read each other. */
final class MergeBenchmark {

    private final Settings settings;
    private final Child child;
    private final Report report;
    private final Spark spark;
    private final Path base;
    private final Path input;
    private final Path lake;

    /** Whose merge of what, to what each engine then reads. */
    private final Map<String, Set<String>> checksums = new LinkedHashMap<>();

    MergeBenchmark(Settings settings, Child child, Report report) {
        this.settings = settings;
        this.child = child;
        this.report = report;
        this.spark = new Spark(settings, child);
        this.base = settings.work().resolve("base");
        this.input = settings.work().resolve("input");
        this.lake = settings.work().resolve("lake");
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
            boolean check = i == 0;
            add(measured, "Spark MERGE", withSpark ? spark(keys, check) : null, keys);
            add(measured, "Ingot, a model's merge (Session.stage)", ingot("merge-stage", keys, withSpark, check), keys);
            add(measured, "Ingot, a pipeline's merge (load)", ingot("merge-load", keys, withSpark, check), keys);
        }
        List<Measured> peer = measured.getOrDefault("Spark MERGE", List.of());
        measured.forEach((name, list) -> {
            Spread wall = Spread.of(list, Measured::wall);
            Spread cpu = Spread.of(list, Measured::cpu);
            report.row(List.of(
                    keys.name().toLowerCase(Locale.ROOT),
                    name,
                    wall.text(2),
                    cpu.text(2),
                    peer.isEmpty()
                            ? "-"
                            : Spread.number(Spread.of(peer, Measured::wall).median() / wall.median(), 1),
                    peer.isEmpty()
                            ? "-"
                            : Spread.number(Spread.of(peer, Measured::cpu).median() / cpu.median(), 1),
                    Spread.number(Spread.of(list, Measured::peakMb).max(), 0)));
        });
    }

    private void add(
            Map<String, List<Measured>> all,
            String name,
            @org.jspecify.annotations.Nullable Measured one,
            MergeJobs.Keys keys) {
        if (one != null) {
            report.progress(keys + " " + name + " " + Spread.number(one.wall(), 2) + " s, CPU "
                    + Spread.number(one.cpu(), 2) + " s");
            all.computeIfAbsent(name, same -> new ArrayList<>()).add(one);
        }
    }

    private Measured spark(MergeJobs.Keys keys, boolean check) {
        Trees.copy(base, lake);
        Measured measured = spark.merge(
                lake.resolve("bench").resolve(MergeJobs.TARGET.name()),
                lake.resolve("bench").resolve(keys.table().name()));
        if (check) {
            Set<String> read = checksums(keys);
            read.add(measured.text("checksum"));
            read.add(child.probe("checksum", arguments(lake)).text("checksum"));
        }
        return measured;
    }

    private Measured ingot(String job, MergeJobs.Keys keys, boolean withSpark, boolean check) {
        Trees.copy(base, lake);
        Map<String, String> arguments = arguments(lake);
        arguments.put("changes", keys.name());
        Measured measured = child.probe(job, arguments);
        long changes = settings.rows() / 100;
        if (measured.number("updated") != changes || measured.number("inserted") != changes / 100) {
            throw new IllegalStateException("the merge is wrong: " + measured.values());
        }
        if (check) {
            Set<String> read = checksums(keys);
            read.add(child.probe("checksum", arguments(lake)).text("checksum"));
            if (withSpark) {
                read.add(spark.checksum(lake.resolve("bench").resolve(MergeJobs.TARGET.name())));
            }
        }
        return measured;
    }

    private Set<String> checksums(MergeJobs.Keys keys) {
        return checksums.computeIfAbsent(keys.name().toLowerCase(Locale.ROOT), name -> new LinkedHashSet<>());
    }

    private void interoperability(boolean withSpark) {
        report.line("");
        report.line(
                withSpark
                        ? "Read by both, after Spark's merge and after each of Ingot's (count, sums, checksum of the rows):"
                        : "Read by Ingot after each of its merges (count, sums, checksum of the rows):");
        report.line("");
        checksums.forEach((keys, read) ->
                report.line("- keys " + keys + ": " + (read.size() == 1 ? "all equal, " : "DIFFERENT: ") + read));
        if (checksums.values().stream().anyMatch(read -> read.size() > 1)) {
            throw new IllegalStateException("the engines do not agree: " + checksums);
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
