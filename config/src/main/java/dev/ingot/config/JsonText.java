package dev.ingot.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.Map;

/** Blocks of keys as JSON text, for the places where YAML is kept in a table. Stateless. */
public final class JsonText {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    /** Maps, collections, texts, numbers, booleans and null on one line. */
    public static String write(Object plain) {
        try {
            return MAPPER.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + plain.getClass(), e);
        }
    }

    /**
     * A JSON object as a block of keys; blank text is an empty one. All of it stands at {@code place}.
     *
     * @throws dev.ingot.api.error.IngotException if it is not a JSON object
     */
    public static YamlMapping read(String json, Place place) {
        if (json.isBlank()) {
            return YamlMapping.empty(place);
        }
        try {
            Object plain = MAPPER.readValue(json, Object.class);
            if (plain instanceof Map<?, ?> map) {
                return YamlNodes.mapping(map, place);
            }
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw Problem.of(ConfigError.SYNTAX, "The options are not valid JSON.")
                    .at(place)
                    .because(e.getOriginalMessage()
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"))
                    .toException();
        }
        throw Problem.of(ConfigError.WRONG_SHAPE, "The options are not a JSON object.")
                .at(place)
                .fix("Write {\"key\": value, ...}.")
                .toException();
    }
}
