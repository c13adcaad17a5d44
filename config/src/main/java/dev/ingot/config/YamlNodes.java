package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.config.YamlScalar.Style;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes and changes YAML trees without text. Stateless. */
public final class YamlNodes {

    private YamlNodes() {}

    /** Plain values (maps, collections, texts, numbers, booleans, null) as a tree in which all stands at one place. */
    public static YamlNode of(@Nullable Object value, Place place) {
        if (value instanceof Map<?, ?> map) {
            return mapping(map, place);
        }
        if (value instanceof Collection<?> collection) {
            List<YamlNode> items = new ArrayList<>();
            collection.forEach(item -> items.add(of(item, place)));
            return new YamlSequence(place, items);
        }
        return scalar(value, place);
    }

    public static YamlMapping mapping(Map<?, ?> map, Place place) {
        Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(
                String.valueOf(key), new YamlMapping.Entry(scalar(String.valueOf(key), place), of(value, place))));
        return new YamlMapping(place, entries);
    }

    /** A block with one key, which stands where its value stands. */
    public static YamlMapping wrapped(String key, YamlNode value) {
        return new YamlMapping(value.place(), Map.of(key, new YamlMapping.Entry(scalar(key, value.place()), value)));
    }

    /** All entries of {@code base}, except where {@code over} has the same key. */
    public static YamlMapping merge(YamlMapping base, YamlMapping over) {
        Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
        base.entries().forEach(entry -> entries.put(entry.name(), entry));
        over.entries().forEach(entry -> entries.put(entry.name(), entry));
        return new YamlMapping(over.isEmpty() ? base.place() : over.place(), entries);
    }

    /** Like {@link #merge}, and blocks that both sides have are merged in turn. */
    public static YamlMapping mergeDeep(YamlMapping base, YamlMapping over) {
        Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
        base.entries().forEach(entry -> entries.put(entry.name(), entry));
        for (YamlMapping.Entry entry : over.entries()) {
            YamlMapping.Entry below = entries.get(entry.name());
            if (below != null
                    && below.value() instanceof YamlMapping lower
                    && entry.value() instanceof YamlMapping upper) {
                entries.put(entry.name(), new YamlMapping.Entry(entry.key(), mergeDeep(lower, upper)));
            } else {
                entries.put(entry.name(), entry);
            }
        }
        return new YamlMapping(over.isEmpty() ? base.place() : over.place(), entries);
    }

    /** The block without some keys. */
    public static YamlMapping without(YamlMapping node, Collection<String> keys) {
        Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
        node.entries().stream()
                .filter(entry -> !keys.contains(entry.name()))
                .forEach(entry -> entries.put(entry.name(), entry));
        return new YamlMapping(node.place(), entries);
    }

    /** The text of a single value that is not null. */
    public static Optional<String> text(YamlMapping node, String key) {
        return node.find(key)
                .filter(value -> value instanceof YamlScalar scalar && !scalar.isNull())
                .map(value -> ((YamlScalar) value).text());
    }

    /**
     * Like {@link YamlNode#plain()}, except that a number which would not be written back as it was ({@code 007},
     * {@code 1.10}) stays text. Reading the result again gives the same options.
     */
    public static @Nullable Object written(YamlNode node) {
        if (node instanceof YamlMapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.name(), written(entry.value())));
            return Collections.unmodifiableMap(map);
        }
        if (node instanceof YamlSequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(written(item)));
            return Collections.unmodifiableList(list);
        }
        YamlScalar scalar = (YamlScalar) node;
        Object plain = scalar.plain();
        return plain == null || plain.toString().equals(scalar.text()) ? plain : scalar.text();
    }

    private static YamlScalar scalar(@Nullable Object value, Place place) {
        String text = value == null ? "" : value.toString();
        return new YamlScalar(place, text, Style.PLAIN, value instanceof Number n ? number(n) : value);
    }

    private static Object number(Number number) {
        return number instanceof Integer || number instanceof Short ? (Object) number.longValue() : number;
    }
}
