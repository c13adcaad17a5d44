package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.models.Built;
import dev.ingot.models.Freshness;
import dev.ingot.models.ModelExecutor;
import dev.ingot.models.ModelsError;
import dev.ingot.models.RunContext;
import dev.ingot.models.StepResult;
import dev.ingot.models.TestResult;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Dependencies;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.RunHook;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Compiles, builds and tests nodes; each call in a session of its own. Thread-safe. */
public final class Executor implements ModelExecutor {

    private final Manifest manifest;
    private final Warehouse warehouse;
    private final RunContext context;
    private final SqlFiles files;
    private final GraphView graph;
    private final Map<String, String> compiledSql = new ConcurrentHashMap<>();
    private final Map<String, List<Period>> batches = new ConcurrentHashMap<>();

    public Executor(Manifest manifest, Warehouse warehouse, RunContext context) {
        this.manifest = manifest;
        this.warehouse = warehouse;
        this.context = context;
        this.files = new SqlFiles(context.targetFolder(), context.shown());
        this.graph = new GraphView(manifest);
    }

    /** Work of one call, in one session. */
    private interface Work<T> {
        T with(Session session, Compiler compiler);
    }

    private <T> T inSession(Collection<Built> unpublished, Work<T> work) {
        List<Staged> overlay =
                unpublished.stream().flatMap(built -> built.staged().stream()).toList();
        Map<TableName, String> views = TestRunner.views(unpublished);
        Set<TableName> aside = new HashSet<>(views.keySet());
        overlay.forEach(staged -> aside.add(staged.table()));
        try (Session session = warehouse.open(overlay, views)) {
            return work.with(session, compiler(session, aside));
        }
    }

    private Compiler compiler(Session session, Set<TableName> aside) {
        boolean fullRefresh = context.fullRefresh() || manifest.environment().fullRefresh();
        return new Compiler(
                manifest,
                new SessionDatabase(session, manifest.environment(), aside),
                graph,
                fullRefresh,
                context.deferral());
    }

    private DbtNode node(String id) {
        DbtNode node = manifest.nodes().get(id);
        if (node == null) {
            throw Problem.of(ModelsError.UNKNOWN_NODE, "There is no node '" + id + "'")
                    .fix(Suggestion.nearest(id, manifest.nodes().keySet())
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse(null))
                    .toException();
        }
        return node;
    }

    private Compiled compile(DbtNode node, Compiler compiler) {
        if (node.type() == ResourceType.UNIT_TEST) {
            throw new IllegalArgumentException(node.uniqueId() + " has no SQL of its own");
        }
        node.dependencies().nodes().stream()
                .map(manifest.nodes()::get)
                .filter(read -> read != null && read.ephemeral() && !compiledSql.containsKey(read.uniqueId()))
                .forEach(part -> compile(part, compiler));
        Compiled compiled = compiler.compile(node);
        if (Batches.are(node)) {
            batches.put(node.uniqueId(), compiler.batchesOf(node).periods());
        }
        compiledSql.put(node.uniqueId(), compiled.sql());
        files.writeCompiled(node, compiled.sql());
        return compiled;
    }

    @Override
    public String compile(String id) {
        DbtNode node = node(id);
        return inSession(
                List.of(), (session, compiler) -> compile(node, compiler).sql());
    }

    @Override
    public String compileInline(String sql) {
        return inSession(
                List.of(),
                (session, compiler) -> compiler.compile(inline("inline", sql)).sql());
    }

    /** @param place how failures call it */
    private DbtNode inline(String place, String sql) {
        return inline(manifest.root().name(), place, sql);
    }

    private DbtNode inline(String packageName, String place, String sql) {
        SourceText text = SourceText.ofFile(place, sql);
        Definition definition = new Definition(
                "inline." + packageName + ".query",
                ResourceType.MODEL,
                "inline_query",
                packageName,
                "inline",
                "inline",
                "",
                List.of(packageName, "inline_query"),
                text,
                Checksums.sha256(sql),
                null);
        return new DbtNode(
                definition,
                NodeConfig.EMPTY,
                NodeConfig.EMPTY,
                dev.ingot.api.table.TableName.of(manifest.environment().target().schema(), "inline_query"),
                Dependencies.NONE,
                Documentation.NONE,
                null);
    }

    @Override
    public Rows show(String id, int limit) {
        DbtNode node = node(id);
        return inSession(List.of(), (session, compiler) -> {
            if (node.type() == ResourceType.SEED) {
                return session.query("select * from " + node.relation().quoted(), limit);
            }
            return query(compile(node, compiler), session, limit);
        });
    }

    @Override
    public Rows showInline(String sql, int limit) {
        return inSession(
                List.of(), (session, compiler) -> query(compiler.compile(inline("inline", sql)), session, limit));
    }

