package dev.ingot.config;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From YAML to typed values by description. Every problem of a block is collected, none stops the others. A value that
 * still holds an unresolved {@code ${…}} is passed over in silence, because that problem is already told. Thread-safe.
 */
public final class Binder {

    private final Secrets secrets;

    /** @param secrets is told the values of options that are secret */
    public Binder(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Binds a block that has only options: the values by name, in the order of the specs, with defaults; absent where
     * there is none. For the Java types see {@link OptionSpec}.
     */
    public Map<String, Object> bind(YamlMapping node, List<OptionSpec> specs, Problems problems) {
        return bind(node, specs, Set.of(), problems);
    }

    /**
     * @param others keys of the same block that are read elsewhere: not unknown, and possible corrections
     */
    public Map<String, Object> bind(YamlMapping node, List<OptionSpec> specs, Set<String> others, Problems problems) {
        Set<String> known = new LinkedHashSet<>(others);
        specs.forEach(spec -> known.add(spec.name()));
        node.entries().stream()
                .filter(entry -> !known.contains(entry.name()))
                .forEach(entry -> problems.add(unknownKey(entry, null, Map.of(), known)));
        Map<String, Object> values = new LinkedHashMap<>();
        for (OptionSpec spec : specs) {
            option(node, spec, problems).ifPresent(value -> values.put(spec.name(), value));
        }
        return Collections.unmodifiableMap(values);
    }

    /** Binds a block by its description, with all that is nested in it. */
    public Bound bind(YamlMapping node, BlockSpec spec, Problems problems) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (KeySpec key : spec.keys()) {
            if (key instanceof KeySpec.Option option) {
                option(node, option.spec(), problems).ifPresent(value -> values.put(key.name(), value));
            } else {
                structure(node, key, problems).ifPresent(value -> values.put(key.name(), value));
            }
        }
        List<String> names = spec.names();
        Map<String, YamlMapping.Entry> rest = new LinkedHashMap<>();
        for (YamlMapping.Entry entry : node.entries()) {
            if (names.contains(entry.name())) {
                continue;
            }
            if (spec.variants() != null && !spec.removed().containsKey(entry.name())) {
                rest.put(entry.name(), entry);
            } else {
                problems.add(unknownKey(entry, spec.title(), spec.removed(), names));
            }
        }
        return new Bound(spec, node, values, new YamlMapping(node.place(), rest));
    }

