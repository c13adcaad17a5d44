package dev.ingot.config;

import dev.ingot.api.error.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block of keys, in file order. Keys are text as written ({@code on} stays {@code on} in every flavor) and unique;
 * merge keys ({@code <<}) are already applied.
 */
public final class YamlMapping implements YamlNode {

    private final Place place;
    private final Map<String, Entry> entries;

    /** A key with its value; {@code key} is a scalar that knows its own place. */
    public record Entry(YamlScalar key, YamlNode value) {
        public String name() {
            return key.text();
        }
    }

    YamlMapping(Place place, Map<String, Entry> entries) {
        this.place = place;
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** A block without keys, for a file that is empty or a key without a value. */
    public static YamlMapping empty(Place place) {
        return new YamlMapping(place, Map.of());
    }

    @Override
    public Place place() {
        return place;
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public Set<String> keys() {
        return entries.keySet();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public Optional<YamlNode> find(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** Where the key itself stands; the block's place if it has no such key. */
    public Place keyPlace(String key) {
        Entry entry = entries.get(key);
        return entry == null ? place : entry.key().place();
    }

    @Override
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach((key, entry) -> map.put(key, entry.value().plain()));
        return Collections.unmodifiableMap(map);
    }

    @Override
    public String shape() {
        return "a block of keys";
    }

    @Override
    public String toString() {
        return place + " " + entries.keySet();
    }
}
