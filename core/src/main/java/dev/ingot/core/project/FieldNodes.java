package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.config.JsonText;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNodes;
import java.util.Map;

/** The columns of a controller row as the block of keys that a file would have, each with its column as its place. */
final class FieldNodes {

    private final String row;
    private YamlMapping nodes;

    /** @param row how messages name the row, up to the column's name */
    FieldNodes(String row) {
        this.row = row;
        this.nodes = YamlMapping.empty(place("options"));
    }

    private Place place(String column) {
        return Place.of(row + column);
    }

    /**
     * The column {@code options}.
     *
     * @throws dev.ingot.api.error.IngotException if it is not a JSON object
     */
    YamlMapping options(String json) {
        return JsonText.read(json, place("options"));
    }

    /** A key with what a column says; blank text says nothing. A block is merged into the one that is there. */
    void put(String key, Object value, String column) {
        if (!(value instanceof String text) || !text.isBlank()) {
            nodes = YamlNodes.mergeDeep(nodes, YamlNodes.mapping(Map.of(key, value), place(column)));
        }
    }

    /** What the columns say, and for the rest the options. */
    YamlMapping over(YamlMapping options) {
        return YamlNodes.mergeDeep(options, nodes);
    }
}