    private Optional<Object> structure(YamlMapping node, KeySpec key, Problems problems) {
        YamlNode value = node.find(key.name()).orElse(null);
        if (value == null || (value instanceof YamlScalar scalar && scalar.isNull())) {
            if (key.required()) {
                problems.add(missing(node, key.name(), "a block of keys"));
            }
            return Optional.empty();
        }
        if (key instanceof KeySpec.Block block) {
            return mapping(key, value, problems).map(mapping -> bind(mapping, block.block(), problems));
        }
        if (key instanceof KeySpec.Values) {
            return mapping(key, value, problems).map(mapping -> mapping);
        }
        if (key instanceof KeySpec.Named named) {
            return mapping(key, value, problems).map(mapping -> {
                Map<String, Bound> blocks = new LinkedHashMap<>();
                for (YamlMapping.Entry entry : mapping.entries()) {
                    blockOf(entry.name(), entry.value(), problems)
                            .ifPresent(block -> blocks.put(entry.name(), bind(block, named.item(), problems)));
                }
                return Collections.unmodifiableMap(blocks);
            });
        }
        KeySpec.Blocks list = (KeySpec.Blocks) key;
        if (!(value instanceof YamlSequence sequence)) {
            problems.add(wrongShape(key.name(), value, "a list", "Start each item with '- '."));
            return Optional.empty();
        }
        List<Bound> blocks = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            blockOf("an item of " + key.name(), item, problems)
                    .ifPresent(block -> blocks.add(bind(block, list.item(), problems)));
        }
        return Optional.of(List.copyOf(blocks));
    }

    private static Optional<YamlMapping> mapping(KeySpec key, YamlNode value, Problems problems) {
        if (value instanceof YamlMapping mapping) {
            return Optional.of(mapping);
        }
        problems.add(wrongShape(key.name(), value, "a block of keys", null));
        return Optional.empty();
    }

    private static Optional<YamlMapping> blockOf(String name, YamlNode value, Problems problems) {
        if (value instanceof YamlMapping mapping) {
            return Optional.of(mapping);
        }
        if (value instanceof YamlScalar scalar && scalar.isNull()) {
            return Optional.of(YamlMapping.empty(value.place()));
        }
        problems.add(wrongShape(name, value, "a block of keys", null));
        return Optional.empty();
    }

    private Optional<Object> option(YamlMapping node, OptionSpec spec, Problems problems) {
        YamlNode value = node.find(spec.name()).orElse(null);
        if (value == null) {
            if (spec.required()) {
                problems.add(missing(node, spec.name(), OptionValues.example(spec)));
            }
            return spec.defaultValue() == null ? Optional.empty() : Optional.of(defaultValue(spec));
        }
        Optional<Object> bound = value(spec, value, problems);
        if (spec.secret()) {
            bound.ifPresent(secret -> secrets.add(secret.toString()));
        }
        return bound;
    }

    private Optional<Object> value(OptionSpec spec, YamlNode value, Problems problems) {
        if (value instanceof YamlScalar scalar) {
            return scalarValue(spec, scalar, problems);
        }
        if (value instanceof YamlSequence sequence && spec.type() == OptionSpec.Type.STRINGS) {
            return strings(spec, sequence, problems);
        }
        if (value instanceof YamlMapping mapping && spec.type() == OptionSpec.Type.MAP) {
            return map(spec, mapping, problems);
        }
        problems.add(wrongType(spec, value));
        return Optional.empty();
    }

    private Optional<Object> scalarValue(OptionSpec spec, YamlScalar scalar, Problems problems) {
        if (scalar.isNull()) {
            problems.add(
                    ConfigError.WRONG_TYPE,
                    "'" + spec.name() + "' has no value.",
                    scalar.place(),
                    "Write for example '" + spec.name() + ": " + OptionValues.example(spec) + "', or remove the key.");
            return Optional.empty();
        }
        Optional<Object> parsed = OptionValues.scalar(spec.type(), scalar.text());
        if (parsed.isEmpty()) {
            if (!Interpolator.hasReference(scalar.text())) {
                problems.add(wrongType(spec, scalar));
            }
            return Optional.empty();
        }
        return allowed(spec, scalar, problems) ? parsed : Optional.empty();
    }

    private Optional<Object> strings(OptionSpec spec, YamlSequence sequence, Problems problems) {
        List<String> texts = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlScalar scalar && !scalar.isNull()) {
                if (allowed(spec, scalar, problems)) {
                    texts.add(scalar.text());
                }
            } else {
                problems.add(wrongType(spec, item));
            }
        }
        return Optional.of(List.copyOf(texts));
    }

    private static Optional<Object> map(OptionSpec spec, YamlMapping mapping, Problems problems) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (YamlMapping.Entry entry : mapping.entries()) {
            if (entry.value() instanceof YamlScalar scalar && !scalar.isNull()) {
                texts.put(entry.name(), scalar.text());
            } else {
                problems.add(wrongType(spec, entry.value()));
            }
        }
        return Optional.of(Collections.unmodifiableMap(texts));
    }

    private static boolean allowed(OptionSpec spec, YamlScalar scalar, Problems problems) {
        if (spec.choices().isEmpty()
                || spec.choices().contains(scalar.text())
                || Interpolator.hasReference(scalar.text())) {
            return true;
        }
        problems.add(Problem.of(ConfigError.NOT_A_CHOICE, "'" + spec.name() + "' cannot be '" + scalar.text() + "'.")
                .at(scalar.place())
                .because("It is one of: " + String.join(", ", spec.choices()) + ".")
                .fix(Suggestion.nearest(scalar.text(), spec.choices())
                        .map(near -> "Did you mean '" + near + "'?")
                        .orElse(null)));
        return false;
    }

    private static Object defaultValue(OptionSpec spec) {
        String text = spec.defaultValue() == null ? "" : spec.defaultValue();
        if (spec.type() == OptionSpec.Type.STRINGS || spec.type() == OptionSpec.Type.MAP) {
            YamlNode written = Yaml.parse("x: " + text, "default of " + spec.name())
                    .mapping()
                    .find("x")
                    .orElseThrow();
            Problems problems = new Problems();
            Optional<Object> value = new Binder(new Secrets()).value(spec, written, problems);
            if (problems.isEmpty() && value.isPresent()) {
                return value.get();
            }
        }
        return OptionValues.scalar(spec.type(), text)
                .orElseThrow(() -> Problem.of(
                                ConfigError.DEFAULT_OF_PLUGIN,
                                "The default '" + text + "' of the option '" + spec.name() + "' is not "
                                        + OptionValues.described(spec.type()) + ".")
                        .toException());
    }

    private static Problem missing(YamlMapping node, String key, String example) {
        return Problem.of(ConfigError.MISSING_KEY, "The key '" + key + "' is missing.")
                .at(node.place())
                .fix("Add it, for example '" + key + ": " + example + "'.");
    }

    private static Problem wrongShape(String name, YamlNode value, String expected, @Nullable String fix) {
        return Problem.of(ConfigError.WRONG_SHAPE, "'" + name + "' must be " + expected + ", not " + shown(value) + ".")
                .at(value.place())
                .fix(fix);
    }

    private static Problem wrongType(OptionSpec spec, YamlNode value) {
        String shown = spec.secret() ? value.shape() : shown(value);
        return Problem.of(
                        ConfigError.WRONG_TYPE,
                        "'" + spec.name() + "' must be " + OptionValues.described(spec.type()) + ", not " + shown + ".")
                .at(spec.secret() ? withoutText(value.place()) : value.place())
                .fix("For example '" + spec.name() + ": " + OptionValues.example(spec) + "'.");
    }

    private static String shown(YamlNode value) {
        return value instanceof YamlScalar scalar && !scalar.isNull() ? "'" + scalar.text() + "'" : value.shape();
    }

    private static Place withoutText(Place place) {
        return Place.of(place.file(), place.line(), place.column());
    }

    private static Problem unknownKey(
            YamlMapping.Entry entry, @Nullable String title, Map<String, String> removed, Collection<String> known) {
        String key = entry.name();
        String where = title == null ? "" : " of " + title;
        String instead = removed.get(key);
        if (instead != null) {
            return Problem.of(ConfigError.REMOVED_KEY, "The key '" + key + "'" + where + " was removed.")
                    .at(entry.key().place())
                    .fix(instead);
        }
        return Problem.of(
                        ConfigError.UNKNOWN_KEY, "'" + key + "' is not a key" + (title == null ? " here" : where) + ".")
                .at(entry.key().place())
                .fix(Suggestion.didYouMean(key, known));
    }
}
