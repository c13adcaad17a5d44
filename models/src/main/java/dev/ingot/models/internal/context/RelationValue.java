package dev.ingot.models.internal.context;

import dev.ingot.api.table.TableName;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import dev.ingot.models.Environment;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * dbt's {@code Relation}: prints the parts that are included, quoted. An ephemeral model prints as the name of its common
 * table expression.
 */
public final class RelationValue implements HostObject {

    private static final List<String> ATTRIBUTES = List.of(
            "database",
            "schema",
            "identifier",
            "name",
            "table",
            "type",
            "is_table",
            "is_view",
            "is_cte",
            "include",
            "quote",
            "render",
            "without_identifier",
            "incorporate",
            "replace_path",
            "metadata",
            "path",
            "renameable",
            "can_be_renamed",
            "can_be_replaced");

    /** What the names of ephemeral models' expressions begin with. */
    static final String EPHEMERAL = "__dbt__cte__";

    private final @Nullable String database;
    private final @Nullable String schema;
    private final @Nullable String identifier;
    private final @Nullable String type;
    private final Shown shown;
    private final String filter;

    /**
     * Which parts print, and whether they are quoted.
     *
     * @param instead what prints in their place
     */
    private record Shown(
            boolean database,
            boolean schema,
            boolean identifier,
            boolean quoted,
            @Nullable String instead) {
        Shown(boolean database, boolean schema, boolean identifier, boolean quoted) {
            this(database, schema, identifier, quoted, null);
        }
    }

    private RelationValue(
            @Nullable String database,
            @Nullable String schema,
            @Nullable String identifier,
            @Nullable String type,
            Shown shown,
            String filter) {
        this.database = database;
        this.schema = schema;
        this.identifier = identifier;
        this.type = type;
        this.shown = shown;
        this.filter = filter;
    }

    private RelationValue(
            @Nullable String database,
            @Nullable String schema,
            @Nullable String identifier,
            @Nullable String type,
            Shown shown) {
        this(database, schema, identifier, type, shown, "");
    }

    /**
     * The same relation, printed as a select of some of its rows.
     *
     * @param condition what follows {@code where}
     */
    public RelationValue where(String condition) {
        return new RelationValue(database, schema, identifier, type, shown, condition);
    }

    /** The same relation, printed as something else that can be read: a file, or a call of a table function. */
    public RelationValue printedAs(String expression) {
        return new RelationValue(
                database, schema, identifier, "external", new Shown(false, false, false, false, expression), filter);
    }

    /**
     * @param type {@code table}, {@code view}, {@code cte} or null where it is not known
     */
    public static RelationValue of(Environment.Target target, TableName name, @Nullable String type) {
        return new RelationValue(
                target.database(),
                name.schema(),
                name.name(),
                type,
                new Shown(target.namesDatabase(), true, true, true));
    }

    /** The same relation in another database. */
    public RelationValue in(String other) {
        return new RelationValue(other, schema, identifier, type, shown, filter);
    }

    /** The common table expression that stands for an ephemeral model. */
    public static RelationValue cte(Environment.Target target, TableName name) {
        return new RelationValue(
                target.database(), name.schema(), EPHEMERAL + name.name(), "cte", new Shown(false, false, true, false));
    }

    /** {@code api.Relation.create(database, schema, identifier, type)}. */
    static RelationValue create(Environment.Target target, Arguments arguments) {
        return new RelationValue(
                text(arguments.value(0, "database", None.NONE)),
                text(arguments.value(1, "schema", None.NONE)),
                text(arguments.value(2, "identifier", None.NONE)),
                text(arguments.value(3, "type", None.NONE)),
                new Shown(target.namesDatabase(), true, true, true));
    }

    private static @Nullable String text(Object value) {
        return value == None.NONE ? null : Values.print(value);
    }

    /** Whether it names no schema, as a table of the session does. */
    boolean temporary() {
        return schema == null && identifier != null;
    }

