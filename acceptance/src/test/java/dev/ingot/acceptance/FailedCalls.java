package dev.ingot.acceptance;

import dev.ingot.acceptance.faults.Calls;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program whose every call that reaches outside is refused once, in turn: it needs a JVM of its own, whose file system
 * is {@link dev.ingot.acceptance.faults.RefusingDisk} and whose databases are woven by {@link
 * dev.ingot.acceptance.faults.RefusingDatabases}. It prints a line for each command and one for each call after which
 * things were not as if it had never been refused, and ends with status 1 where there is such a one.
 */
final class FailedCalls {

    private static final String AFTER_COMMIT = "LogFolder.sync < LogFolder.commit";
    private static final String UNEXPECTED = "Ingot failed unexpectedly";

    private final Path folder;
    private final String which;
    private final String kind;
    private final Random random;
    private final PrintStream out;
    private int broken;

    private FailedCalls(Path folder, String which, long seed, String kind, PrintStream out) {
        this.kind = kind;
        this.folder = folder;
        this.which = which;
        this.random = new Random(seed);
        this.out = out;
    }

    /**
     * @param arguments an empty folder; which calls are refused: {@code all}, one of each of the {@code places} they
     *     come from, or that many of a command and kind, by chance; a seed for chance; part of the commands' names; part
     *     of the name of a kind of calls
     */
    public static void main(String[] arguments) {
        FailedCalls calls = new FailedCalls(
                Path.of(arguments[0]).toAbsolutePath(),
                arguments[1],
                Long.parseLong(arguments[2]),
                arguments[4],
                System.out);
        Command.all().stream()
                .filter(command -> command.name().contains(arguments[3]))
                .forEach(calls::refuseEachOf);
        System.exit(calls.broken == 0 ? 0 : 1);
    }

    /**
     * A command and its preparation.
     *
     * @param line its arguments; RUN stands for the newest run
     */
    private record Command(String name, List<String> line, List<Step> before) {

        interface Step {
            void on(Project shop);
        }

        static List<Command> all() {
            Step run = shop -> shop.run();
            Step accepted = shop -> pipelines(shop, "[lamp, desk, sofa]");
            return List.of(
                    new Command("first run", List.of("run"), List.of()),
                    new Command("next run", List.of("run"), List.of(run, FailedCalls::secondDay)),
                    new Command("full refresh", List.of("run", "--full-refresh"), List.of(run, accepted)),
                    new Command("replay", List.of("quarantine", "replay", "bronze.sales"), List.of(run, accepted)),
                    new Command("purge", List.of("quarantine", "purge", "bronze.sales", "--yes"), List.of(run)),
                    new Command("undo", List.of("undo", "RUN", "--yes"), List.of(run, FailedCalls::secondDay, run)),
                    new Command(
                            "maintenance",
                            List.of("maintain", "--retention-hours", "0"),
                            List.of(run, FailedCalls::secondDay, run)));
        }

        Command on(Project shop) {
            before.forEach(step -> step.on(shop));
            List<String> typed = new ArrayList<>(line);
            typed.replaceAll(word -> word.equals("RUN") ? newestRun(shop) : word);
            return new Command(name, typed, before);
        }

        private static String newestRun(Project shop) {
            return shop.metadata("SELECT run_id FROM run ORDER BY started_at DESC LIMIT 1")
                    .get(0);
        }

        Cli.Result run(Project shop) {
            return shop.ingot(line.toArray(String[]::new));
        }
    }

    private static Project project(Path folder) {
        Project shop = Shop.in(folder);
        shop.configure("shop", "landing: {type: files, path: landing}\npeople: {type: refusing}\n", """
                threads: 1
                notifications: [{via: people, on: [success, failure]}]
                """);
        pipelines(shop, "[lamp, desk]");
        shop.write("models/log.sql", """
                {{ config(materialized='incremental', incremental_strategy='merge', unique_key='sale_id') }}
                select sale_id, amount from {{ source('bronze', 'sales') }}
                {% if is_incremental() %} where sale_id > (select max(sale_id) from {{ this }}) {% endif %}
                """);
        shop.write("models/schema.yml", """
                version: 2
                models:
                  - name: revenue
                    columns: [{name: product, data_tests: [unique]}]
                """);
        return shop;
    }

    private static void pipelines(Project shop, String products) {
        Shop.pipelines(shop, products);
    }

    private static void secondDay(Project shop) {
        shop.write("landing/sales-2.csv", "sale_id,product,amount,note\n4,lamp,12.00,late\n5,chair,1.00,\n");
        shop.write("landing/returns-2.csv", "return_id,sale_id\n1,1\n2,4\n");
    }

    private static void lastDay(Project shop) {
        shop.write("landing/sales-9.csv", "sale_id,product,amount\n9,desk,7.00\n");
        shop.write("landing/returns-9.csv", "return_id,sale_id\n9,9\n");
    }

