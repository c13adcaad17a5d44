package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.None;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.Deferral;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Alias;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.Database;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.NodeFunctions;
import dev.ingot.models.internal.context.NodeFunctions.Building;
import dev.ingot.models.internal.context.RelationValue;
import dev.ingot.models.internal.context.Scope;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.context.TestArguments;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import dev.ingot.models.internal.run.Batches.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders nodes to SQL, with the ephemeral models that they read put in front. For one thread and one session. */
final class Compiler {

    private final Manifest manifest;
    private final Database database;
    private final GraphView graph;
    private final boolean fullRefresh;
    private final Deferral deferral;

    /** @param graph what templates of the whole run see as {@code graph} */
    Compiler(Manifest manifest, Database database, GraphView graph, boolean fullRefresh, Deferral deferral) {
        this.manifest = manifest;
        this.deferral = deferral;
        this.database = database;
        this.fullRefresh = fullRefresh;
        this.graph = graph;
    }

    /** Whether the node will be built on top of what is there. */
    boolean incremental(DbtNode node) {
        return node.type() == ResourceType.MODEL && node.config().materialized().equals("incremental") && onTop(node);
    }

    /** Whether the node's table is there and is not to be built from nothing. */
    boolean onTop(DbtNode node) {
        return !fullRefresh(node)
                && database.find(node.relation())
                        .filter(info -> info.kind() == dev.ingot.api.warehouse.TableInfo.Kind.TABLE)
                        .isPresent();
    }

    /** dbt's name of the warehouse's kind. */
    String targetType() {
        return manifest.environment().target().type();
    }

    /** The model's own setting beats the flag. */
    boolean fullRefresh(DbtNode node) {
        return node.config().flag("full_refresh", fullRefresh);
    }

    Compiled compile(DbtNode node) {
        if (Batches.are(node)) {
            return batches(node);
        }
        Map<String, String> tables = new LinkedHashMap<>();
        Scope scope = scope(node, tables);
        String body = render(node, scope);
        return new Compiled(node, body, CommonTables.inject(body, tables), tables);
    }

    /** The batches in which a node would be built now. */
    Batches batchesOf(DbtNode node) {
        return Batches.of(node, manifest.environment(), incremental(node));
    }

    /** One select after the other: each sees only the rows of its batch, and all of them are published at once. */
    private Compiled batches(DbtNode node) {
        List<String> selects = new ArrayList<>();
        for (Batch batch : batchesOf(node).all()) {
            Map<String, String> tables = new LinkedHashMap<>();
            Map<String, Object> shown =
                    Map.of("id", batch.id(), "event_time_start", batch.from(), "event_time_end", batch.until());
            Scope scope = scope(node, new NodeRelations(node, tables, batch), shown, Map.of());
            selects.add(CommonTables.inject(render(node, scope), tables));
        }
        String sql = selects.size() == 1
                ? selects.get(0)
                : selects.stream()
                        .map(select -> "select * from (\n" + select + "\n) ingot_batch")
                        .collect(Collectors.joining("\nunion all\n"));
        return new Compiled(node, sql, sql, Map.of());
    }

    /**
     * A model that reads other things than it will when it is built.
     *
     * @param tables filled by {@code relations} while the model is rendered: selects by the name that stands for them
     * @param instead values that win over functions and macros of their name
     */
    Compiled compile(
            DbtNode node, NodeFunctions.Relations relations, Map<String, String> tables, Map<String, Object> instead) {
        String body = render(node, scope(node, relations, Map.of(), instead));
        return new Compiled(node, body, CommonTables.inject(body, tables), tables);
    }

    Manifest manifest() {
        return manifest;
    }

    /** A text that belongs to a node, such as a hook, which sees {@code more} as well. */
    String render(DbtNode node, String text, Map<String, Object> more) {
        Names names = Names.of(more).or(scope(node, new LinkedHashMap<>()));
        try {
            return Alias.settled(manifest.templates()
                    .render(node.definition().source().file(), text, names)
                    .strip());
        } catch (TemplateException failure) {
            throw TemplateProblems.of(failure, node.definition().source()).toException();
        }
    }

