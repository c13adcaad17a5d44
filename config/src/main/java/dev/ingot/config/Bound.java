package dev.ingot.config;

import dev.ingot.api.error.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The typed values of a block, by the keys of its description. Asking for a key that the description does not have is a
 * defect of the caller. A key is absent if it was not written and has no default, or if it was wrong (then a problem was
 * collected). Immutable.
 */
public final class Bound {

    private final BlockSpec spec;
    private final YamlMapping node;
    private final Map<String, Object> values;
    private final YamlMapping rest;

    Bound(BlockSpec spec, YamlMapping node, Map<String, Object> values, YamlMapping rest) {
        this.spec = spec;
        this.node = node;
        this.values = values;
        this.rest = rest;
    }

    /** A block in which nothing is written; only defaults count. */
    public static Bound empty(BlockSpec spec, Place place) {
        return new Binder(new Secrets()).bind(YamlMapping.empty(place), spec, new Problems());
    }

    public Optional<String> string(String key) {
        return find(key, String.class);
    }

    public Optional<Long> integer(String key) {
        return find(key, Long.class);
    }

    public Optional<Double> number(String key) {
        return find(key, Double.class);
    }

    public Optional<Boolean> bool(String key) {
        return find(key, Boolean.class);
    }

    public Optional<Duration> duration(String key) {
        return find(key, Duration.class);
    }

    /** Empty if absent. */
    public List<String> strings(String key) {
        return elements(key, String.class);
    }

    public Optional<Bound> block(String key) {
        return find(key, Bound.class);
    }

    /** Empty if absent. */
    public List<Bound> blocks(String key) {
        return elements(key, Bound.class);
    }

    /** Blocks by name, in file order; empty if absent. */
    public Map<String, Bound> named(String key) {
        Map<String, Bound> blocks = new LinkedHashMap<>();
        find(key, Map.class)
                .ifPresent(map -> ((Map<?, ?>) map).forEach((name, block) -> blocks.put((String) name, (Bound) block)));
        return blocks;
    }

    /** Free values as plain Java, see {@link YamlNode#plain()}. */
    public Map<String, @Nullable Object> values(String key) {
        return find(key, YamlMapping.class).map(YamlMapping::plain).orElse(Map.of());
    }

    /** Whether the key is written in the file, right or wrong. */
    public boolean written(String key) {
        return node.find(key).isPresent();
    }

    /** Where the block stands. */
    public Place place() {
        return node.place();
    }

    /** Where the value of a key stands; the block's place if it is not written. */
    public Place place(String key) {
        return node.find(key).map(YamlNode::place).orElse(node.place());
    }

    /** The place of one item of a list of texts; the key's place where it is a single text. */
    public Place itemPlace(String key, int index) {
        YamlNode value = node.find(key).orElse(node);
        if (value instanceof YamlSequence sequence && index < sequence.items().size()) {
            return sequence.items().get(index).place();
        }
        return value.place();
    }

    public YamlMapping node() {
        return node;
    }

    /** The keys that only a variant knows; empty for a block without variants. */
    public YamlMapping rest() {
        return rest;
    }

    private <T> Optional<T> find(String key, Class<T> type) {
        if (spec.find(key).isEmpty()) {
            throw new IllegalArgumentException("'" + key + "' is no key of " + spec.title());
        }
        Object value = values.get(key);
        return value == null ? Optional.empty() : Optional.of(type.cast(value));
    }

    private <T> List<T> elements(String key, Class<T> type) {
        return find(key, List.class).stream()
                .flatMap(list -> ((List<?>) list).stream())
                .map(type::cast)
                .toList();
    }
}
