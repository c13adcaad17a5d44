package dev.ingot.cli;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.api.warehouse.Warehouse.MaintenanceResult;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.cli.terminal.Terminal;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.pipeline.CatchUp;
import dev.ingot.core.pipeline.ReplayRunner;
import dev.ingot.core.project.ConnectionSpec;
import dev.ingot.core.project.NotificationSpec;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.project.Plugins;
import dev.ingot.core.project.Project;
import dev.ingot.core.project.ProjectReader;
import dev.ingot.core.run.MissedChanges;
import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.WarehouseState;
import dev.ingot.metadata.SqliteMetadata;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A project that a command works on, with what it needs opened when it is first asked for: metadata store, warehouse,
 * sources. For one thread; close it when the command is done, once or more often.
 */
public final class Workspace implements AutoCloseable {

    private final Project project;
    private final Plugins plugins;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Globals globals;
    private final Map<String, Source> sources = new HashMap<>();
    private @Nullable SqliteMetadata store;
    private @Nullable Warehouse warehouse;
    private @Nullable WarehouseState state;
    private @Nullable WorkFolder work;

    private Workspace(Project project, Plugins plugins, Globals globals, Terminal terminal, InstantSource clock) {
        this.project = project;
        this.plugins = plugins;
        this.globals = globals;
        this.terminal = terminal.masking(project.secrets()::redact);
        this.clock = clock;
    }

    static Workspace open(Globals globals, Terminal terminal, InstantSource clock) {
        Path folder = folder(globals);
        if (globals.profile != null && Presence.isThere(folder.resolve("ingot.yml"))) {
            throw Problem.of(CliError.BAD_USAGE, "--profile '" + globals.profile + "' means nothing in this project.")
                    .because("It has an ingot.yml, which says itself where its tables are; no profiles.yml is read.")
                    .fix("Leave it out, and choose with --target.")
                    .toException();
        }
        if (Presence.isFolder(folder)) {
            LogSetup.to(folder.toAbsolutePath().resolve(".ingot/logs/ingot.log"));
        }
        Plugins plugins = InstalledPlugins.load();
        Project project = new ProjectReader(plugins, globals.environment()).read(folder, globals.target);
        LogSetup.mask(project.secrets());
        project.warnings().forEach(warning -> terminal.note(warning.render()));
        return new Workspace(project, plugins, globals, terminal, clock);
    }

    /** The same project as it was read, with nothing opened yet; for another thread. */
    Workspace another() {
        return new Workspace(project, plugins, globals, terminal, clock);
    }

    /** The folder of the project that a command is about, whether or not it can be read. */
    static Path folder(Globals globals) {
        return globals.projectDir == null ? nearest(Path.of("").toAbsolutePath()) : globals.projectDir;
    }

