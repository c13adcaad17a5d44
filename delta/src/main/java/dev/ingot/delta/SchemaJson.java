package dev.ingot.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import dev.ingot.api.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Table schemas to and from the JSON of Delta's {@code schemaString} (protocol, "Schema Serialization Format"). Delta has
 * no times of day, UUIDs and JSON: such a column is a string there, and its metadata say what the strings are.
 */
final class SchemaJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");

    /** In a column's metadata: the type of what its strings spell. */
    private static final String SPELLED = "ingot.type";

    private SchemaJson() {}

    /**
     * @param table where the schema is, for messages
     */
    static TableSchema read(String table, String json) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode field : tree(table, json).path("fields")) {
            String name = field.path("name").asText();
            columns.add(new Column(
                    name, type(table, name, field), field.path("nullable").asBoolean(true)));
        }
        return new TableSchema(columns);
    }

    static JsonNode tree(String table, String json) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json);
            if (!tree.path("fields").isArray()) {
                throw DeltaProblems.corrupt(table, "the table's schema is no struct: " + json);
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw DeltaProblems.corrupt(table, "the table's schema is no valid JSON", e);
        }
    }

    private static DataType type(String table, String name, JsonNode column) {
        DataType type = stored(table, name, column.path("type"));
        String spelled = column.path("metadata").path(SPELLED).asText();
        return type != Simple.STRING
                ? type
                : switch (spelled) {
                    case "time" -> Simple.TIME;
                    case "uuid" -> Simple.UUID;
                    case "json" -> Simple.JSON;
                    default -> type;
                };
    }

    private static DataType stored(String table, String column, JsonNode type) {
        if (type.isTextual()) {
            return primitive(table, column, type.asText());
        }
        return switch (type.path("type").asText()) {
            case "array" -> new ListOf(stored(table, column, type.path("elementType")));
            case "map" ->
                new MapOf(stored(table, column, type.path("keyType")), stored(table, column, type.path("valueType")));
            case "struct" -> {
                List<Field> fields = new ArrayList<>();
                for (JsonNode field : type.path("fields")) {
                    String name = field.path("name").asText();
                    fields.add(new Field(name, stored(table, column + "." + name, field.path("type"))));
                }
                yield new Struct(fields);
            }
            default -> throw DeltaProblems.corrupt(table, "column '" + column + "' has the unknown type " + type);
        };
    }

    private static DataType primitive(String table, String column, String name) {
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            return new Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        return switch (name) {
            case "boolean" -> Simple.BOOLEAN;
            case "byte" -> Simple.TINYINT;
            case "short" -> Simple.SMALLINT;
            case "integer" -> Simple.INTEGER;
            case "long" -> Simple.BIGINT;
            case "float" -> Simple.FLOAT;
            case "double" -> Simple.DOUBLE;
            case "string" -> Simple.STRING;
            case "binary" -> Simple.BINARY;
            case "date" -> Simple.DATE;
            case "timestamp" -> Simple.TIMESTAMP;
            case "timestamp_ntz" -> Simple.TIMESTAMP_NTZ;
            case "variant" ->
                throw DeltaProblems.unsupported(
                        table,
                        "variantType",
                        "Column '" + column + "' holds values of changing types in a binary form.",
                        "Rewrite the table with the column as string (JSON).");
            default ->
                throw DeltaProblems.unsupported(
                        table,
                        "type " + name,
                        "The type of column '" + column + "' is not known.",
                        "Rewrite the table with the column in one of the types of Ingot.");
        };
    }

    /**
     * Writes a schema.
     *
     * @param old the JSON before, if there was one: what it says of an unchanged column beyond its type (comments,
     *     nullability inside) is kept
     */
    static String write(String table, TableSchema schema, @Nullable String old) {
        JsonNode before = old == null ? null : tree(table, old);
        ObjectNode struct = NODES.objectNode().put("type", "struct");
        ArrayNode fields = struct.putArray("fields");
        for (Column column : schema.columns()) {
            JsonNode kept = before == null ? null : fieldNamed(before, column.name());
            JsonNode type = typeJson(column.type());
            ObjectNode metadata = NODES.objectNode();
            if (kept != null) {
                boolean sameType = type(table, column.name(), kept).equals(column.type());
                type = sameType ? kept.path("type") : type;
                metadata = kept.path("metadata") instanceof ObjectNode given ? given.deepCopy() : metadata;
            }
            metadata.remove(SPELLED);
            if (isSpelled(column.type())) {
                metadata.put(SPELLED, column.type().toString());
            }
            ObjectNode field = fields.addObject().put("name", column.name());
            field.set("type", type);
            field.put("nullable", column.nullable());
            field.set("metadata", metadata);
        }
        return struct.toString();
    }

    private static @Nullable JsonNode fieldNamed(JsonNode struct, String name) {
        for (JsonNode field : struct.path("fields")) {
            if (field.path("name").asText().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static boolean isSpelled(DataType type) {
        return type == Simple.TIME || type == Simple.UUID || type == Simple.JSON;
    }

    private static JsonNode typeJson(DataType type) {
        if (type instanceof Simple simple) {
            return NODES.textNode(
                    switch (simple) {
                        case BOOLEAN -> "boolean";
                        case TINYINT -> "byte";
                        case SMALLINT -> "short";
                        case INTEGER -> "integer";
                        case BIGINT -> "long";
                        case FLOAT -> "float";
                        case DOUBLE -> "double";
                        case STRING, TIME, UUID, JSON -> "string";
                        case BINARY -> "binary";
                        case DATE -> "date";
                        case TIMESTAMP -> "timestamp";
                        case TIMESTAMP_NTZ -> "timestamp_ntz";
                    });
        } else if (type instanceof Decimal decimal) {
            return NODES.textNode("decimal(" + decimal.precision() + "," + decimal.scale() + ")");
        } else if (type instanceof ListOf list) {
            ObjectNode node = NODES.objectNode().put("type", "array");
            node.set("elementType", typeJson(list.element()));
            return node.put("containsNull", true);
        } else if (type instanceof MapOf map) {
            ObjectNode node = NODES.objectNode().put("type", "map");
            node.set("keyType", typeJson(map.key()));
            node.set("valueType", typeJson(map.value()));
            return node.put("valueContainsNull", true);
        } else if (type instanceof Struct struct) {
            ObjectNode node = NODES.objectNode().put("type", "struct");
            ArrayNode fields = node.putArray("fields");
            for (Field field : struct.fields()) {
                ObjectNode one = fields.addObject().put("name", field.name());
                one.set("type", typeJson(field.type()));
                one.put("nullable", true).putObject("metadata");
            }
            return node;
        }
        throw new IllegalArgumentException("not a type of Delta: " + type);
    }
}
