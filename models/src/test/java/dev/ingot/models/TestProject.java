package dev.ingot.models;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.lake.LakePlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project in a folder, built on a real lake. */
final class TestProject implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Path folder;
    private Environment environment = Environment.of("shop", "main", "7e3a7d0c-2f0a-4a3e-9c35-0c5d9f6f2a11", NOW);
    private Warehouse warehouse;
    private final Map<String, Counts> counts = new LinkedHashMap<>();

    TestProject(Path folder) {
        this.folder = folder;
    }

    static TestProject named(Path folder, String name) {
        return new TestProject(folder).file("dbt_project.yml", "name: " + name + "\nversion: '1.0'\nprofile: any\n");
    }

    TestProject file(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject environment(Environment newEnvironment) {
        environment = newEnvironment;
        return this;
    }

    Environment environment() {
        return environment;
    }

    Path folder() {
        return folder;
    }

    ModelProject load() {
        return ModelProject.load(folder, environment);
    }

    /** The problems of a project that cannot be loaded. */
    List<Problem> problems() {
        try {
            load();
            throw new AssertionError("the project loaded without a problem");
        } catch (IngotException e) {
            return e.problems();
        }
    }

    Map<String, Node> nodes() {
        Map<String, Node> nodes = new LinkedHashMap<>();
        load().nodes().forEach(node -> nodes.put(node.uniqueId(), node));
        return nodes;
    }

    Node node(String name) {
        return load().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node " + name));
    }

    Warehouse warehouse() {
        if (warehouse == null) {
            Path work = folder.resolve(".work");
            try {
                Files.createDirectories(work);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            warehouse = new LakePlugin()
                    .open("lake", Map.of("path", "lake", "threads", 1L), folder, work, InstantSource.fixed(NOW));
        }
        return warehouse;
    }

    ModelExecutor executor() {
        return executor(false);
    }

    ModelExecutor executor(boolean fullRefresh) {
        return load().executor(warehouse(), new RunContext("run-1", fullRefresh, folder.resolve("target")));
    }

    /** Builds, tests and publishes everything in the graph's order; returns the results of the tests by name. */
    Map<String, TestResult> buildAll() {
        return buildAll(false);
    }

    Map<String, TestResult> buildAll(boolean fullRefresh) {
        ModelProject project = load();
        ModelExecutor executor =
                project.executor(warehouse(), new RunContext("run-1", fullRefresh, folder.resolve("target")));
        Map<String, TestResult> results = new LinkedHashMap<>();
        for (Node node : Graph.of(project.nodes()).nodes()) {
            if (node.type().isTest()) {
                results.put(node.name(), executor.test(node.uniqueId(), List.of(), StepControl.NONE));
            } else if (node.type().runnable() && !node.ephemeral()) {
                try (Built built = executor.build(node.uniqueId(), StepControl.NONE)) {
                    counts.put(node.name(), built.counts());
                    built.publish();
                }
            }
        }
        return results;
    }

    /** What the last build said of a model. */
    Counts counts(String model) {
        return counts.get(model);
    }

    /** Puts a table there that no model builds. */
    TestProject table(String schema, String name, String select) {
        try (Session session = warehouse().open(List.of());
                Staged staged = session.stage(
                        TableName.of(schema, name),
                        select,
                        new BuildMode.Replace(List.of()),
                        SchemaPolicy.SYNC_ALL_COLUMNS,
                        new Session.WriteTag("test", "setup", null),
                        StepControl.NONE)) {
            staged.publish();
        }
        return this;
    }

    /** The rows of a query, each as its values joined by a bar. */
    List<String> rows(String sql) {
        try (Session session = warehouse().open(List.of())) {
            Rows rows = session.query(sql, 1000);
            List<String> lines = new ArrayList<>();
            rows.rows()
                    .forEach(row -> lines.add(
                            String.join("|", row.stream().map(String::valueOf).toList())));
            return lines;
        }
    }

    String compiled(String id) {
        return executor().compile(id);
    }

    @Override
    public void close() {
        if (warehouse != null) {
            warehouse.close();
        }
    }
}
