package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A dbt project of many models, read, compiled and built on a DuckDB file: whole processes, as a user starts them. Where
 * a {@code dbt} is on the path it does the same. Stateless.
 */
final class ModelsBenchmark {

    private static final int FOLDERS = 20;

    /** A command of either program. */
    private record Command(String label, String program, List<String> arguments) {}

    private ModelsBenchmark() {}

    static void run(Settings settings, Child child, Report report) {
        boolean dbt = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dbt")));
        for (int models : List.of(1_000, 5_000)) {
            Path project = write(settings, settings.work().resolve("project-" + models), models);
            report.progress(models + " models");
            child.bareIngot(project, List.of("parse"));
            report.title("A dbt project of " + models + " models and " + models + " tests on a DuckDB file");
            report.header(List.of("command", "wall s: median (min..max)", "CPU s: median (min..max)"));
            for (Command command : commands(dbt, models)) {
                List<Measured> measured = new ArrayList<>();
                for (int i = 0; i < settings.repeat(); i++) {
                    Benchmarks.remove(project.resolve("big.duckdb"));
                    measured.add(
                            command.program().equals("ingot")
                                    ? child.bareIngot(project, command.arguments())
                                    : child.program(project, command.program(), command.arguments()));
                }
                report.row(List.of(
                        command.label(),
                        Spread.of(measured, Measured::processWall).text(2),
                        Spread.of(measured, Measured::processCpu).text(2)));
            }
            report.load();
        }
        if (!dbt) {
            report.progress("There is no dbt on the path: Ingot alone was measured.");
        }
    }

    private static List<Command> commands(boolean dbt, int models) {
        List<Command> commands = new ArrayList<>();
        commands.add(new Command("`ingot parse`, from nothing", "ingot", List.of("parse", "--no-partial-parse")));
        commands.add(new Command("`ingot parse`, nothing changed", "ingot", List.of("parse")));
        commands.add(new Command("`ingot compile`", "ingot", List.of("compile", "--quiet")));
        if (models <= 1_000) {
            commands.add(new Command("`ingot run`, all of them views", "ingot", List.of("run", "--quiet")));
        }
        if (dbt) {
            commands.add(new Command("`dbt parse`, from nothing", "dbt", List.of("parse", "--no-partial-parse")));
            commands.add(new Command("`dbt parse`, nothing changed", "dbt", List.of("parse")));
            if (models <= 1_000) {
                commands.add(new Command("`dbt run`, all of them views", "dbt", List.of("--quiet", "run")));
            }
        }
        return commands;
    }

    private static Path write(Settings settings, Path project, int models) {
        Benchmarks.empty(project);
        try {
            Files.writeString(project.resolve("dbt_project.yml"), """
                    name: big
                    version: '1.0'
                    profile: big
                    """);
            Files.writeString(
                    project.resolve("profiles.yml"),
                    "big: {target: dev, outputs: {dev: {type: duckdb, path: big.duckdb, schema: main, threads: %d}}}\n"
                            .formatted(settings.threads()));
            Files.createDirectories(project.resolve("macros"));
            Files.writeString(project.resolve("macros/money.sql"), """
                    {% macro money(cents) %}({{ cents }} / 100)::decimal(16, 2){% endmacro %}
                    {% macro filled(a, b=none) %}{{ return(adapter.dispatch('filled')(a, b)) }}{% endmacro %}
                    {% macro default__filled(a, b) %}{% if b is none %}{{ a }}{% else %}coalesce({{ a }}, {{ b }}){% endif %}{% endmacro %}
                    """);
            Map<Integer, List<String>> described = new LinkedHashMap<>();
            for (int i = 0; i < models; i++) {
                Path folder = project.resolve("models/part" + i % FOLDERS);
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("m" + i + ".sql"), model(i));
                described.computeIfAbsent(i % FOLDERS, any -> new ArrayList<>()).add("""
                          - name: m%d
                            description: A model of the benchmark.
                            columns:
                              - name: id
                                description: its number
                                data_tests: [not_null]
                              - {name: name, description: a name}
                        """.formatted(i));
            }
            for (Map.Entry<Integer, List<String>> part : described.entrySet()) {
                Files.writeString(
                        project.resolve("models/part" + part.getKey() + "/schema.yml"),
                        "models:\n" + String.join("", part.getValue()));
            }
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each reads up to three that are about a tenth as far from the start, so that views do not pile up. */
    private static String model(int number) {
        if (number < 10) {
            return "select " + number + " as id, 100 as amount, 'x' as name\n";
        }
        TreeSet<Integer> parents = new TreeSet<>();
        for (int k = 0; k <= number % 3; k++) {
            parents.add((number * 7 + k * 13) % number / 10);
        }
        String read = parents.stream()
                .map(parent -> "select id, amount, name from {{ ref('m" + parent + "') }}")
                .collect(Collectors.joining(" union all "));
        return """
                {{ config(tags=['part%d'], materialized='view') }}
                with parents as (%s)
                select
                    id,
                    {{ money('amount') }} as amount_%d,
                    amount,
                    {{ filled('name', "'none'") }} as name
                from parents
                {%% if is_incremental() %%} where id > 1 {%% endif %%}
                """.formatted(number % 5, read, number);
    }
}