    private void refuseEachOf(Command planned) {
        long start = System.nanoTime();
        Path template = folder.resolve(planned.name().replace(' ', '-'));
        Command command = planned.on(project(template));
        Path copy = folder.resolve("copy");

        // What the process does only once.
        command.run(fresh(template, copy)).succeeded();
        Project shop = fresh(template, copy);
        Calls.watch(copy, Optional.empty());
        command.run(shop).succeeded();
        List<Calls.Call> made = Calls.unwatch().stream()
                .filter(call -> call.kind().contains(kind))
                .toList();
        Outcome expected = Outcome.of(shop);
        lastDay(shop);
        shop.run();
        Outcome expectedAfter = Outcome.of(shop);

        List<Calls.Call> refused = chosen(made);
        out.println(planned.name() + ": " + made.size() + " calls, to refuse: " + refused.size());
        int before = broken;
        int loud = 0;
        for (Calls.Call call : refused) {
            shop = fresh(template, copy);
            Calls.watch(copy, Optional.of(call));
            Cli.Result failed;
            try {
                failed = command.run(shop);
            } catch (RuntimeException e) {
                broken++;
                out.println("BROKEN " + planned.name() + ": " + call + ": " + e);
                continue;
            } finally {
                Calls.unwatch();
            }
            Optional<String> file = Calls.refusal();
            if (file.isEmpty()) {
                out.println(planned.name() + ": not reached again: " + call);
                continue;
            }
            loud += failed.exit() == 0 ? 0 : 1;
            try {
                judge(shop, command, failed, expected, expectedAfter);
            } catch (AssertionError | RuntimeException e) {
                broken++;
                out.println("BROKEN " + planned.name() + ": " + call + " on " + file.get()
                        + "\n"
                        + ("status " + failed.exit() + ": " + failed.out() + failed.err() + "\nthen: " + e).indent(4));
            }
        }
        out.printf(
                "%s: %d calls from %d places, %d refused, %d of them ended the command, %d broken, %d s%n",
                planned.name(),
                made.size(),
                oneOfEachPlace(made).size(),
                refused.size(),
                loud,
                broken - before,
                (System.nanoTime() - start) / 1_000_000_000);
    }

    private static void judge(
            Project shop, Command command, Cli.Result failed, Outcome expected, Outcome expectedAfter) {
        if ((failed.out() + failed.err()).contains(UNEXPECTED)) {
            throw new AssertionError("a refused call is no surprise");
        }
        if (failed.exit() != 0) {
            endLeases(shop);
            command.run(shop).succeeded();
        }
        expected.mustBe(Outcome.of(shop));
        lastDay(shop);
        shop.ingot("run").succeeded();
        expectedAfter.mustBe(Outcome.of(shop));
    }

    /** Where the store was refused to the last, what this process holds is free when its lease is over. */
    private static void endLeases(Project shop) {
        boolean made = Files.exists(shop.folder().resolve(".ingot/metadata.db"))
                && !shop.metadata("SELECT name FROM sqlite_master WHERE name = 'run'")
                        .isEmpty();
        if (made) {
            shop.editMetadata("UPDATE run SET lease_until = started_at");
            shop.editMetadata("UPDATE table_lock SET lease_until = acquired_at");
        }
    }

    private List<Calls.Call> chosen(List<Calls.Call> made) {
        return switch (which) {
            case "all" -> made;
            case "places" -> oneOfEachPlace(made);
            default ->
                made.stream()
                        .collect(Collectors.groupingBy(Calls.Call::kind, TreeMap::new, Collectors.toList()))
                        .values()
                        .stream()
                        .flatMap(ofAKind -> some(ofAKind).stream())
                        .toList();
        };
    }

    /** Where there is one, a call right after a commit: whatever is deleted then is the table's. */
    private List<Calls.Call> some(List<Calls.Call> calls) {
        List<Calls.Call> afterCommit = calls.stream()
                .filter(call ->
                        call.operation().equals("force") && call.callers().startsWith(AFTER_COMMIT))
                .toList();
        if (!afterCommit.isEmpty()) {
            return afterCommit.subList(afterCommit.size() - 1, afterCommit.size());
        }
        List<Calls.Call> shuffled = new ArrayList<>(calls);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(Integer.parseInt(which), shuffled.size()));
    }

    private static List<Calls.Call> oneOfEachPlace(List<Calls.Call> calls) {
        Set<String> seen = new HashSet<>();
        return calls.stream()
                .filter(call -> seen.add(call.operation() + call.kind() + call.callers()))
                .toList();
    }

    /** What must be the same, whatever failed on the way. */
    private record Outcome(Map<String, List<String>> parts) {

        static Outcome of(Project shop) {
            Map<String, List<String>> parts = new LinkedHashMap<>();
            parts.put(
                    "rows",
                    shop.query(Stream.of("bronze.sales", "bronze.returns", "gold.revenue", "gold.log")
                                    .map(table -> "select '" + table + "' as t, cast(x as varchar) as r from (select "
                                            + "columns('^[^_]') from " + table + ") x")
                                    .reduce((a, b) -> a + " union all " + b)
                                    .orElseThrow()
                            + " order by all"));
            parts.put(
                    "files", shop.metadata("SELECT pipeline, path, undone_at IS NULL FROM file_status ORDER BY 1, 2"));
            parts.put(
                    "quarantine",
                    shop.ingot("quarantine", "show", "bronze.sales", "--output", "json")
                            .succeeded()
                            .json()
                            .findValuesAsText("raw"));
            parts.put("index of the quarantine", shop.metadata("SELECT sum(open_rows) FROM quarantine"));
            parts.put("locks", shop.metadata("SELECT table_name FROM table_lock"));
            parts.put(
                    "unfinished",
                    shop.metadata("SELECT run_id FROM run WHERE status = 'running'"
                            + " UNION ALL SELECT node_id FROM audit WHERE status = 'running'"));
            return new Outcome(parts);
        }

        void mustBe(Outcome found) {
            StringBuilder differences = new StringBuilder();
            parts.forEach((part, value) -> {
                List<String> now = found.parts.getOrDefault(part, List.of());
                if (!now.equals(value)) {
                    differences.append(part + "\n  expected " + value + "\n  found    " + now + "\n");
                }
            });
            if (!differences.isEmpty()) {
                throw new AssertionError(differences.toString());
            }
        }
    }

    private static Project fresh(Path template, Path copy) {
        try {
            if (Files.exists(copy)) {
                try (Stream<Path> files = Files.walk(copy)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            try (Stream<Path> files = Files.walk(template)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            return new Project(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
