package dev.ingot.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.core.store.ControllerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A controller row as a flat map of field name to text, for comparing. Options are one field each, {@code
 * options.<key>}, with the value as canonical JSON. A field without a value is absent.
 */
final class SpecFields {

    static final List<String> LOAD_TYPES = List.of("full", "incremental", "append", "merge", "snapshot");

    private static final String OPTION = "options.";

    private SpecFields() {}

    static Map<String, String> of(ControllerSpec spec) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", spec.name());
        fields.put("source_table", spec.sourceTable());
        fields.put("destination_table", spec.destinationTable());
        fields.put("schema_name", spec.schemaName());
        fields.put("data_source", spec.dataSource());
        fields.put("load_type", spec.loadType());
        fields.put("active", Boolean.toString(spec.active()));
        if (!spec.description().isEmpty()) {
            fields.put("description", spec.description());
        }
        if (spec.connection() != null) {
            fields.put("connection", spec.connection());
        }
        tree(spec.optionsJson())
                .properties()
                .forEach(entry -> fields.put(OPTION + entry.getKey(), Json.canonical(entry.getValue())));
        return fields;
    }

    static ControllerSpec toSpec(Map<String, String> fields) {
        return new ControllerSpec(
                required(fields, "name"),
                required(fields, "source_table"),
                required(fields, "destination_table"),
                required(fields, "schema_name"),
                required(fields, "data_source"),
                required(fields, "load_type"),
                Boolean.parseBoolean(fields.get("active")),
                fields.getOrDefault("description", ""),
                fields.get("connection"),
                optionsOf(fields));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("a controller row without " + name);
        }
        return value;
    }

    private static String optionsOf(Map<String, String> fields) {
        Map<String, JsonNode> options = new TreeMap<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(OPTION)) {
                options.put(field.substring(OPTION.length()), tree(value));
            }
        });
        return Json.write(options);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.tree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("options were not checked: " + json, e);
        }
    }

    /** What is wrong with values that are to be stored; all of it. */
    static List<Problem> problems(ControllerSpec spec) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("name", spec.name());
        texts.put("source_table", spec.sourceTable());
        texts.put("destination_table", spec.destinationTable());
        texts.put("schema_name", spec.schemaName());
        texts.put("data_source", spec.dataSource());
        texts.forEach((field, value) -> {
            if (value.isBlank()) {
                problems.add(invalid(spec, "has no " + field + ".").fix("Give it a value."));
            }
        });
        if (!LOAD_TYPES.contains(spec.loadType())) {
            problems.add(invalid(spec, "has the unknown load_type '" + spec.loadType() + "'.")
                    .fix(Suggestion.didYouMean(spec.loadType(), LOAD_TYPES)));
        }
        if (!isObject(spec.optionsJson())) {
            problems.add(
                    invalid(spec, "has options that are no JSON object.").fix("Write them as {\"key\": value, …}."));
        }
        return problems;
    }

    private static Problem invalid(ControllerSpec spec, String what) {
        return Problem.of(MetadataError.CONTROLLER_INVALID, "The pipeline '" + spec.name() + "' " + what);
    }

    private static boolean isObject(String json) {
        try {
            return Json.tree(json).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
