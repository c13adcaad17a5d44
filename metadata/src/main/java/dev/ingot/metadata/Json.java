package dev.ingot.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.util.List;
import java.util.Map;

/** The lists and maps in columns. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true);

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    /** The node with the keys of all its objects in order, so that equal values are equal texts. */
    static String canonical(JsonNode node) {
        return write(MAPPER.convertValue(node, Object.class));
    }

    static JsonNode tree(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    static List<String> strings(String text) {
        return read(text, new TypeReference<List<String>>() {});
    }

    static Map<String, String> map(String text) {
        return read(text, new TypeReference<Map<String, String>>() {});
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IngotException(
                    Problem.of(
                            MetadataError.UNREADABLE_VALUE,
                            "'" + text + "' in the metadata store is not the JSON" + " that Ingot writes there."),
                    e);
        }
    }
}
