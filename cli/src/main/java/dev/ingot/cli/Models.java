package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.config.Variables;
import dev.ingot.config.Yaml;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.ConnectionSpec;
import dev.ingot.core.project.Project;
import dev.ingot.core.run.NodeRunner;
import dev.ingot.core.run.RunListener;
import dev.ingot.core.run.RunResult;
import dev.ingot.lake.DuckDbPlugin;
import dev.ingot.models.Deferral;
import dev.ingot.models.Environment;
import dev.ingot.models.Freshness;
import dev.ingot.models.ModelExecutor;
import dev.ingot.models.ModelProject;
import dev.ingot.models.NodeDetails;
import dev.ingot.models.RunContext;
import dev.ingot.models.StateManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dbt projects of a workspace, read for one command. Not thread-safe. */
final class Models {

    private final Workspace workspace;
    private final Map<Path, ModelProject> projects;
    private final String run;
    private final boolean fullRefresh;
    private final Deferral deferral;
    private final Map<Path, ModelExecutor> executors = new LinkedHashMap<>();

    private Models(
            Workspace workspace, Map<Path, ModelProject> projects, String run, boolean fullRefresh, Deferral deferral) {
        this.deferral = deferral;
        this.workspace = workspace;
        this.projects = projects;
        this.run = run;
        this.fullRefresh = fullRefresh;
    }

