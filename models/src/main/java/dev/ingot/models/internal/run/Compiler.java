package dev.ingot.models.internal.run;

import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.Deferral;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.Database;
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
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.project.Manifest;
import dev.ingot.models.internal.project.ModelView;
import java.util.LinkedHashMap;
import java.util.Map;

/** Renders nodes to SQL, with the ephemeral models that they read put in front. For one thread and one session. */
final class Compiler {

    private final Manifest manifest;
    private final Database database;
    private final HostObject graph;
    private final boolean fullRefresh;
    private final Deferral deferral;

    Compiler(Manifest manifest, Database database, boolean fullRefresh, Deferral deferral) {
        this.manifest = manifest;
        this.deferral = deferral;
        this.database = database;
        this.fullRefresh = fullRefresh;
        this.graph = new GraphView(manifest);
    }

    /** Whether the node will be built on top of what is there. */
    boolean incremental(DbtNode node) {
        return node.type() == ResourceType.MODEL
                && node.config().materialized().equals("incremental")
                && !fullRefresh(node)
                && database.find(node.relation())
                        .filter(info -> info.kind() == dev.ingot.api.warehouse.TableInfo.Kind.TABLE)
                        .isPresent();
    }

    /** dbt's name of the warehouse's kind. */
    String targetType() {
        return manifest.environment().target().type();
    }

    /** Whether the engine makes names lower case that are not quoted. */
    boolean foldsNames() {
        return targetType().equals("postgres");
    }

    /** The model's own setting beats the flag. */
    boolean fullRefresh(DbtNode node) {
        return node.config().flag("full_refresh", fullRefresh);
    }

    Compiled compile(DbtNode node) {
        Map<String, String> tables = new LinkedHashMap<>();
        Scope scope = scope(node, tables);
        String body = render(node, scope);
        return new Compiled(node, body, CommonTables.inject(body, tables), tables);
    }

    /**
     * A model that reads other things than it will when it is built.
     *
     * @param tables filled by {@code relations} while the model is rendered: selects by the name that stands for them
     * @param instead values that win over functions and macros of their name
     */
    Compiled compile(
            DbtNode node, NodeFunctions.Relations relations, Map<String, String> tables, Map<String, Object> instead) {
        String body = render(node, scope(node, relations, instead));
        return new Compiled(node, body, CommonTables.inject(body, tables), tables);
    }

    Manifest manifest() {
        return manifest;
    }

    /** A text that belongs to a node, such as a hook, which sees {@code more} as well. */
    String render(DbtNode node, String text, Map<String, Object> more) {
        Names names = Names.of(more).or(scope(node, new LinkedHashMap<>()));
        try {
            return manifest.templates()
                    .render(node.definition().source().file(), text, names)
                    .strip();
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
            return manifest.templates()
                    .building(definition.source())
                    .render(names)
                    .strip();
        } catch (TemplateException failure) {
            throw TemplateProblems.of(failure, definition.source()).toException();
        }
    }

    private Scope scope(DbtNode node, Map<String, String> tables) {
        return scope(node, new NodeRelations(node, tables), Map.of());
    }

    private Scope scope(DbtNode node, NodeFunctions.Relations relations, Map<String, Object> instead) {
        Building building = new Building(
                node.config(),
                node.relation(),
                ModelView.of(node, manifest.environment()),
                relations,
                database,
                incremental(node),
                fullRefresh(node),
                graph,
                instead);
        return NodeFunctions.building(
                manifest.macros(),
                manifest.shared(node.packageName()),
                manifest.environment(),
                node.packageName(),
                building);
    }

    /** What {@code ref} and {@code source} of one node print; notes the common tables that it needs. */
    private final class NodeRelations implements NodeFunctions.Relations {

        private final DbtNode reader;
        private final Map<String, String> tables;

        NodeRelations(DbtNode reader, Map<String, String> tables) {
            this.reader = reader;
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
                RelationValue cte = RelationValue.cte(database(), cteName(found));
                if (!tables.containsKey(cte.toString())) {
                    Compiled inner = compile(found);
                    inner.tables().forEach(tables::putIfAbsent);
                    tables.putIfAbsent(cte.toString(), inner.body());
                }
                return cte;
            }
            return RelationValue.of(database(), deferred(found), null);
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
            return RelationValue.of(database(), found.relation(), null);
        }

        private String database() {
            return manifest.environment().target().database();
        }
    }
}
