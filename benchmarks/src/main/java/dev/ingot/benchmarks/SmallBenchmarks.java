package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commits of micro-batches, memory of a large load, start-up. */
final class SmallBenchmarks {

    private static final int BATCH_ROWS = 500;
    private static final int TARGET_MIB = 1536;
    private static final double FILE_BYTES = 1e9;

    private SmallBenchmarks() {}

    static void commits(Settings settings, Child child, Report report) {
        Path file = settings.work().resolve("batch.csv");
        generate(settings, child, file, 0, BATCH_ROWS);
        List<Measured> all = new ArrayList<>();
        for (int i = 0; i < settings.repeat(); i++) {
            report.progress("commits " + (i + 1));
            Path lake = settings.work().resolve("lake");
            Map<String, String> arguments = arguments(settings);
            arguments.put("file", file.toString());
            arguments.put("lake", lake.toString());
            arguments.put("commits", Integer.toString(settings.commits()));
            all.add(child.probe("commits", arguments));
            Benchmarks.remove(lake);
        }
        report.title("Micro-batches: " + settings.commits() + " appends of " + BATCH_ROWS + " rows (CSV, 12 columns)");
        report.header(List.of("what", "p50 ms: median (min..max)", "p99 ms: median (min..max)"));
        for (String what : List.of("load", "commit")) {
            report.row(List.of(
                    what.equals("load") ? "whole load, contract and commit" : "Delta commit alone",
                    Spread.of(all, one -> one.number(what + ".p50_us") / 1000.0).text(1),
                    Spread.of(all, one -> one.number(what + ".p99_us") / 1000.0).text(1)));
        }
        report.load();
    }

    static void memory(Settings settings, Child child, Report report) {
        Path landing = settings.work().resolve("landing");
        Benchmarks.empty(landing);
        Path sample = settings.work().resolve("sample.csv");
        long sampleRows = 20_000;
        double bytesOfRow = (double) generate(settings, child, sample, 0, sampleRows) / sampleRows;
        long rows = Math.round(settings.gb() * 1e9 / bytesOfRow);
        long rowsOfFile = Math.round(FILE_BYTES / bytesOfRow);
        long bytes = 0;
        for (long from = 0; from < rows; from += rowsOfFile) {
            report.progress("Writing rows from " + from + " of " + rows + " ...");
            Path file = landing.resolve(String.format("orders-%03d.csv", from / rowsOfFile));
            bytes += generate(settings, child, file, from, Math.min(rows, from + rowsOfFile));
        }
        Path project = Projects.write(settings, settings.work().resolve("project"), landing, TextForm.CSV);
        Measured run = child.ingot(project, List.of("run"));
        Projects.requireRead(run, rows);
        report.title("Memory: `ingot run` of " + Spread.number(bytes / 1e9, 1) + " GB of CSV, " + rows
                + " rows, default" + " limits");
        report.header(List.of("peak memory MiB", "target MiB", "wall s", "CPU s", "MB per s"));
        report.row(List.of(
                Spread.number(run.peakMb(), 0),
                Integer.toString(TARGET_MIB),
                Spread.number(run.processWall(), 1),
                Spread.number(run.processCpu(), 1),
                Spread.number(bytes / 1e6 / run.processWall(), 0)));
        report.load();
    }

    static void start(Settings settings, Child child, Report report) {
        Path landing = settings.work().resolve("landing");
        Benchmarks.empty(landing);
        generate(settings, child, landing.resolve("orders.csv"), 0, BATCH_ROWS);
        Path project = Projects.write(settings, settings.work().resolve("project"), landing, TextForm.CSV);
        child.bareIngot(project, List.of("run"));
        Map<String, List<Measured>> measured = new LinkedHashMap<>();
        int times = Math.max(5, settings.repeat());
        for (int i = 0; i < times; i++) {
            measured.computeIfAbsent("`ingot --version`", name -> new ArrayList<>())
                    .add(child.bareIngot(project, List.of("--version")));
            measured.computeIfAbsent("`ingot run`, nothing new", name -> new ArrayList<>())
                    .add(child.bareIngot(project, List.of("run")));
        }
        report.title("Start-up, " + times + " times");
        report.header(List.of("what", "wall s: median (min..max)", "CPU s: median (min..max)"));
        measured.forEach((name, list) -> report.row(List.of(
                name,
                Spread.of(list, Measured::processWall).text(2),
                Spread.of(list, Measured::processCpu).text(2))));
        report.load();
    }

    private static long generate(Settings settings, Child child, Path file, long from, long to) {
        Map<String, String> arguments = arguments(settings);
        arguments.put("file", file.toString());
        arguments.put("from", Long.toString(from));
        arguments.put("to", Long.toString(to));
        arguments.put("bad", "false");
        arguments.put("broken", "0");
        return child.probe("generate", arguments).number("bytes");
    }

    private static Map<String, String> arguments(Settings settings) {
        Map<String, String> arguments = new HashMap<>(settings.engine());
        arguments.put("form", TextForm.CSV.name());
        arguments.put("work", settings.work().toString());
        return arguments;
    }
}
