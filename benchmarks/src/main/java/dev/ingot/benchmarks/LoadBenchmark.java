package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Text to a committed bronze table, beside DuckDB's bare copy of the same text. */
final class LoadBenchmark {

    private static final String BARE = "DuckDB bare COPY";
    private static final long SAMPLE_ROWS = 20_000;
    private static final long BROKEN = 20;

    private final Settings settings;
    private final Child child;
    private final Report report;
    private final TextForm form;
    private final Path landing;
    private final Path clean;
    private final Path bad;
    private final Path broken;
    private int lakes;

    LoadBenchmark(Settings settings, Child child, Report report, TextForm form) {
        this.settings = settings;
        this.child = child;
        this.report = report;
        this.form = form;
        this.landing = settings.work().resolve("landing");
        this.clean = landing.resolve("orders." + form.ending);
        this.bad = settings.work().resolve("bad." + form.ending);
        this.broken = settings.work().resolve("broken." + form.ending);
    }

    void run() {
        Benchmarks.empty(landing);
        Path plain = settings.work().resolve("sample.csv");
        double bytesOfRow = (double) generate(plain, TextForm.CSV, SAMPLE_ROWS, false, 0) / SAMPLE_ROWS;
        long rows = Math.round(settings.mb() * 1e6 / bytesOfRow);
        report.progress("Writing " + form.ending + ", " + rows + " rows ...");
        long bytes = generate(clean, form, rows, false, 0);
        generate(bad, form, rows, true, 0);
        // A record cannot be appended to a compressed file as text.
        boolean withBroken = form == TextForm.CSV;
        if (withBroken) {
            generate(broken, form, rows, false, BROKEN);
        }

        Map<String, Supplier<Measured>> kinds = new LinkedHashMap<>();
        kinds.put(BARE, () -> checked(bareCopy(), rows, 0));
        kinds.put("Ingot load, all rows good", () -> checked(load(clean, ""), rows, 0));
        kinds.put("Ingot load, 0.1 % bad values", () -> checked(load(bad, ""), rows, Orders.badOf(rows)));
        if (withBroken) {
            kinds.put(
                    "Ingot load, " + BROKEN + " records with too few fields",
                    () -> checked(load(broken, ""), rows + BROKEN, BROKEN));
        }
        kinds.put("Ingot load with a key (deduplication)", () -> checked(load(clean, "id"), rows, 0));
        kinds.put("`ingot run`, whole process", () -> run(rows));

        Map<String, List<Measured>> measured = new LinkedHashMap<>();
        for (int i = 0; i < settings.repeat(); i++) {
            for (Map.Entry<String, Supplier<Measured>> kind : kinds.entrySet()) {
                Measured one = kind.getValue().get();
                report.progress(form.ending + " " + (i + 1) + ": " + kind.getKey() + " " + Spread.number(one.wall(), 2)
                        + " s, CPU " + Spread.number(one.cpu(), 2) + " s");
                measured.computeIfAbsent(kind.getKey(), name -> new ArrayList<>())
                        .add(one);
            }
        }
        print(measured, rows, bytes);
    }

    private void print(Map<String, List<Measured>> measured, long rows, long bytes) {
        report.title((form == TextForm.CSV ? "CSV" : "TSV, gzip, not quoted") + " to a committed bronze table: " + rows
                + " rows x 12 columns, " + Spread.number(bytes / 1e6, 0) + " MB"
                + (form == TextForm.CSV ? "" : " compressed (" + settings.mb() + " MB as CSV)"));
        report.header(List.of(
                "what",
                "wall s: median (min..max)",
                "CPU s: median (min..max)",
                "rate of bare COPY, wall: paired median (min..max)",
                "rate of bare COPY, CPU",
                "rows per CPU-second",
                "peak memory MiB"));
        List<Measured> bare = measured.getOrDefault(BARE, List.of());
        measured.forEach((name, list) -> {
            Spread cpu = Spread.of(list, Measured::cpu);
            report.row(List.of(
                    name,
                    Spread.of(list, Measured::wall).text(2),
                    cpu.text(2),
                    ratio(bare, list, Measured::wall).text(2),
                    ratio(bare, list, Measured::cpu).text(2),
                    Spread.number(rows / cpu.median(), 0),
                    Spread.number(Spread.of(list, Measured::peakMb).max(), 0)));
        });
        report.load();
    }

    /** Each repetition against the bare copy of the same repetition, so that a busy minute counts for both. */
    private static Spread ratio(List<Measured> bare, List<Measured> list, ToDoubleFunction<Measured> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            ratios.add(figure.applyAsDouble(bare.get(i)) / figure.applyAsDouble(list.get(i)));
        }
        return Spread.of(ratios, ratio -> ratio);
    }

    private static Measured checked(Measured measured, long read, long quarantined) {
        boolean right =
                measured.number("read") == read && (quarantined == 0 || measured.number("quarantined") == quarantined);
        if (!right) {
            throw new IllegalStateException(
                    "expected " + read + " rows, " + quarantined + " of them bad: " + measured.values());
        }
        return measured;
    }

    private long generate(Path file, TextForm as, long rows, boolean withBad, long withBroken) {
        Map<String, String> arguments = arguments();
        arguments.put("form", as.name());
        arguments.put("file", file.toString());
        arguments.put("from", "0");
        arguments.put("to", Long.toString(rows));
        arguments.put("bad", Boolean.toString(withBad));
        arguments.put("broken", Long.toString(withBroken));
        return child.probe("generate", arguments).number("bytes");
    }

    private Measured bareCopy() {
        Map<String, String> arguments = arguments();
        arguments.put("file", clean.toString());
        arguments.put("out", settings.work().resolve("bare.parquet").toString());
        return child.probe("bare-copy", arguments);
    }

    private Measured load(Path file, String key) {
        Path lake = settings.work().resolve("lake-" + lakes++);
        Map<String, String> arguments = arguments();
        arguments.put("file", file.toString());
        arguments.put("lake", lake.toString());
        arguments.put("key", key);
        Measured measured = child.probe("load", arguments);
        Benchmarks.remove(lake);
        return measured;
    }

    /** The product from the outside: start, checksum of the file, metadata store, load, audit, end. */
    private Measured run(long rows) {
        Path project = Projects.write(settings, settings.work().resolve("project"), landing, form);
        Measured measured = child.ingot(project, List.of("run"));
        Projects.requireRead(measured, rows);
        Map<String, String> values = new HashMap<>(measured.values());
        values.put(Section.WALL_NS, measured.text(Measured.WALL_NS));
        values.put(Section.CPU_NS, measured.text(Gauge.CPU_NS));
        Benchmarks.remove(project);
        return new Measured(values, measured.output());
    }

    private Map<String, String> arguments() {
        Map<String, String> arguments = new HashMap<>(settings.engine());
        arguments.put("form", form.name());
        arguments.put("work", settings.work().toString());
        return arguments;
    }
}
