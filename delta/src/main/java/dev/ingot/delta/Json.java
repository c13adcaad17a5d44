package dev.ingot.delta;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the log's JSON is read everywhere: exact decimals, and nulls in maps kept. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    static @Nullable String textOrNull(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? null : node.asText();
    }

    static Map<String, @Nullable String> nullableTexts(JsonNode object) {
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), textOrNull(entry.getValue())));
        return Collections.unmodifiableMap(map);
    }

    /** Texts as they are, everything else as JSON; nulls left out. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.isNull()) {
                map.put(entry.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        });
        return map;
    }
}
