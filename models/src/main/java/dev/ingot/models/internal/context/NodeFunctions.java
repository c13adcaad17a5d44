package dev.ingot.models.internal.context;

import dev.ingot.api.table.TableName;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import dev.ingot.models.Environment;
import dev.ingot.models.internal.node.NodeConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the names that belong to one node: while it is read, and while it is built. Stateless. */
public final class NodeFunctions {

    private NodeFunctions() {}

    /** How {@code ref} and {@code source} find relations while a node is built. */
    public interface Relations {
        RelationValue ref(Arguments arguments);

        RelationValue source(Arguments arguments);
    }

    /**
     * What a node is built with.
     *
     * @param incremental what {@code is_incremental()} gives
     * @param fullRefresh what {@code should_full_refresh()} gives
     * @param instead values that win over functions and macros of their name
     * @param selected unique ids of what the command builds
     * @param render a text as a template of the node's scope
     */
    public record Building(
            NodeConfig config,
            TableName self,
            Map<String, @Nullable Object> model,
            Relations relations,
            Database database,
            boolean incremental,
            boolean fullRefresh,
            Supplier<?> graph,
            Map<String, Object> instead,
            Collection<String> selected,
            BiFunction<String, Names, String> render) {}

    /** The scope in which a node's template is read: nothing runs, and what it asks for is noted. */
    public static Scope reading(
            MacroRegistry macros,
            SharedFunctions shared,
            Environment environment,
            String packageName,
            TableName self,
            Map<String, ?> model,
            Captured captured) {
        Map<String, Object> own = new HashMap<>();
        Scope scope = new Scope(macros, packageName, own, Map.of(), watched(shared, captured), captured::used);
        RelationValue relation = RelationValue.of(environment.target(), self, null);
        Callable ref = arguments -> {
            captured.add(Captured.ref(arguments));
            return relation;
        };
        Callable source = arguments -> {
            captured.add(Captured.source(arguments));
            return relation;
        };
        own.put("ref", new Ref(ref, shared.runtimeConfig()));
        own.put("source", source);
        own.put("config", new ConfigObject(null, captured::configure));
        own.put("execute", false);
        own.put("is_incremental", (Callable) arguments -> false);
        own.put("should_full_refresh", (Callable) arguments -> environment.fullRefresh());
        own.put("run_query", (Callable) arguments -> None.NONE);
        own.put("statement", (Callable) arguments -> "");
        own.put("load_result", (Callable) arguments -> None.NONE);
        own.put("graph", new PyDict());
        own.put("adapter", new AdapterObject(scope, environment.target(), null));
        common(own, shared, environment.target(), relation, model, ref, source, null);
        own.put("var", shared.varIn(scope));
        return scope;
    }

    private static Names watched(SharedFunctions shared, Captured captured) {
        return new Names() {
            @Override
            public @Nullable Object lookup(String name) {
                if (SharedFunctions.PASSING.contains(name)) {
                    captured.passing();
                }
                return shared.lookup(name);
            }

            @Override
            public Collection<String> known() {
                return shared.known();
            }
        };
    }

    /** The scope in which a node's template is rendered to be run. */
    public static Scope building(
            MacroRegistry macros,
            SharedFunctions shared,
            Environment environment,
            String packageName,
            Building building) {
        return building(macros, shared, environment, packageName, building, new HashMap<>());
    }

    /**
     * The scope in which a materialization makes a node.
     *
     * @param sql the node's own
     * @param hooks before and after it, as they are configured
     * @param main takes the SQL of the statement {@code main}
     */
    public static Scope materializing(
            MacroRegistry macros,
            SharedFunctions shared,
            Environment environment,
            String packageName,
            Building building,
            String sql,
            Hooks hooks,
            Consumer<String> main) {
        Map<String, Object> own = new HashMap<>();
        Scope scope = building(macros, shared, environment, packageName, building, own);
        new Statements(building.database(), main).putInto(own);
        own.put("sql", sql);
        own.put("compiled_code", sql);
        own.put("pre_hooks", shown(hooks.before()));
        own.put("post_hooks", shown(hooks.after()));
        own.put("write", (Callable) arguments -> {
            main.accept(arguments.text(0, "payload"));
            return "";
        });
        return scope;
    }