    /** The table that it names, where it names one. */
    public TableName table() {
        if (schema == null || identifier == null) {
            throw new EvaluationException("the relation " + this + " has no schema or no identifier");
        }
        return TableName.of(schema, identifier);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "database" -> Values.of(database);
            case "schema" -> Values.of(schema);
            case "identifier", "name", "table" -> Values.of(identifier);
            case "type" -> Values.of(type);
            case "is_table" -> "table".equals(type);
            case "is_view" -> "view".equals(type);
            case "is_cte" -> "cte".equals(type);
            case "is_materialized_view", "is_dynamic_table", "is_pointer", "is_function" -> false;
            case "renameable", "can_be_renamed", "can_be_replaced" -> true;
            case "Table" -> "table";
            case "View" -> "view";
            case "CTE" -> "cte";
            case "MaterializedView" -> "materialized_view";
            case "External" -> "external";
            case "render" -> (Callable) arguments -> path();
            case "get" -> (Callable) this::get;
            case "include" -> (Callable) this::include;
            case "quote" -> (Callable) this::quote;
            case "without_identifier" ->
                (Callable) arguments -> new RelationValue(
                        database, schema, identifier, type, new Shown(shown.database, true, false, shown.quoted));
            case "information_schema" ->
                (Callable) arguments -> new RelationValue(
                        database,
                        "information_schema",
                        text(arguments.value(0, "view_name", None.NONE)),
                        "view",
                        shown);
            case "incorporate", "replace_path" -> (Callable) this::incorporate;
            case "metadata" -> PyDict.of("type", "IngotRelation");
            case "path" -> PyDict.of("database", database, "schema", schema, "identifier", identifier);
            case "quote_character" -> "\"";
            default -> null;
        };
    }

    private Object get(Arguments arguments) {
        Object found = attribute(arguments.text(0, "key"));
        return found == null ? arguments.value(1, "default", None.NONE) : found;
    }

    private Object include(Arguments arguments) {
        arguments.expect("include", "database", "schema", "identifier");
        return new RelationValue(
                database,
                schema,
                identifier,
                type,
                new Shown(
                        arguments.flag(0, "database", shown.database),
                        arguments.flag(1, "schema", shown.schema),
                        arguments.flag(2, "identifier", shown.identifier),
                        shown.quoted));
    }

    private Object quote(Arguments arguments) {
        return new RelationValue(
                database,
                schema,
                identifier,
                type,
                new Shown(
                        shown.database, shown.schema, shown.identifier, arguments.flag(2, "identifier", shown.quoted)));
    }

    private Object incorporate(Arguments arguments) {
        Object path = arguments.named().getOrDefault("path", new PyDict(arguments.named()));
        PyDict parts = path instanceof java.util.Map<?, ?> map ? new PyDict(map) : new PyDict();
        return new RelationValue(
                parts.containsKey("database") ? text(Values.of(parts.get("database"))) : database,
                parts.containsKey("schema") ? text(Values.of(parts.get("schema"))) : schema,
                parts.containsKey("identifier") ? text(Values.of(parts.get("identifier"))) : identifier,
                arguments.named().containsKey("type") ? text(arguments.value(9, "type")) : type,
                shown);
    }

    @Override
    public Collection<String> attributeNames() {
        return ATTRIBUTES;
    }

    @Override
    public String typeName() {
        return "Relation";
    }

    /** dbt's packages tell a relation from text by this. */
    @Override
    public boolean isMapping() {
        return true;
    }

    @Override
    public String toString() {
        return filter.isEmpty() || identifier == null
                ? path()
                : Alias.marked("(select * from " + path() + " where " + filter + ")", identifier);
    }

    private String path() {
        if (shown.instead != null) {
            return shown.instead;
        }
        PyList parts = new PyList();
        if (shown.database && database != null) {
            parts.add(part(database));
        }
        if (shown.schema && schema != null) {
            parts.add(part(schema));
        }
        if (shown.identifier && identifier != null) {
            parts.add(part(identifier));
        }
        return String.join(".", parts.stream().map(String::valueOf).toList());
    }

    private String part(String text) {
        return shown.quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RelationValue relation
                && Objects.equals(schema, relation.schema)
                && Objects.equals(identifier, relation.identifier);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, identifier);
    }
}
