package dev.ingot.models.internal.context;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.Values;
import dev.ingot.models.Environment;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code adapter}: what macros may ask of the warehouse. While a project is read there is none, and every question has
 * an empty answer, as in dbt.
 */
public final class AdapterObject implements HostObject {

    private final Scope scope;
    private final Environment.Target target;
    private final String type;
    private final @Nullable Database database;
    private final Map<String, Function<Arguments, @Nullable Object>> methods;

    AdapterObject(Scope scope, Environment.Target target, @Nullable Database database) {
        this.scope = scope;
        this.target = target;
        this.type = target.type();
        this.database = database;
        this.methods = Map.ofEntries(
                Map.entry("dispatch", this::dispatch),
                Map.entry("type", arguments -> type),
                Map.entry("quote", arguments -> quoted(arguments.text(0, "identifier"))),
                Map.entry("quote_as_configured", arguments -> quoted(arguments.text(0, "identifier"))),
                Map.entry("quote_seed_column", arguments -> quoted(arguments.text(0, "column"))),
                Map.entry("get_relation", this::relation),
                Map.entry("load_relation", arguments -> found((RelationValue) arguments.value(0, "relation"))),
                Map.entry("get_columns_in_relation", this::columns),
                Map.entry("get_missing_columns", this::missingColumns),
                Map.entry("get_column_schema_from_query", this::columnsOfQuery),
                Map.entry("list_relations_without_caching", this::relationsOfSchema),
                Map.entry("list_relations", this::relationsOfSchema),
                Map.entry("check_schema_exists", this::schemaExists),
                Map.entry("execute", this::execute),
                Map.entry("add_query", this::execute),
                Map.entry("already_exists", this::exists),
                Map.entry("get_incremental_strategy_macro", this::strategy),
                Map.entry("drop_relation", this::drop),
                Map.entry("rename_relation", this::rename),
                Map.entry("truncate_relation", arguments -> run("truncate table " + arguments.value(0, "relation"))),
                Map.entry("create_schema", this::createSchema),
                Map.entry(
                        "drop_schema",
                        arguments -> run("drop schema if exists " + quoted(schema(arguments)) + " cascade")),
                Map.entry("get_columns_in_table", this::columns),
                Map.entry("commit", this::commit),
                Map.entry("cache_added", arguments -> ""),
                Map.entry("cache_dropped", arguments -> ""),
                Map.entry("expand_target_column_types", arguments -> ""),
                Map.entry("valid_incremental_strategies", arguments -> PyList.of("append", "delete+insert", "merge")));
    }

    @Override
    public Object attribute(String name) {
        Function<Arguments, @Nullable Object> method = methods.get(name);
        if (method != null) {
            return (Callable) method::apply;
        }
        return (Callable) arguments -> {
            if (database == null) {
                return "";
            }
            throw new EvaluationException(
                    "adapter." + name + "() is not supported", Suggestions.didYouMean(name, methods.keySet()));
        };
    }

    @Override
    public Collection<String> attributeNames() {
        return methods.keySet();
    }

    private Object dispatch(Arguments arguments) {
        String name = arguments.text(0, "macro_name");
        if (name.contains(".")) {
            throw new EvaluationException(
                    "dispatch() takes a macro's name without its package, not '" + name + "'",
                    "Write adapter.dispatch('" + name.substring(name.indexOf('.') + 1) + "', '"
                            + name.substring(0, name.indexOf('.')) + "').");
        }
        Object namespace = arguments.value(1, "macro_namespace", None.NONE);
        String searched = namespace instanceof String text ? text : null;
        Macro macro = scope.macros()
                .dispatched(name, searched, type, scope.nodePackage())
                .orElseThrow(() -> new EvaluationException("dispatch('" + name + "') found no macro '" + type + "__"
                        + name + "' or 'default__" + name + "'"));
        return scope.bind(macro);
    }

    private Object drop(Arguments arguments) {
        if (database != null) {
            RelationValue relation = (RelationValue) arguments.value(0, "relation");
            if (relation.temporary()) {
                database.run("drop table if exists " + relation);
            } else {
                database.drop(relation.table());
            }
        }
        return "";
    }

    private Object commit(Arguments arguments) {
        if (database != null) {
            database.commit();
        }
        return "";
    }

    /** The macro that says how rows get into the table of an incremental model. */
    private Object strategy(Arguments arguments) {
        String name = "get_incremental_" + arguments.text(1, "strategy").replace("+", "_") + "_sql";
        Object macro = scope.lookup(name);
        if (macro == null) {
            throw new EvaluationException(
                    "there is no incremental strategy '" + arguments.text(1, "strategy") + "'",
                    "Write a macro " + name + "(arg_dict).");
        }
        return macro;
    }