    /** The hooks of a node, each a text, or a block with {@code sql} and {@code transaction}. */
    public record Hooks(List<?> before, List<?> after) {}

    private static PyList shown(List<?> hooks) {
        PyList shown = new PyList();
        for (Object hook : hooks) {
            Map<?, ?> block = hook instanceof Map<?, ?> map ? map : Map.of("sql", hook);
            shown.add(PyDict.of(
                    "sql", Values.of(block.get("sql")),
                    "transaction", !Boolean.FALSE.equals(block.get("transaction")),
                    "index", shown.size()));
        }
        return shown;
    }

    private static Scope building(
            MacroRegistry macros,
            SharedFunctions shared,
            Environment environment,
            String packageName,
            Building building,
            Map<String, Object> own) {
        Consumer<Macro> ignored = macro -> {};
        Scope scope = new Scope(macros, packageName, own, building.instead(), shared, ignored);
        RelationValue relation = RelationValue.of(environment.target(), building.self(), null);
        Database database = building.database();
        Callable ref = building.relations()::ref;
        Callable source = building.relations()::source;
        own.put("ref", new Ref(ref, shared.runtimeConfig()));
        own.put("source", source);
        own.put("config", new ConfigObject(building.config(), arguments -> {}));
        own.put("execute", true);
        own.put("is_incremental", (Callable) arguments -> building.incremental());
        own.put("should_full_refresh", (Callable) arguments -> building.fullRefresh());
        own.put("graph", building.graph());
        AdapterObject adapter = new AdapterObject(scope, environment.target(), database);
        own.put("adapter", adapter);
        common(own, shared, environment.target(), relation, building.model(), ref, source, adapter);
        own.put("var", shared.varIn(scope));
        new Statements(database, null).putInto(own);
        own.put("render", (Callable) arguments -> building.render().apply(arguments.text(0, "value"), scope));
        own.put("selected_resources", new PyList(building.selected()));
        return scope;
    }

    private static void common(
            Map<String, Object> own,
            SharedFunctions shared,
            Environment.Target target,
            RelationValue relation,
            Map<String, ?> model,
            Callable ref,
            Callable source,
            @Nullable AdapterObject adapter) {
        own.put("this", relation);
        own.put("model", PythonJson.pythonic(model));
        own.put("schema", Values.of(relation.attribute("schema")));
        own.put("database", Values.of(relation.attribute("database")));
        own.put("pre_hooks", new PyList());
        own.put("post_hooks", new PyList());
        own.put("api", PyDict.of("Relation", new RelationType(target), "Column", new ColumnValue.Type()));
        own.put(
                "builtins",
                PyDict.of("ref", new Ref(ref, shared.runtimeConfig()), "source", source, "config", own.get("config")));
        own.put(
                "load_relation",
                adapter == null ? (Callable) arguments -> None.NONE : Values.of(adapter.attribute("load_relation")));
        own.put("render", (Callable) arguments -> arguments.value(0, "value"));
        own.put("store_result", (Callable) arguments -> "");
        own.put("store_raw_result", (Callable) arguments -> "");
    }

    /** {@code ref}, with what hangs on it in dbt. */
    private record Ref(Callable function, PyDict config) implements HostObject, Callable {
        @Override
        public Object call(Arguments arguments) {
            return function.call(arguments);
        }

        @Override
        public @Nullable Object attribute(String name) {
            return name.equals("config") ? config : null;
        }
    }

    /** {@code api.Relation}. */
    private record RelationType(Environment.Target target) implements HostObject {
        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "create" -> (Callable) arguments -> RelationValue.create(target, arguments);
                case "add_ephemeral_prefix" ->
                    (Callable) arguments -> RelationValue.EPHEMERAL + arguments.text(0, "name");
                case "Table" -> "table";
                case "View" -> "view";
                case "CTE" -> "cte";
                case "get_relation_type" -> null;
                default -> null;
            };
        }

        @Override
        public List<String> attributeNames() {
            return List.of("create");
        }
    }
}
