package dev.ingot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.config.OptionSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON Schema (draft 2020-12) for editors, from the description that also drives {@link Binder}. A value that holds a
 * variable reference is valid wherever a value is. Stateless.
 */
public final class JsonSchema {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String REFERENCE = "\\$\\{";

    private JsonSchema() {}

    /** The schema of a file whose root is {@code block}, indented, with a line break at the end. */
    public static String of(BlockSpec block) {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.setAll(block(block));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode block(BlockSpec spec) {
        ObjectNode schema = JSON.objectNode();
        schema.put("title", spec.title());
        schema.put("description", spec.doc());
        schema.put("type", "object");
        BlockSpec.Variants variants = spec.variants();
        if (variants == null) {
            keys(schema, spec, List.of(), true);
        } else if (variants.by() == null) {
            chosenElsewhere(schema, spec, variants);
        } else {
            chosenBy(schema, spec, variants, variants.by());
        }
        return schema;
    }

    private static void keys(ObjectNode schema, BlockSpec spec, List<OptionSpec> more, boolean requireMore) {
        ObjectNode properties = schema.putObject("properties");
        List<String> required = new ArrayList<>();
        for (KeySpec key : spec.keys()) {
            properties.set(key.name(), key(key));
            if (key.required()) {
                required.add(key.name());
            }
        }
        for (OptionSpec option : more) {
            properties.set(option.name(), option(option));
            if (option.required() && requireMore) {
                required.add(option.name());
            }
        }
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        schema.put("additionalProperties", false);
    }

    /** Which variant holds cannot be seen in the block, so any of them is valid. */
    private static void chosenElsewhere(ObjectNode schema, BlockSpec spec, BlockSpec.Variants variants) {
        if (variants.options().size() <= 1) {
            keys(schema, spec, variants.options().values().stream().findFirst().orElse(List.of()), true);
            return;
        }
        ArrayNode any = schema.putArray("anyOf");
        variants.options().forEach((name, options) -> {
            ObjectNode variant = any.addObject();
            variant.put("title", name);
            keys(variant, spec, options, true);
        });
    }

    private static void chosenBy(ObjectNode schema, BlockSpec spec, BlockSpec.Variants variants, String by) {
        boolean always = spec.find(by).map(KeySpec::required).orElse(false);
        if (!always) {
            Map<String, OptionSpec> union = new LinkedHashMap<>();
            variants.options()
                    .values()
                    .forEach(options -> options.forEach(option -> union.putIfAbsent(option.name(), option)));
            keys(schema, spec, List.copyOf(union.values()), false);
            choices((ObjectNode) schema.get("properties").get(by), variants);
            return;
        }
        schema.putArray("required").add(by);
        ObjectNode chooser = key(spec.find(by).orElseThrow());
        choices(chooser, variants);
        schema.putObject("properties").set(by, chooser);
        ArrayNode all = schema.putArray("allOf");
        variants.options().forEach((name, options) -> {
            ObjectNode variant = all.addObject();
            variant.putObject("if").putObject("properties").putObject(by).put("const", name);
            keys(variant.putObject("then"), spec, options, true);
        });
    }

    private static void choices(ObjectNode chooser, BlockSpec.Variants variants) {
        chooser.remove(List.of("type", "anyOf"));
        ArrayNode names = chooser.putArray("enum");
        variants.options().keySet().forEach(names::add);
    }

    private static ObjectNode key(KeySpec key) {
        if (key instanceof KeySpec.Option option) {
            return option(option.spec());
        }
        ObjectNode schema = JSON.objectNode();
        if (key instanceof KeySpec.Block block) {
            schema.setAll(block(block.block()));
        } else if (key instanceof KeySpec.Blocks blocks) {
            schema.put("type", "array");
            schema.set("items", block(blocks.item()));
        } else if (key instanceof KeySpec.Named named) {
            schema.put("type", "object");
            ObjectNode item = block(named.item());
            boolean mayBeEmpty = named.item().keys().stream().noneMatch(KeySpec::required);
            schema.set("additionalProperties", mayBeEmpty ? orNull(item) : item);
        } else {
            schema.put("type", "object");
        }
        schema.put("description", key.doc());
        return key.required() ? schema : orNull(schema);
    }

    /** A key with nothing after it is an empty block. */
    private static ObjectNode orNull(ObjectNode schema) {
        ArrayNode types = JSON.arrayNode().add(schema.get("type")).add("null");
        schema.set("type", types);
        return schema;
    }

    private static ObjectNode option(OptionSpec spec) {
        ObjectNode schema = JSON.objectNode();
        switch (spec.type()) {
            case STRING -> text(schema, spec);
            case INTEGER -> value(schema, "integer", OptionValues.INTEGER.pattern());
            case NUMBER -> value(schema, "number", "[-+]?[0-9.]+([eE][-+]?[0-9]+)?");
            case BOOLEAN -> value(schema, "boolean", "[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]");
            case DURATION -> {
                schema.put("type", "string");
                schema.put("pattern", orReference(OptionValues.DURATION.pattern()));
            }
            case SIZE -> value(schema, "integer", OptionValues.SIZE.pattern());
            case STRINGS -> {
                ArrayNode any = schema.putArray("anyOf");
                text(any.addObject(), spec);
                ObjectNode list = any.addObject();
                list.put("type", "array");
                text(list.putObject("items"), spec);
            }
            case MAP -> {
                schema.put("type", "object");
                schema.putObject("additionalProperties")
                        .putArray("type")
                        .add("string")
                        .add("number")
                        .add("boolean");
            }
        }
        schema.put("description", spec.doc());
        if (spec.defaultValue() != null) {
            schema.set("default", plain(spec.defaultValue(), spec.type()));
        }
        if (spec.example() != null) {
            schema.putArray("examples").add(plain(spec.example(), spec.type()));
        }
        return schema;
    }

    /** Text may be written without quotes even where it looks like a number. */
    private static void text(ObjectNode schema, OptionSpec spec) {
        if (spec.choices().isEmpty()) {
            schema.putArray("type").add("string").add("number").add("boolean");
            return;
        }
        ArrayNode any = schema.putArray("anyOf");
        spec.choices().forEach(any.addObject().putArray("enum")::add);
        any.addObject().put("type", "string").put("pattern", REFERENCE);
    }

    private static void value(ObjectNode schema, String type, String pattern) {
        schema.putArray("type").add(type).add("string");
        schema.put("pattern", orReference(pattern));
    }

    private static String orReference(String pattern) {
        return "^(" + pattern + ")$|" + REFERENCE;
    }

    private static JsonNode plain(String written, OptionSpec.Type type) {
        if (type == OptionSpec.Type.STRING || written.isEmpty()) {
            return JSON.textNode(written);
        }
        YamlNode node = Yaml.parse("x: " + written, "an option's default")
                .mapping()
                .find("x")
                .orElseThrow();
        return MAPPER.valueToTree(node.plain());
    }
}
