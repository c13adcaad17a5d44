package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.List;

/**
 * A YAML file that was read. Immutable.
 *
 * @param file as it is named in messages
 * @param root a null scalar where the file is empty
 * @param warnings what is worth a word but did not stop the reading
 */
public record YamlDocument(String file, YamlNode root, List<Problem> warnings) {

    public YamlDocument {
        warnings = List.copyOf(warnings);
    }

    /**
     * The root as a block of keys; an empty file is an empty block.
     *
     * @throws dev.ingot.api.error.IngotException if the file holds a list or a single value
     */
    public YamlMapping mapping() {
        if (root instanceof YamlMapping mapping) {
            return mapping;
        }
        if (root instanceof YamlScalar scalar && scalar.isNull()) {
            return YamlMapping.empty(Place.of(file, 1, 1));
        }
        throw Problem.of(ConfigError.WRONG_SHAPE, "The file holds " + root.shape() + ", not a block of keys.")
                .at(root.place())
                .fix("Start it with a key, for example 'version: 2'.")
                .toException();
    }
}