    private Rows query(Compiled compiled, Session session, int limit) {
        try {
            return session.query(compiled.sql(), limit);
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(compiled.node()));
        }
    }

    @Override
    public Built build(String id, StepControl control) {
        DbtNode node = node(id);
        if (node.test() != null) {
            throw new IllegalArgumentException(id + " is a test");
        }
        return inSession(
                List.of(),
                (session, compiler) -> new Builder(
                                warehouse,
                                files,
                                context,
                                session,
                                compiler,
                                published -> compiler(published, Set.of()),
                                control)
                        .build(node, () -> node.type() == ResourceType.SEED ? null : compile(node, compiler)));
    }

    @Override
    public Optional<TableName> keep(Built built) {
        return new HeldBack(warehouse, context.run()).keep(built);
    }

    @Override
    public void forgetKept(Built published) {
        new HeldBack(warehouse, context.run()).forget(published);
    }

    @Override
    public TestResult test(String id, Collection<Built> unpublished, StepControl control) {
        DbtNode node = node(id);
        TestInfo info = node.test();
        if (info == null) {
            throw new IllegalArgumentException(id + " is no test");
        }
        try {
            return inSession(
                    unpublished,
                    (session, compiler) -> info.unit() == null
                            ? new TestRunner(
                                            warehouse,
                                            unpublished,
                                            files,
                                            context,
                                            manifest.environment().flags(),
                                            control)
                                    .run(node, compile(node, compiler), session, compiler)
                            : unitTest(node, session, compiler));
        } catch (IngotException failure) {
            return new TestResult(
                    id,
                    TestResult.Status.ERROR,
                    0,
                    failure.first().what(),
                    failure.first(),
                    compiled(id).orElse(""));
        }
    }

    private TestResult unitTest(DbtNode node, Session session, Compiler compiler) {
        UnitTestRunner runner = new UnitTestRunner(compiler, session, files);
        Compiled compiled = runner.compile(node);
        compiledSql.put(node.uniqueId(), compiled.sql());
        files.writeCompiled(node, compiled.sql());
        return runner.run(node, compiled);
    }

    @Override
    public String operation(String macro, Map<String, Object> arguments) {
        Map<String, Object> named = Map.of("operation_arguments", PythonJson.pythonic(arguments));
        return inSession(
                List.of(),
                (session, compiler) ->
                        compiler.render(inline("inline", ""), "{{ " + macro + "(**operation_arguments) }}", named));
    }

    @Override
    public Freshness freshness(String id, Instant now) {
        SourceTable source = manifest.sources().get(id);
        if (source == null) {
            throw new IllegalArgumentException("no source " + id);
        }
        return inSession(
                List.of(),
                (session, compiler) -> new SourceFreshness(
                                warehouse, session, manifest.environment().target(), source)
                        .at(now));
    }

    @Override
    public void makeSchemas(Collection<String> nodes) {
        Set<String> schemas = nodes.stream()
                .map(manifest.nodes()::get)
                .filter(node -> node != null && node.test() == null && !node.ephemeral())
                .map(node -> node.relation().schema())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!schemas.isEmpty()) {
            inSession(List.of(), (session, compiler) -> {
                Schemas.make(session, schemas);
                return schemas;
            });
        }
    }

    @Override
    public void hook(String id, List<StepResult> results) {
        RunHook hook = manifest.hooks().stream()
                .filter(each -> each.uniqueId().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no hook " + id));
        inSession(List.of(), (session, compiler) -> {
            DbtNode node = inline(hook.packageName(), hook.event(), hook.statement());
            String sql = compiler.render(node, hook.statement(), hookNames(results));
            compiledSql.put(id, sql);
            if (!sql.isBlank()) {
                try {
                    session.execute(sql);
                } catch (IngotException failure) {
                    throw failed(hook, sql, failure).toException();
                }
            }
            return hook;
        });
    }

    private static Problem failed(RunHook hook, String sql, IngotException failure) {
        Problem first = failure.first();
        return Problem.of(ModelsError.SQL, "The hook " + hook.shown() + " failed: " + first.what())
                .at(Place.of("dbt_project.yml"))
                .because("It ran: " + sql)
                .fix(first.fix());
    }

    private Map<String, Object> hookNames(List<StepResult> results) {
        PyList shown = new PyList();
        results.forEach(result -> shown.add(HookResults.shown(manifest, result)));
        PyList schemas = new PyList();
        PyList databaseSchemas = new PyList();
        String database = manifest.environment().target().database();
        manifest.nodes().values().stream()
                .map(node -> node.relation().schema())
                .distinct()
                .forEach(schema -> {
                    schemas.add(schema);
                    databaseSchemas.add(PyTuple.of(database, schema));
                });
        return Map.of("results", shown, "schemas", schemas, "database_schemas", databaseSchemas);
    }

    @Override
    public List<Period> batches(String id) {
        return batches.getOrDefault(id, List.of());
    }

    @Override
    public Optional<String> compiled(String id) {
        return Optional.ofNullable(compiledSql.get(id));
    }
}