    /**
     * Reads every dbt project that the workspace names.
     *
     * @throws IngotException with the problems of all of them
     */
    static Models load(
            Workspace workspace,
            Pipelines pipelines,
            String run,
            String command,
            boolean fullRefresh,
            Environment.Flags flags) {
        Map<Path, ModelProject> projects = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Path folder : workspace.project().models()) {
            if (!ModelProject.exists(folder)) {
                continue;
            }
            try {
                ModelProject project = ModelProject.load(
                        folder,
                        environment(workspace, pipelines, command, fullRefresh, flags),
                        workspace.globals().partialParse
                                ? workspace.target(folder).resolve("partial_parse.bin")
                                : null);
                projects.put(folder, project);
                if (!workspace.globals().quiet) {
                    project.warnings().forEach(warning -> workspace.terminal().note(warning.render()));
                }
            } catch (IngotException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return new Models(workspace, projects, run, fullRefresh, Deferral.NONE);
    }

    /** The same projects for a run of another workspace. */
    Models forRun(Workspace other, String newRun, boolean refresh) {
        return new Models(other, projects, newRun, refresh, Deferral.NONE);
    }

    private static Environment environment(
            Workspace workspace, Pipelines pipelines, String command, boolean fullRefresh, Environment.Flags flags) {
        ConnectionSpec warehouse = workspace.project().warehouse();
        Map<String, Object> variables = new LinkedHashMap<>();
        workspace.project().vars().forEach((name, value) -> {
            if (value != null) {
                variables.put(name, value);
            }
        });
        variables.putAll(commandLineVariables(workspace.globals().vars));
        variables.forEach((name, value) -> {
            if (value instanceof String text) {
                workspace.project().secrets().addFrom(name, text);
            }
        });
        return new Environment(
                workspace.project().name(),
                workspace.isIngotProject(),
                new Environment.Target(
                        workspace.project().target().name(),
                        workspace.project().name(),
                        warehouse.type().equals("lake") ? "duckdb" : warehouse.type(),
                        database(warehouse),
                        !warehouse.type().equals("lake"),
                        workspace.project().target().schema(),
                        workspace.project().threads()),
                variables,
                name -> variable(workspace.project(), name),
                pipelines.tables(),
                fullRefresh,
                UUID.randomUUID().toString(),
                workspace.clock().instant(),
                command,
                workspace.globals().quiet ? message -> {} : workspace.terminal()::line,
                flags);
    }

    /** What {@code env_var()} sees; the values of variables with telling names are masked from then on. */
    private static Optional<String> variable(Project project, String name) {
        Optional<String> value = project.variables().find(name);
        value.ifPresent(found -> project.secrets().addFrom(name, found));
        return value;
    }

    /** {@code target.database}: what the warehouse's own SQL calls the database. */
    private static String database(ConnectionSpec warehouse) {
        return switch (warehouse.type()) {
            case "postgres" -> String.valueOf(warehouse.options().get("database"));
            case "duckdb" ->
                DuckDbPlugin.databaseName(String.valueOf(warehouse.options().get("path")));
            default -> warehouse.name();
        };
    }

    private static Map<String, Object> commandLineVariables(@Nullable String yaml) {
        Map<String, Object> variables = new LinkedHashMap<>();
        if (yaml != null) {
            Yaml.parse(yaml, "--vars").mapping().plain().forEach((name, value) -> {
                if (value != null) {
                    variables.put(name, value);
                }
            });
        }
        return variables;
    }

    /** With {@code --warn-error} what is worth a word is an error. */
    void refuseWarnings(boolean errors) {
        List<Problem> warnings = projects.values().stream()
                .flatMap(project -> project.warnings().stream())
                .toList();
        if (errors && !warnings.isEmpty()) {
            throw new IngotException(warnings);
        }
    }

    /** The same with references to what is not built going elsewhere. */
    Models deferring(Deferral newDeferral) {
        return new Models(workspace, projects, run, fullRefresh, newDeferral);
    }

    /** The projects as their manifests would say it now. */
    List<StateManifest> states() {
        Instant now = workspace.clock().instant();
        return projects.values().stream()
                .map(project -> StateManifest.parse(project.manifestJson(now, NodeDetails.NONE)))
                .toList();
    }

    /** All nodes of the workspace as one graph. In a bare dbt project no edge stands but those that are written. */
    Graph graphWith(List<Node> pipelines) {
        List<Node> nodes = new ArrayList<>(pipelines);
        projects.values().forEach(project -> nodes.addAll(project.nodes()));
        return Graph.of(nodes, writer -> workspace.isIngotProject());
    }

    /** Views can be built aside first, too. */
    boolean canBeStaged(Node node) {
        return projects.values().stream().anyMatch(project -> project.canBeStaged(node.uniqueId()));
    }

    Set<String> sourcesWithFreshness() {
        return projects.values().stream()
                .flatMap(project -> project.sourcesWithFreshness().stream())
                .collect(Collectors.toSet());
    }

    /** Calls a macro of the first project that has it. */
    String operation(String macro, Map<String, Object> arguments) {
        for (Map.Entry<Path, ModelProject> project : projects.entrySet()) {
            if (project.getValue().hasMacro(macro)) {
                return executor(project.getKey()).operation(macro, arguments);
            }
        }
        Set<String> known = projects.values().stream()
                .flatMap(project -> project.macros().stream())
                .collect(Collectors.toSet());
        throw Problem.of(CliError.NO_SUCH_MACRO, "The project has no macro '" + macro + "'.")
                .fix(Suggestion.didYouMean(macro, known))
                .toException();
    }

    /** Writes sources.json, each project its own sources. */
    void writeSources(List<Freshness> asked, Map<String, String> failed, Duration elapsed) {
        Instant now = workspace.clock().instant();
        projects.forEach((folder, project) -> {
            Set<String> own = project.sourcesWithFreshness();
            Map<String, String> ownFailed = new LinkedHashMap<>(failed);
            ownFailed.keySet().retainAll(own);
            write(
                    target(folder).resolve("sources.json"),
                    project.sourcesJson(
                            asked.stream()
                                    .filter(freshness -> own.contains(freshness.source()))
                                    .toList(),
                            ownFailed,
                            now,
                            elapsed));
        });
    }

    /** What compiles and builds the project that a node belongs to. */
    ModelExecutor executor(String uniqueId) {
        for (Map.Entry<Path, ModelProject> project : projects.entrySet()) {
            if (project.getValue().has(uniqueId)) {
                return executor(project.getKey());
            }
        }
        throw new IllegalArgumentException("no project has " + uniqueId);
    }

    /** What compiles SQL that stands in no file: the first project's. */
    ModelExecutor anyExecutor() {
        return executor(projects.keySet().stream().findFirst().orElseThrow(Models::none));
    }

    static IngotException none() {
        return Problem.of(CliError.NO_MODELS, "This project has no models.")
                .fix("Put a dbt_project.yml and a folder models/ beside ingot.yml.")
                .toException();
    }

    private ModelExecutor executor(Path folder) {
        return executors.computeIfAbsent(folder, any -> {
            ModelProject project = projects.get(folder);
            if (project == null) {
                throw new IllegalArgumentException("no project in " + folder);
            }
            return project.executor(
                    workspace.warehouse(),
                    new RunContext(
                            run,
                            fullRefresh,
                            target(folder),
                            deferral,
                            workspace.project().secrets()::redact));
        });
    }

    /** One runner for the nodes of all projects. */
    Map<ResourceType, NodeRunner> runners() {
        Map<ResourceType, NodeRunner> runners = new EnumMap<>(ResourceType.class);
        if (projects.isEmpty()) {
            return runners;
        }
        Map<String, NodeRunner> byNode = new LinkedHashMap<>();
        projects.forEach((folder, project) -> {
            NodeRunner runner = new ModelRunner(executor(folder));
            project.nodes().forEach(node -> byNode.put(node.uniqueId(), runner));
        });
        NodeRunner all = new ByNode(byNode);
        for (ResourceType type : List.of(
                ResourceType.SEED,
                ResourceType.SNAPSHOT,
                ResourceType.MODEL,
                ResourceType.TEST,
                ResourceType.UNIT_TEST)) {
            runners.put(type, all);
        }
        runners.put(ResourceType.EXPOSURE, UseRunner.NOTHING_TO_DO);
        runners.put(ResourceType.SAVED_QUERY, UseRunner.NOTHING_TO_DO);
        return runners;
    }

    /** Runs what the projects run before all nodes, in schemas that are there. */
    List<dev.ingot.core.run.StepResult> onRunStart(Collection<String> nodes, RunListener listener) {
        List<dev.ingot.core.run.StepResult> ended = new ArrayList<>();
        projects.forEach((folder, project) -> ended.addAll(new RunHooks(workspace.clock(), listener)
                .run(
                        project.onRunStart(),
                        () -> executor(folder).makeSchemas(nodes),
                        hook -> executor(folder).hook(hook, List.of()))));
        return ended;
    }

    /** Runs what the projects run after all nodes. */
    List<dev.ingot.core.run.StepResult> onRunEnd(RunResult result, RunListener listener) {
        List<dev.ingot.core.run.StepResult> ended = new ArrayList<>();
        projects.forEach((folder, project) -> ended.addAll(new RunHooks(workspace.clock(), listener)
                .run(
                        project.onRunEnd(),
                        () -> {},
                        hook -> executor(folder).hook(hook, DbtResults.built(project, result)))));
        return ended;
    }

    /** The SQL of a model, snapshot or test as it would run now; nothing for what has none. */
    Optional<String> compile(Node node) {
        return node.type() == ResourceType.SEED || node.type() == ResourceType.UNIT_TEST
                ? Optional.empty()
                : Optional.of(executor(node.uniqueId()).compile(node.uniqueId()));
    }

    /** The SQL that was compiled for a node, if any was. */
    private Optional<String> compiled(String uniqueId) {
        return executors.values().stream()
                .flatMap(executor -> executor.compiled(uniqueId).stream())
                .findFirst();
    }

    /** Writes manifest.json, openlineage.json and run_results.json, whatever the run's end and whichever of them fails. */
    void writeArtifacts(Graph graph, RunResult result, RunEnds ends) {
        NodeDetails details = ends.attempt(() -> details(graph), NodeDetails.NONE);
        ends.attempt(() -> writeManifests(details));
        ends.attempt(() -> tellLineage(graph, details, result));
        projects.forEach((folder, project) -> ends.attempt(() -> write(
                target(folder).resolve("run_results.json"),
                project.runResultsJson(
                        DbtResults.of(project, result),
                        executor(folder),
                        workspace.clock().instant(),
                        Duration.between(result.started(), result.ended()),
                        String.join(" ", workspace.globals().arguments())))));
    }

    /** Writes manifest.json, with SQL and column lineage of what was compiled so far. */
    void writeManifests(Graph graph) {
        writeManifests(details(graph));
    }

    private void writeManifests(NodeDetails details) {
        Instant now = workspace.clock().instant();
        projects.forEach((folder, project) -> {
            write(target(folder).resolve("manifest.json"), project.manifestJson(now, details));
            write(target(folder).resolve("semantic_manifest.json"), project.semanticManifestJson());
        });
    }

    /**
     * Writes target/openlineage.json, one event a line, and sends the events where OpenLineage's own variables name an
     * address: {@code OPENLINEAGE_URL}, {@code OPENLINEAGE_ENDPOINT}, {@code OPENLINEAGE_NAMESPACE},
     * {@code OPENLINEAGE_API_KEY}. What is not sent is told, and fails nothing.
     */
    private void tellLineage(Graph graph, NodeDetails details, RunResult result) {
        Variables variables = workspace.project().variables();
        Map<TableName, String> ids = new HashMap<>();
        graph.nodes().stream()
                .filter(node -> node.table() != null && node.type() != ResourceType.SOURCE)
                .forEach(node -> ids.put(node.table(), node.uniqueId()));
        List<String> events = new OpenLineage(
                        variables
                                .find("OPENLINEAGE_NAMESPACE")
                                .orElse(workspace.project().name()),
                        run,
                        workspace.project().name(),
                        graph,
                        table -> Optional.ofNullable(ids.get(table))
                                .map(details::lineage)
                                .orElse(Map.of()))
                .events(result);
        List<String> shown =
                events.stream().map(workspace.project().secrets()::redact).toList();
        projects.keySet().stream()
                .limit(1)
                .forEach(folder -> write(target(folder).resolve("openlineage.json"), String.join("\n", shown) + "\n"));
        variables
                .find("OPENLINEAGE_URL")
                .map(url -> URI.create(url.replaceAll("/+$", "") + "/"
                        + variables
                                .find("OPENLINEAGE_ENDPOINT")
                                .orElse("api/v1/lineage")
                                .replaceAll("^/+", "")))
                .flatMap(endpoint ->
                        OpenLineage.send(endpoint, variable(workspace.project(), "OPENLINEAGE_API_KEY"), shown))
                .ifPresent(problem -> workspace.terminal().note("The lineage of this run was not sent: " + problem));
    }

    private NodeDetails details(Graph graph) {
        boolean nothing = graph.nodes().stream()
                .noneMatch(node -> compiled(node.uniqueId()).isPresent());
        if (nothing) {
            return NodeDetails.NONE;
        }
        ColumnLineage lineage = ColumnLineage.of(workspace, graph, node -> compiled(node.uniqueId()));
        return new NodeDetails() {
            @Override
            public Optional<String> compiled(String node) {
                return Models.this.compiled(node);
            }

            @Override
            public Map<String, List<Origin>> lineage(String node) {
                return graph.find(node).map(Node::table).map(lineage::of).orElse(Map.of());
            }
        };
    }

    /** Writes catalog.json: what the warehouse has of each project; returns the folders in which it was written. */
    List<Path> writeCatalogs() {
        Instant now = workspace.clock().instant();
        List<TableInfo> tables = workspace.warehouse().list();
        List<Path> written = new ArrayList<>();
        projects.forEach((folder, project) -> {
            Path target = target(folder);
            write(target.resolve("catalog.json"), project.catalogJson(now, tables));
            written.add(target);
        });
        return written;
    }

    /** Removes what Ingot wrote beside the projects; returns the folders that were there. */
    static List<Path> removeTargets(Workspace workspace) {
        List<Path> removed = new ArrayList<>();
        for (Path project : workspace.project().models()) {
            Path target = workspace.target(project);
            if (Files.isDirectory(target)) {
                try (Stream<Path> files = Files.walk(target)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                removed.add(target);
            }
        }
        return removed;
    }

    private Path target(Path folder) {
        return workspace.target(folder);
    }

    /** Writes an artefact; SQL and messages in it may hold secrets. */
    private void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, workspace.project().secrets().redact(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes each node to the runner of its project. */
    private record ByNode(Map<String, NodeRunner> runners) implements NodeRunner {

        private NodeRunner of(Node node) {
            NodeRunner runner = runners.get(node.uniqueId());
            if (runner == null) {
                throw new IllegalArgumentException("no project has " + node.uniqueId());
            }
            return runner;
        }

        @Override
        public StepEnd run(Node node, dev.ingot.core.run.StepContext context) {
            return of(node).run(node, context);
        }

        @Override
        public Prepared prepare(Node node, dev.ingot.core.run.StepContext context) {
            return of(node).prepare(node, context);
        }
    }
}
