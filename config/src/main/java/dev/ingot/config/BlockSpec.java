package dev.ingot.config;

import dev.ingot.api.config.OptionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The description of a block of keys. The same description drives the reader ({@link Binder}), the editor's JSON Schema
 * and the reference in the docs, so that they cannot differ. Immutable.
 *
 * @param title its name in messages and docs: "a pipeline"
 * @param removed keys of earlier versions, each with what to do instead
 * @param variants further keys that depend on what is connected; null where there are none
 */
public record BlockSpec(
        String title,
        String doc,
        List<KeySpec> keys,
        Map<String, String> removed,
        @Nullable Variants variants) {

    public BlockSpec {
        keys = List.copyOf(keys);
        removed = Map.copyOf(removed);
    }

    /**
     * Keys that plug-ins add.
     *
     * @param by the key whose value chooses the variant; null where it is chosen elsewhere (by a connection's type)
     */
    public record Variants(@Nullable String by, Map<String, List<OptionSpec>> options) {
        public Variants {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    public static BlockSpec of(String title, String doc, KeySpec... keys) {
        return new BlockSpec(title, doc, List.of(keys), Map.of(), null);
    }

    public BlockSpec removed(String key, String instead) {
        Map<String, String> more = new LinkedHashMap<>(removed);
        more.put(key, instead);
        return new BlockSpec(title, doc, keys, more, variants);
    }

    public BlockSpec variants(@Nullable String by, Map<String, List<OptionSpec>> options) {
        return new BlockSpec(title, doc, keys, removed, new Variants(by, options));
    }

    /** The same block with only some of its keys, none of them required. */
    public BlockSpec subset(String newTitle, String newDoc, List<String> names) {
        List<KeySpec> some = new ArrayList<>();
        for (String name : names) {
            some.add(find(name)
                    .orElseThrow(() -> new IllegalArgumentException("no key " + name))
                    .optional());
        }
        return new BlockSpec(newTitle, newDoc, some, Map.of(), null);
    }

    public Optional<KeySpec> find(String key) {
        return keys.stream().filter(spec -> spec.name().equals(key)).findFirst();
    }

    public List<String> names() {
        return keys.stream().map(KeySpec::name).toList();
    }
}
