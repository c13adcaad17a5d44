package dev.ingot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is to be measured, how often and how large.
 *
 * @param home the checkout
 * @param work for generated data and lakes; emptied before and after
 * @param only names of benchmarks
 * @param mb megabytes of text for the loads
 * @param rows of the table that is merged into
 * @param gb gigabytes of text for the memory benchmark
 * @param commits micro-batches
 * @param changes of a database, and rows of the table that they are made to
 * @param threads of every engine
 * @param memoryMb the memory limit of DuckDB, bare or inside Ingot
 */
record Settings(
        Path home,
        Path work,
        Set<String> only,
        int repeat,
        long mb,
        long rows,
        double gb,
        int commits,
        long changes,
        int threads,
        long memoryMb) {

    static final String USAGE = """
            benchmarks/run [BENCHMARK...] [--option=value...]
              benchmarks: csv gz-tsv merge commits memory start models changes freshness (default: all)
              --repeat=3        repetitions of each measurement, interleaved
              --mb=500          text to load, csv and gz-tsv
              --rows=10000000   rows of the table that is merged into
              --gb=2            text for the memory benchmark (10 for the stated target)
              --commits=300     micro-batches
              --changes=1000000 changes of a database
              --threads=N       of every engine (default: the machine's cores)
              --memory-mb=1024  memory limit of DuckDB, bare and inside Ingot
              --work=DIR        where to put data (default: benchmarks/target/work)
            """;

    static Settings parse(Path home, String[] arguments, Map<String, Benchmarks.Kind> known) {
        Settings settings = new Settings(
                home,
                home.resolve("benchmarks/target/work"),
                known.keySet(),
                3,
                500,
                10_000_000,
                2,
                300,
                1_000_000,
                Runtime.getRuntime().availableProcessors(),
                1024);
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                names.add(argument);
            } else {
                settings = settings.with(argument);
            }
        }
        if (!known.keySet().containsAll(names)) {
            throw new IllegalArgumentException("unknown benchmark in " + names);
        }
        return names.isEmpty() ? settings : settings.with(new LinkedHashSet<>(names));
    }

    /** The same in another folder for data. */
    Settings in(Path folder) {
        return new Settings(home, folder, only, repeat, mb, rows, gb, commits, changes, threads, memoryMb);
    }

    private Settings with(Set<String> names) {
        return new Settings(home, work, names, repeat, mb, rows, gb, commits, changes, threads, memoryMb);
    }

    private Settings with(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("an option needs a value: " + argument);
        }
        String value = argument.substring(equals + 1);
        return switch (argument.substring(2, equals).toLowerCase(Locale.ROOT)) {
            case "repeat" ->
                new Settings(
                        home, work, only, Integer.parseInt(value), mb, rows, gb, commits, changes, threads, memoryMb);
            case "mb" ->
                new Settings(
                        home, work, only, repeat, Long.parseLong(value), rows, gb, commits, changes, threads, memoryMb);
            case "rows" ->
                new Settings(
                        home, work, only, repeat, mb, Long.parseLong(value), gb, commits, changes, threads, memoryMb);
            case "gb" ->
                new Settings(
                        home,
                        work,
                        only,
                        repeat,
                        mb,
                        rows,
                        Double.parseDouble(value),
                        commits,
                        changes,
                        threads,
                        memoryMb);
            case "commits" ->
                new Settings(
                        home, work, only, repeat, mb, rows, gb, Integer.parseInt(value), changes, threads, memoryMb);
            case "changes" ->
                new Settings(home, work, only, repeat, mb, rows, gb, commits, Long.parseLong(value), threads, memoryMb);
            case "threads" ->
                new Settings(
                        home, work, only, repeat, mb, rows, gb, commits, changes, Integer.parseInt(value), memoryMb);
            case "memory-mb" ->
                new Settings(home, work, only, repeat, mb, rows, gb, commits, changes, threads, Long.parseLong(value));
            case "work" ->
                new Settings(
                        home,
                        Path.of(value).toAbsolutePath(),
                        only,
                        repeat,
                        mb,
                        rows,
                        gb,
                        commits,
                        changes,
                        threads,
                        memoryMb);
            default -> throw new IllegalArgumentException("unknown option " + argument);
        };
    }

    /** What every probe is told about the engine. */
    Map<String, String> engine() {
        return Map.of("threads", Integer.toString(threads), "memory_mb", Long.toString(memoryMb));
    }
}