    private String render(DbtNode node, Scope scope) {
        Definition definition = node.definition();
        try {
            Names names = scope;
            if (node.test() != null && node.test().generic()) {
                Map<String, Object> arguments = TestArguments.render(
                        manifest.templates(),
                        definition.source().file(),
                        node.test().arguments(),
                        scope);
                names = Names.of(Map.of(TestArguments.NAME, arguments)).or(scope);
            }
            return Alias.settled(SystemTables.found(
                    manifest.templates()
                            .building(definition.source())
                            .render(names)
                            .strip(),
                    manifest.environment().target()));
        } catch (TemplateException failure) {
            throw TemplateProblems.of(failure, definition.source()).toException();
        }
    }

    private Scope scope(DbtNode node, Map<String, String> tables) {
        return scope(node, new NodeRelations(node, tables, null), Map.of(), Map.of());
    }

    /** @param batch what templates see as {@code model.batch}; empty outside of batches */
    private Scope scope(
            DbtNode node, NodeFunctions.Relations relations, Map<String, Object> batch, Map<String, Object> instead) {
        return NodeFunctions.building(
                manifest.macros(),
                manifest.shared(node.packageName()),
                manifest.environment(),
                node.packageName(),
                building(node, relations, Map.of("batch", batch.isEmpty() ? None.NONE : batch), instead, database));
    }