    private Object rename(Arguments arguments) {
        RelationValue from = (RelationValue) arguments.value(0, "from_relation");
        RelationValue to = (RelationValue) arguments.value(1, "to_relation");
        boolean view = database != null
                && database.find(from.table())
                        .filter(info -> info.kind() == TableInfo.Kind.VIEW)
                        .isPresent();
        return run("alter " + (view ? "view " : "table ") + from + " rename to "
                + quoted(to.table().name()));
    }

    private static String schema(Arguments arguments) {
        Object relation = arguments.value(0, "relation");
        return Values.print(relation instanceof RelationValue known ? Values.of(known.attribute("schema")) : relation);
    }

    /** Asking for one that is there needs a right that not every user has. */
    private Object createSchema(Arguments arguments) {
        String schema = schema(arguments);
        return there(schema) ? "" : run("create schema if not exists " + quoted(schema));
    }

    private boolean there(String schema) {
        return database != null
                && (!ofSchema(schema).isEmpty()
                        || !database.run(schemaNamed(schema)).rows().isEmpty());
    }

    /** A query that gives a row where a schema of this name is there, whoever owns it. */
    public static String schemaNamed(String name) {
        return "select 1 from pg_catalog.pg_namespace where nspname = '" + name.replace("'", "''") + "'";
    }

    private Object run(String sql) {
        if (database != null) {
            database.run(sql);
        }
        return "";
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private Object relation(Arguments arguments) {
        if (database == null) {
            return None.NONE;
        }
        return found(RelationValue.create(target, arguments));
    }

    private Object exists(Arguments arguments) {
        return database != null
                && database.find(TableName.of(arguments.text(0, "schema"), arguments.text(1, "name")))
                        .isPresent();
    }

    private Object found(RelationValue wanted) {
        return database == null
                ? None.NONE
                : database.find(wanted.table()).<Object>map(this::value).orElse(None.NONE);
    }

    private RelationValue value(TableInfo info) {
        return RelationValue.of(target, info.name(), info.kind().name().toLowerCase(Locale.ROOT));
    }

    private PyList columns(Arguments arguments) {
        return database == null ? new PyList() : columnsOf((RelationValue) arguments.value(0, "relation"));
    }

    private PyList columnsOf(RelationValue relation) {
        if (database == null) {
            return new PyList();
        }
        Optional<TableInfo> info = relation.attribute("is_cte") == Boolean.TRUE || relation.temporary()
                ? Optional.empty()
                : database.find(relation.table());
        try {
            return new PyList((info.isPresent() ? info.get().schema() : database.describe("select * from " + relation))
                    .columns().stream()
                            .map(column -> ColumnValue.of(column, type))
                            .toList());
        } catch (IngotException e) {
            // As a catalog that is asked for the columns of a table that is not there.
            if (info.isEmpty() && relation.attribute("is_cte") != Boolean.TRUE && !relation.temporary()) {
                return new PyList();
            }
            throw new EvaluationException("the columns of " + relation + " are not known: "
                    + e.first().what());
        }
    }

    private PyList missingColumns(Arguments arguments) {
        Set<String> there = columnsOf((RelationValue) arguments.value(1, "to_relation")).stream()
                .map(column -> ((ColumnValue) column).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new PyList(columnsOf((RelationValue) arguments.value(0, "from_relation")).stream()
                .filter(column -> !there.contains(((ColumnValue) column).name().toLowerCase(Locale.ROOT)))
                .toList());
    }

    private PyList columnsOfQuery(Arguments arguments) {
        return database == null
                ? new PyList()
                : new PyList(database.describe(arguments.text(0, "sql")).columns().stream()
                        .map(column -> ColumnValue.of(column, type))
                        .toList());
    }

    private List<TableInfo> ofSchema(Object schema) {
        String name = schema instanceof RelationValue relation
                ? Values.print(Values.of(relation.attribute("schema")))
                : Values.print(schema);
        return database == null
                ? List.of()
                : database.list().stream()
                        .filter(info -> info.name().schema().equalsIgnoreCase(name))
                        .toList();
    }

    private PyList relationsOfSchema(Arguments arguments) {
        Object schema = arguments.positional().size() > 1
                ? arguments.positional().get(1)
                : arguments.value(0, "schema_relation", "");
        return new PyList(ofSchema(schema).stream().map(this::value).toList());
    }

    private Object schemaExists(Arguments arguments) {
        return there(Values.print(arguments.value(1, "schema")));
    }

    private Object execute(Arguments arguments) {
        return database == null
                ? None.NONE
                : PyTuple.of("OK", new TableValue(database.run(arguments.text(0, "sql")), database::print));
    }
}
