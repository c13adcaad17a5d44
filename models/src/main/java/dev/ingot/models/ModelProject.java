package dev.ingot.models;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.core.graph.Node;
import dev.ingot.models.internal.artifact.CatalogJson;
import dev.ingot.models.internal.artifact.ManifestJson;
import dev.ingot.models.internal.artifact.RunResultsJson;
import dev.ingot.models.internal.artifact.SemanticManifestJson;
import dev.ingot.models.internal.artifact.SourcesJson;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.project.Loader;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.RunHook;
import dev.ingot.models.internal.run.Executor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A project in dbt's format that has been read whole: models, seeds, snapshots, sources, tests, macros, packages.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * ModelProject project = ModelProject.load(folder, environment);
 * Graph graph = Graph.of(project.nodes());
 * ModelExecutor executor = project.executor(warehouse, new RunContext(run, false, folder.resolve("target")));
 * try (Built built = executor.build("model.shop.orders", control)) {
 *     TestResult result = executor.test("test.shop.unique_orders_id.c5af1ff4b1", List.of(built), control);
 *     if (result.status() == TestResult.Status.PASS) {
 *         built.publish();
 *     }
 * }
 * }</pre>
 */
public final class ModelProject {

    private final Manifest manifest;
    private final List<Node> nodes;
    private final Set<String> ids;

    private ModelProject(Manifest manifest) {
        this.manifest = manifest;
        this.nodes = nodes(manifest);
        this.ids = Stream.concat(
                        nodes.stream().map(Node::uniqueId),
                        manifest.hooks().stream().map(RunHook::uniqueId))
                .collect(Collectors.toSet());
    }

    /** Whether a folder holds anything to load: a {@code dbt_project.yml}, or a folder {@code models}. */
    public static boolean exists(Path folder) {
        return Presence.isFile(folder.resolve("dbt_project.yml")) || Presence.isFolder(folder.resolve("models"));
    }

    /** The folder that {@code target-path} in {@code dbt_project.yml} names for what is generated, else {@code target}. */
    public static String targetPath(Path folder) {
        Path file = folder.resolve("dbt_project.yml");
        if (!Presence.isFile(file)) {
            return "target";
        }
        return Yaml.read(file, "dbt_project.yml", YamlFlavor.PYYAML)
                .mapping()
                .find("target-path")
                .map(node -> String.valueOf(node.plain()))
                .orElse("target");
    }

    /**
     * Reads the project of a folder. Nothing runs, and no warehouse is needed.
     *
     * @throws dev.ingot.api.error.IngotException with every problem of the project, in the order of their places
     */
    public static ModelProject load(Path folder, Environment environment) {
        return load(folder, environment, null);
    }

    /**
     * As {@link #load(Path, Environment)}, without rendering templates again that are what they were.
     *
     * @param before a file that keeps what they asked for, made and written as need be; null: all are rendered
     */
    public static ModelProject load(Path folder, Environment environment, @Nullable Path before) {
        try {
            return new ModelProject(new Loader(environment, before).load(folder));
        } catch (IngotException e) {
            List<Problem> problems = new ArrayList<>(Packages.missing(folder));
            problems.addAll(e.problems());
            throw new IngotException(problems);
        }
    }

    /** The project's name: its package in unique ids. */
    public String name() {
        return manifest.root().name();
    }

    /** Enabled models, seeds, snapshots, tests, sources, exposures, and what the semantic layer has, of the project and its packages. */
    public List<Node> nodes() {
        return nodes;
    }

    private static List<Node> nodes(Manifest manifest) {
        List<Node> nodes = new ArrayList<>();
        manifest.sources().values().forEach(source -> nodes.add(source.graphNode()));
        Map<Set<String>, String> texts = new HashMap<>();
        for (DbtNode node : manifest.nodes().values()) {
            nodes.add(node.graphNode(texts.computeIfAbsent(node.dependencies().macros(), manifest.macros()::sources)));
        }
        manifest.declared().values().forEach(declared -> nodes.add(declared.graphNode()));
        return List.copyOf(nodes);
    }

    /** Whether {@link #nodes}, {@link #onRunStart} or {@link #onRunEnd} has one of this unique id. */
    public boolean has(String uniqueId) {
        return ids.contains(uniqueId);
    }

    /** The statements of {@code on-run-start}, which run before all nodes. */
    public List<Node> onRunStart() {
        return hooks(RunHook.START);
    }

    /** The statements of {@code on-run-end}, which run after all nodes. */
    public List<Node> onRunEnd() {
        return hooks(RunHook.END);
    }

    private List<Node> hooks(String event) {
        return manifest.hooks().stream()
                .filter(hook -> hook.event().equals(event))
                .map(RunHook::graphNode)
                .toList();
    }

    /** What is worth a word but did not stop the reading: a key written twice, an entry for a node that is not there. */
    public List<Problem> warnings() {
        return manifest.warnings();
    }

    /** Whether a node of this project can be built aside first; what a block of the project's own makes cannot. */
    public boolean canBeStaged(String uniqueId) {
        DbtNode node = manifest.nodes().get(uniqueId);
        return node != null
                && node.test() == null
                && manifest.materialization(node).isEmpty();
    }

    /** What builds and tests the nodes of this project in a warehouse. Thread-safe. */
    public ModelExecutor executor(Warehouse warehouse, RunContext context) {
        return new Executor(manifest, warehouse, context);
    }

    /**
     * {@code manifest.json}, version 12. Column lineage stands in a node's {@code meta} under {@code ingot}, where tools
     * that do not know it pass it by.
     */
    public String manifestJson(Instant generated, NodeDetails details) {
        return new ManifestJson(manifest, generated, details).write();
    }

    /** {@code semantic_manifest.json}, for engines of the semantic layer. */
    public String semanticManifestJson() {
        return new SemanticManifestJson(manifest).write();
    }

    /**
     * {@code catalog.json}, version 1.
     *
     * @param tables all that the warehouse has
     */
    public String catalogJson(Instant generated, List<TableInfo> tables) {
        return new CatalogJson(manifest, generated).write(tables);
    }

    /**
     * {@code sources.json}, version 3.
     *
     * @param failed why a source could not be asked, by unique id
     */
    public String sourcesJson(List<Freshness> asked, Map<String, String> failed, Instant generated, Duration elapsed) {
        return new SourcesJson(manifest, generated, elapsed).write(asked, failed);
    }

    /** Unique ids of the sources that declare how fresh they must be. */
    public Set<String> sourcesWithFreshness() {
        return manifest.sources().values().stream()
                .filter(source -> source.config().block("freshness").get("warn_after") != null
                        || source.config().block("freshness").get("error_after") != null)
                .map(source -> source.uniqueId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there is a macro of this name; {@code package.name} is read, too. */
    public boolean hasMacro(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? manifest.macros().redefinable(name, name()).isPresent()
                : manifest.macros().find(name.substring(0, dot), name.substring(dot + 1)) != null;
    }

    /** Names of the project's own macros, for did-you-mean. */
    public Set<String> macros() {
        return manifest.macros().all().stream()
                .filter(macro -> macro.packageName().equals(name()))
                .map(macro -> macro.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * {@code run_results.json}, version 6.
     *
     * @param executor the one that ran the steps: it knows their compiled SQL
     * @param command with its arguments, as the user typed it
     */
    public String runResultsJson(
            List<StepResult> results, ModelExecutor executor, Instant generated, Duration elapsed, String command) {
        return new RunResultsJson(manifest, executor, generated, elapsed, command).write(results);
    }
}