    /** @param more what templates see of the model beside what it is */
    private Building building(
            DbtNode node,
            NodeFunctions.Relations relations,
            Map<String, ?> more,
            Map<String, Object> instead,
            Database asked) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>(ModelView.of(node, manifest.environment()));
        view.putAll(more);
        return new Building(
                node.test() == null ? node.config() : TestInfo.settled(node.config()),
                node.relation(),
                view,
                relations,
                asked,
                incremental(node),
                fullRefresh(node),
                graph,
                instead,
                deferral.selected(),
                (text, names) ->
                        manifest.templates().render(node.definition().source().file(), text, names));
    }

    /**
     * Makes a node with a {@code materialization} block.
     *
     * @param files take the SQL of its statement {@code main}
     */
    void materialize(DbtNode node, Macro block, Compiled compiled, SqlFiles files) {
        BlockDatabase asked = new BlockDatabase(database, compiled, files.compiledShown(node), false);
        run(node, compiled, files, asked, scope -> {
            if (!(scope.bind(block).call(Arguments.NONE) instanceof Map<?, ?> made) || !made.containsKey("relations")) {
                throw wrongBlock(
                        block,
                        "The materialization '" + node.config().materialized() + "' does not say what it made of '"
                                + node.name() + "'",
                        "Let it end with {{ return({'relations': [this]}) }}.");
            }
            return made;
        });
    }

    /**
     * Judges a test with a {@code materialization} block.
     *
     * @return what the one row of its statement {@code main} says: failures, should_warn, should_error
     */
    List<Object> judge(DbtNode test, Macro block, Compiled compiled, SqlFiles files) {
        BlockDatabase asked = new BlockDatabase(database, compiled, files.compiledShown(test), true);
        return run(test, compiled, files, asked, scope -> {
            scope.bind(block).call(Arguments.NONE);
            Names result = Names.of(Map.of(
                    "result",
                    ((Callable) Objects.requireNonNull(scope.lookup("load_result"))).call(Arguments.of("main"))));
            Object row = manifest.templates()
                    .evaluate(block.path(), "{{ result.table.rows | map('list') | list if result else [] }}", result);
            if (row instanceof List<?> rows
                    && rows.size() == 1
                    && rows.get(0) instanceof List<?> cells
                    && cells.size() == 3) {
                return List.copyOf(cells);
            }
            throw wrongBlock(
                    block,
                    "The materialization 'test' does not say how many failures '" + test.name() + "' found",
                    "Let its statement 'main' give one row: failures, should_warn, should_error.");
        });
    }

    private static IngotException wrongBlock(Macro block, String problem, String fix) {
        Place place = Place.of(
                block.definition().template(),
                block.definition().line(),
                block.definition().column());
        return Problem.of(ModelsError.BAD_CONFIG, problem).at(place).fix(fix).toException();
    }

    private <T> T run(DbtNode node, Compiled compiled, SqlFiles files, BlockDatabase asked, Function<Scope, T> work) {
        SourceText source = node.definition().source();
        Building building = building(
                node,
                new NodeRelations(node, new LinkedHashMap<>(), null),
                Map.of("compiled_code", compiled.sql()),
                Map.of(),
                asked);
        Scope scope = NodeFunctions.materializing(
                manifest.macros(),
                manifest.shared(node.packageName()),
                manifest.environment(),
                node.packageName(),
                building,
                compiled.sql(),
                new NodeFunctions.Hooks(hooks(node, "pre_hook"), hooks(node, "post_hook")),
                sql -> files.writeRun(node, sql));
        try {
            return work.apply(scope);
        } catch (TemplateException failure) {
            throw asked.blamed(failure)
                    .orElseGet(() -> TemplateProblems.of(failure, source).toException());
        }
    }

    private static List<?> hooks(DbtNode node, String key) {
        return node.config().value(key) instanceof List<?> hooks ? hooks : List.of();
    }

    /** What {@code ref} and {@code source} of one node print; notes the common tables that it needs. */
    private final class NodeRelations implements NodeFunctions.Relations {

        private final DbtNode reader;
        private final Map<String, String> tables;
        private final @Nullable Batch batch;

        NodeRelations(DbtNode reader, Map<String, String> tables, @Nullable Batch batch) {
            this.reader = reader;
            this.batch = batch;
            this.tables = tables;
        }

        @Override
        public RelationValue ref(Arguments arguments) {
            Ref ref = Captured.ref(arguments);
            DbtNode found = manifest.lookup()
                    .find(ref, reader.packageName())
                    .orElseThrow(
                            () -> new EvaluationException("there is no model, seed or snapshot '" + ref.name() + "'"));
            if (!reader.dependencies().nodes().contains(found.uniqueId())
                    && !reader.uniqueId().startsWith("inline.")) {
                throw new EvaluationException(
                        "'" + reader.name() + "' refers to '" + found.name()
                                + "' only while it runs, so it was not known as a parent",
                        "Add this line to the model: -- depends_on: {{ ref('" + found.name() + "') }}");
            }
            if (found.ephemeral()) {
                RelationValue cte = RelationValue.cte(target(), cteName(found));
                if (!tables.containsKey(cte.toString())) {
                    Compiled inner = compile(found);
                    inner.tables().forEach(tables::putIfAbsent);
                    tables.putIfAbsent(cte.toString(), inner.body());
                }
                return cte;
            }
            return filtered(RelationValue.of(target(), deferred(found), null), found.config());
        }

        /** The rows that this command is to see of what a node reads. */
        private RelationValue filtered(RelationValue relation, NodeConfig config) {
            Environment.Flags flags = manifest.environment().flags();
            if (flags.empty()) {
                return relation.where("false");
            }
            String eventTime = config.text("event_time").orElse(null);
            if (eventTime == null || reader.test() != null) {
                return relation;
            }
            if (batch != null) {
                return relation.where(batch.condition(eventTime));
            }
            return flags.sampleFrom() == null ? relation : relation.where(Batches.since(eventTime, flags.sampleFrom()));
        }

        /** Where a node stands that this run does not build. */
        private TableName deferred(DbtNode found) {
            TableName other = deferral.tables().get(found.uniqueId());
            if (other == null || deferral.selected().contains(found.uniqueId())) {
                return found.relation();
            }
            boolean here =
                    !deferral.favored() && database.find(found.relation()).isPresent();
            return here ? found.relation() : other;
        }

        /** dbt names the expression after the model, not after its alias. */
        private static TableName cteName(DbtNode found) {
            return TableName.of(found.relation().schema(), found.name());
        }

        @Override
        public RelationValue source(Arguments arguments) {
            SourceRef ref = Captured.source(arguments);
            SourceTable found = manifest.lookup()
                    .find(ref, reader.packageName())
                    .orElseThrow(() ->
                            new EvaluationException("there is no source '" + ref.source() + "." + ref.table() + "'"));
            RelationValue relation =
                    RelationValue.of(target(), found.relation(), null).in(found.database());
            return filtered(found.external().map(relation::printedAs).orElse(relation), found.config());
        }

        private Environment.Target target() {
            return manifest.environment().target();
        }
    }
}
