package dev.ingot.lake.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** A file's column names as one text, kept beside a quarantined record so that it can be read again alone. */
final class Headers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Headers() {}

    static String json(List<String> columns) {
        try {
            return JSON.writeValueAsString(columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a list of names: " + json, e);
        }
    }
}