    /** The nearest folder upwards that holds a project; the folder itself if there is none, so that the error names it. */
    private static Path nearest(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Presence.isThere(folder.resolve("ingot.yml")) || Presence.isThere(folder.resolve("dbt_project.yml"))) {
                return folder;
            }
        }
        return start;
    }

    public Project project() {
        return project;
    }

    public Plugins plugins() {
        return plugins;
    }

    public Terminal terminal() {
        return terminal;
    }

    public Globals globals() {
        return globals;
    }

    public InstantSource clock() {
        return clock;
    }

    public boolean isIngotProject() {
        return Presence.isThere(project.folder().resolve("ingot.yml"));
    }

    /** Where compiled SQL and artefacts of a dbt project are written. */
    Path target(Path models) {
        return models.resolve(
                globals.targetPath == null ? ModelProject.targetPath(models) : globals.targetPath.toString());
    }

    public SqliteMetadata store() {
        if (store == null) {
            store = SqliteMetadata.open(project.metadata(), clock);
        }
        return store;
    }

    public Warehouse warehouse() {
        if (warehouse == null) {
            ConnectionSpec connection = project.warehouse();
            warehouse = plugins.warehouse(connection.type())
                    .orElseThrow(() -> new IllegalStateException("the reader let " + connection.type() + " pass"))
                    .open(connection.name(), connection.options(), project.folder(), work(), clock);
        }
        return warehouse;
    }

    /** What the store remembers of the project's warehouse. */
    public synchronized WarehouseState state() {
        if (state == null) {
            WarehouseId id = warehouse().id();
            store().adopt(id, project.target().name());
            state = store().warehouse(id);
        }
        return state;
    }

    /** A source by its connection's name; opened once and closed with the workspace. */
    public synchronized Source source(String name) {
        Source open = sources.get(name);
        if (open == null) {
            ConnectionSpec connection = connection(name);
            open = plugins.source(connection.type())
                    .orElseThrow(() -> new IllegalStateException("the reader let " + connection.type() + " pass"))
                    .open(name, connection.options(), project.folder(), work());
            sources.put(name, open);
        }
        return open;
    }

    /** Opens a notifier by its connection's name. */
    public Notifier notifier(String name) {
        ConnectionSpec connection = connection(name);
        return plugins.notifier(connection.type())
                .orElseThrow(() -> new IllegalStateException("the reader let " + connection.type() + " pass"))
                .open(name, connection.options());
    }

    /**
     * Makes sure that reports can be made, before there is something to report.
     *
     * @throws dev.ingot.api.error.IngotException with all that is wrong with the connections that reports go through
     */
    void checkNotifiers() {
        List<Problem> problems = new ArrayList<>();
        project.notifications().stream()
                .map(NotificationSpec::via)
                .distinct()
                .filter(project.connections()::containsKey)
                .forEach(via -> {
                    try {
                        notifier(via).close();
                    } catch (IngotException e) {
                        problems.addAll(e.problems());
                    }
                });
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private ConnectionSpec connection(String name) {
        ConnectionSpec connection = project.connections().get(name);
        if (connection == null) {
            throw new IllegalStateException("the reader let the connection " + name + " pass");
        }
        return connection;
    }

    /**
     * The name of a source as a person gave it.
     *
     * @throws dev.ingot.api.error.IngotException if the project has no such connection, or it is no source
     */
    public Source namedSource(String name) {
        List<String> sources = project.connections().values().stream()
                .filter(connection -> plugins.source(connection.type()).isPresent())
                .map(ConnectionSpec::name)
                .toList();
        if (!sources.contains(name)) {
            throw Problem.of(CliError.NO_SUCH_SOURCE, "The project has no source '" + name + "'.")
                    .fix(Suggestion.didYouMean(name, sources))
                    .toException();
        }
        return source(name);
    }

    /** What {@code apply} would change in the controller table. */
    public ControllerDiff controllerDiff() {
        return store().controller().plan(Pipelines.desired(project));
    }

    /** What is wrong with single rows of the controller table; a run lets only their pipelines fail. */
    public List<Problem> controllerProblems() {
        return Pipelines.preview(this).unreadable().values().stream()
                .flatMap(row -> row.problems().stream())
                .toList();
    }

    /** What is wrong with a connection and, where it can be reached, with what its pipelines read from it. */
    public List<Problem> sourceProblems(String connection) {
        Source source = source(connection);
        List<Problem> problems = new ArrayList<>(source.check());
        if (problems.stream().anyMatch(problem -> problem.code().exit() == ExitCode.UNREACHABLE)) {
            return problems;
        }
        Pipelines.preview(this).specs().values().stream()
                .filter(spec -> spec.connection().equals(connection))
                .sorted(Comparator.comparing(PipelineSpec::name))
                .flatMap(spec -> source.check(asked(spec)).stream())
                .forEach(problems::add);
        return problems;
    }

    /** What the tables do not have any more of what their pipelines loaded. */
    public List<Problem> ledgerProblems() {
        state();
        return Pipelines.preview(this).specs().values().stream()
                .sorted(Comparator.comparing(PipelineSpec::name))
                .flatMap(spec -> new CatchUp(spec, warehouse(), store()).check().stream())
                .toList();
    }

    private ReadRequest asked(PipelineSpec spec) {
        String position = warehouse()
                .lastBatch(spec.to(), spec.name())
                .map(CommittedBatch::position)
                .orElse(null);
        return new ReadRequest(spec.name(), spec.sourceOptions(), null, false, List.of(), position);
    }

    /** The nodes that a selection means, parents before children; writes nothing. */
    public List<Node> nodes(SelectionOptions selection, Predicate<ResourceType> types) {
        Pipelines pipelines = Pipelines.preview(this);
        Models models = Models.load(this, pipelines, "none", "ls", false, Environment.Flags.NONE);
        Graph graph = models.graphWith(pipelines.nodes(project));
        return selection.choose(this, models, graph, types).stream()
                .map(graph::node)
                .toList();
    }

    /** A folder for temporary files of this process; gone when the workspace is closed. */
    public synchronized Path work() {
        if (work == null) {
            try {
                Path parent = project.folder().resolve(".ingot/work");
                // A command that only reads may work on a project that cannot be written; a run was refused before.
                work = WorkFolder.in(Writable.canWrite(parent) ? parent : Files.createTempDirectory("ingot-work-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return work.path();
    }

    /** A table as a person writes it; without a schema it is in the target's. */
    public TableName table(String text) {
        return TableName.parse(text, project.target().schema());
    }

    /** A run by its id or the beginning of it; {@code last} is the newest of the target. */
    public RunRow run(String id) {
        String target = project.target().name();
        return store().audit().runs(10_000).stream()
                .filter(row -> id.equals("last")
                        ? row.target().equals(target)
                        : row.run().startsWith(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(CliError.NO_SUCH_RUN, "There is no run '" + id + "'.")
                        .fix("'ingot runs' lists them; 'last' stands for the newest.")
                        .toException());
    }

    /**
     * Puts right what dead processes left: their runs and steps are marked as interrupted, what they committed is
     * recorded, and an undo that was cut short is finished. Called before anything that writes.
     *
     * @return what a person should know of it
     */
    public List<String> recover() {
        List<String> told = new ArrayList<>();
        state();
        for (RunRow dead : store().recover()) {
            if (isHere(dead)) {
                new MissedChanges(store(), warehouse()).record(dead.run());
            }
            told.add("The run " + dead.run() + " did not live to its end; its steps are marked as interrupted.");
        }
        for (RunRow begun : store().audit().undosBegun()) {
            if (isHere(begun)) {
                undo(begun).finish();
                told.add("The undo of the run " + begun.run() + " did not live to its end; it was finished now.");
            }
        }
        return told;
    }

    private boolean isHere(RunRow run) {
        return run.warehouse().equals(warehouse().id());
    }

    /**
     * The way to take a run back.
     *
     * @throws dev.ingot.api.error.IngotException if the run worked on another warehouse
     */
    public Undo undo(RunRow run) {
        if (!isHere(run)) {
            throw Problem.of(
                            CliError.OTHER_WAREHOUSE,
                            "The run " + run.run() + " worked on another warehouse than that of the target '"
                                    + project.target().name() + "'.")
                    .because("It was a run of the target '" + run.target() + "'.")
                    .fix("Say its target: --target " + run.target() + ".")
                    .toException();
        }
        return new Undo(run, store(), warehouse());
    }

    /**
     * Tries a table's quarantined rows again, as a run of its own.
     *
     * @param build whether what hangs on the table is built then, as another run; else people hear that it is not
     */
    public ExitCode replay(TableName table, boolean build, WaitOption wait) throws InterruptedException {
        RunOptions options = new RunOptions();
        options.wait = wait;
        RunExecution replay = new RunExecution(this, ReplayRunner.COMMAND, options, new RunOptions.Load());
        return replay.replay(table, build);
    }

    /** Compacts and cleans a table while no run writes it. A dry run writes nothing and takes no lock. */
    public MaintenanceResult maintain(TableName table, MaintenanceRequest request, LockWait wait) {
        if (request.dryRun()) {
            return warehouse().maintain(table, request);
        }
        try (HeldTables held = HeldTables.of(store(), warehouse().id(), "maintain-" + RunIds.next(clock.instant()))) {
            held.take(List.of(table), wait);
            return warehouse().maintain(table, request);
        }
    }

    /**
     * Throws quarantined rows away; returns how many were there.
     *
     * @param ids null: all of the table
     */
    public long purge(TableName table, @Nullable List<String> ids, LockWait wait) {
        String run = RunIds.next(clock.instant());
        try (HeldTables held = HeldTables.of(store(), warehouse().id(), "purge-" + run)) {
            held.take(List.of(table), wait);
            long gone = ids == null
                    ? warehouse().purgeQuarantine(table)
                    : warehouse().purgeQuarantine(table, ids);
            state().quarantine().follow(table, warehouse().quarantineGroups(table), Resolution.PURGED, run);
            return gone;
        }
    }

    @Override
    public void close() {
        sources.values().forEach(Source::close);
        sources.clear();
        if (warehouse != null) {
            warehouse.close();
            warehouse = null;
        }
        if (store != null) {
            store.close();
            store = null;
        }
        if (work != null) {
            try {
                work.close();
            } catch (IOException e) {
                terminal.note("The temporary folder " + work.path() + " could not be removed: " + e.getMessage());
            }
            work = null;
        }
    }
}
