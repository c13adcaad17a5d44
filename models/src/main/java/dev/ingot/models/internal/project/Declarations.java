package dev.ingot.models.internal.project;

import dev.ingot.api.error.Suggestion;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Declared;
import dev.ingot.models.internal.node.Dependencies;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.project.Properties.DeclarationEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what exposures, semantic models, metrics and saved queries read, and says how the manifest shows them. For one
 * thread, used once.
 */
final class Declarations {

    /** What the manifest shows of each kind, beside what all have and what is its own. */
    private static final Map<ResourceType, Set<String>> MORE = Map.of(
            ResourceType.EXPOSURE, Set.of("tags", "meta", "refs", "sources", "metrics"),
            ResourceType.METRIC, Set.of("tags", "meta", "group", "refs", "sources", "metrics"),
            ResourceType.SEMANTIC_MODEL, Set.of("group", "refs"),
            ResourceType.SAVED_QUERY, Set.of("tags", "group", "refs"));

    private final Assembly assembly;
    private final Manifest.Lookup lookup;
    private final Map<String, DeclarationEntry> metrics = new LinkedHashMap<>();
    private final Map<String, DeclarationEntry> measures = new HashMap<>();

    Declarations(Assembly assembly, Manifest.Lookup lookup) {
        this.assembly = assembly;
        this.lookup = lookup;
    }

    /** What is switched on, by unique id; what cannot be found is a problem. */
    Map<String, Declared> resolve(List<DeclarationEntry> entries) {
        List<DeclarationEntry> all = new ArrayList<>(entries);
        entries.forEach(entry -> all.addAll(metricsOfMeasures(entry)));
        all.removeIf(entry -> !config(entry).enabled());
        for (DeclarationEntry entry : all) {
            if (entry.type() == ResourceType.METRIC) {
                metrics.put(entry.name(), entry);
            } else if (entry.type() == ResourceType.SEMANTIC_MODEL) {
                blocks(entry, "measures").forEach(measure -> measures.put(String.valueOf(measure.get("name")), entry));
            }
        }
        Map<String, Declared> declared = new LinkedHashMap<>();
        for (DeclarationEntry entry : all) {
            Declared other = declared.putIfAbsent(entry.uniqueId(), declared(entry));
            if (other != null) {
                assembly.problem(
                        ModelsError.DUPLICATE_NAME,
                        "The " + entry.label() + " is declared in "
                                + other.shown().get("original_file_path") + " and in " + entry.file(),
                        entry.place(),
                        "Keep one of the two.");
            }
        }
        return declared;
    }

    /** A measure with {@code create_metric} is a metric of its name. */
    private static List<DeclarationEntry> metricsOfMeasures(DeclarationEntry entry) {
        if (entry.type() != ResourceType.SEMANTIC_MODEL) {
            return List.of();
        }
        return blocks(entry, "measures").stream()
                .filter(measure -> Boolean.TRUE.equals(measure.get("create_metric")))
                .map(measure -> {
                    Map<String, @Nullable Object> metric = new LinkedHashMap<>();
                    Object name = measure.get("name");
                    metric.put("name", name);
                    metric.put("label", measure.get("label") == null ? name : measure.get("label"));
                    metric.put("type", "simple");
                    metric.put("type_params", Map.of("measure", String.valueOf(name), "expr", String.valueOf(name)));
                    metric.put(
                            "description",
                            measure.get("description") == null
                                    ? "Metric created from measure " + name
                                    : measure.get("description"));
                    metric.put("config", entry.values().getOrDefault("config", Map.of()));
                    return new DeclarationEntry(
                            ResourceType.METRIC, metric, entry.owner(), entry.file(), entry.place());
                })
                .toList();
    }

    private static List<Map<?, ?>> blocks(DeclarationEntry entry, String key) {
        List<Map<?, ?>> blocks = new ArrayList<>();
        if (entry.values().get(key) instanceof List<?> items) {
            items.forEach(item -> {
                if (item instanceof Map<?, ?> block) {
                    blocks.add(block);
                }
            });
        }
        return blocks;
    }

    private NodeConfig config(DeclarationEntry entry) {
        String section = entry.type().plural().replace('_', '-');
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        entry.owner().configs(section).apply(entry.fqn(), config);
        if (!entry.owner().name().equals(assembly.root().name())) {
            assembly.root().configs(section).apply(entry.fqn(), config);
        }
        for (String key : List.of("meta", "tags", "group")) {
            if (entry.values().get(key) != null) {
                ConfigMerge.over(config, Map.of(key, entry.values().get(key)));
            }
        }
        if (entry.values().get("config") instanceof Map<?, ?> written) {
            Map<String, @Nullable Object> own = new LinkedHashMap<>();
            written.forEach((key, value) -> own.put(String.valueOf(key), value));
            ConfigMerge.over(config, own);
        }
        return new NodeConfig(config);
    }

    private Declared declared(DeclarationEntry entry) {
        NodeConfig config = config(entry);
        Captured captured = new Captured();
        Set<String> parents = new LinkedHashSet<>();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", entry.name());
        shown.put("resource_type", entry.type().toString());
        shown.put("package_name", entry.owner().name());
        shown.put("path", entry.file().substring(entry.file().indexOf('/') + 1));
        shown.put("original_file_path", entry.file());
        shown.put("unique_id", entry.uniqueId());
        shown.put("fqn", entry.fqn());
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("metrics", List.of());
        shown.putAll(
                switch (entry.type()) {
                    case EXPOSURE -> exposure(entry, more, captured, parents);
                    case SEMANTIC_MODEL -> semanticModel(entry, captured, parents);
                    case METRIC -> metric(entry, parents);
                    default -> savedQuery(entry, parents);
                });
        Dependencies asked = captured.dependencies();
        more.put("tags", config.texts("tags"));
        more.put("meta", config.block("meta"));
        more.put("group", config.value("group"));
        more.put("refs", asked.refs().stream().map(ModelView::ref).toList());
        more.put(
                "sources",
                asked.sources().stream()
                        .map(source -> List.of(source.source(), source.table()))
                        .toList());
        more.keySet().retainAll(MORE.getOrDefault(entry.type(), Set.of()));
        shown.putAll(more);
        shown.put("config", shownConfig(entry, config));
        shown.put("unrendered_config", entry.values().getOrDefault("config", Map.of()));
        shown.put("depends_on", SemanticShapes.ordered("macros", List.of(), "nodes", List.copyOf(parents)));
        return new Declared(entry.type(), shown, config, parents);
    }

    private static Map<String, @Nullable Object> shownConfig(DeclarationEntry entry, NodeConfig config) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("meta", Map.of());
        if (entry.type() != ResourceType.EXPOSURE) {
            shown.put("group", null);
        }
        if (entry.type() == ResourceType.SAVED_QUERY) {
            shown.put("export_as", null);
            shown.put("schema", null);
            shown.put("cache", Map.of("enabled", false));
        }
        shown.putAll(config.values());
        return shown;
    }

    /** @param more takes the metrics that it names */
    private Map<String, @Nullable Object> exposure(
            DeclarationEntry entry, Map<String, @Nullable Object> more, Captured captured, Set<String> parents) {
        List<List<String>> named = new ArrayList<>();
        if (entry.values().get("depends_on") instanceof List<?> calls) {
            calls.forEach(call -> capture(entry, String.valueOf(call), captured, named));
        }
        Dependencies asked = captured.dependencies();
        asked.sources()
                .forEach(source -> found(
                                entry,
                                lookup.find(source, entry.owner().name()).map(table -> table.uniqueId()),
                                "source '" + source.source() + "." + source.table() + "'",
                                null)
                        .ifPresent(parents::add));
        models(entry, asked, parents);
        named.forEach(metric -> metric(entry, metric.get(metric.size() - 1)).ifPresent(parents::add));
        more.put("metrics", named);
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("description", entry.values().getOrDefault("description", ""));
        shown.put("owner", entry.values().getOrDefault("owner", Map.of()));
        shown.put("type", entry.values().getOrDefault("type", "dashboard"));
        for (String key : List.of("label", "url", "maturity")) {
            shown.put(key, entry.values().get(key));
        }
        return shown;
    }

    private void models(DeclarationEntry entry, Dependencies asked, Set<String> parents) {
        asked.refs()
                .forEach(ref -> found(
                                entry,
                                lookup.find(ref, entry.owner().name()).map(DbtNode::uniqueId),
                                "model '" + ref.name() + "'",
                                null)
                        .ifPresent(parents::add));
    }

    private Map<String, @Nullable Object> semanticModel(
            DeclarationEntry entry, Captured captured, Set<String> parents) {
        Map<String, @Nullable Object> shown = SemanticShapes.semanticModel(entry.values());
        capture(entry, String.valueOf(entry.values().get("model")), captured, new ArrayList<>());
        Dependencies asked = captured.dependencies();
        models(entry, asked, parents);
        shown.put(
                "node_relation",
                asked.refs().stream()
                        .flatMap(ref -> lookup.find(ref, entry.owner().name()).stream())
                        .findFirst()
                        .map(node -> SemanticShapes.relation(node, assembly.environment()))
                        .orElse(null));
        return shown;
    }

    private Map<String, @Nullable Object> metric(DeclarationEntry entry, Set<String> parents) {
        Map<String, @Nullable Object> shown = SemanticShapes.metric(entry.values());
        List<Map<?, ?>> inputs = inputMeasures(entry, new LinkedHashSet<>());
        if (shown.get("type_params") instanceof Map<?, ?> params) {
            Map<String, @Nullable Object> whole = new LinkedHashMap<>();
            params.forEach((key, value) -> whole.put(String.valueOf(key), value));
            whole.put("input_measures", inputs);
            shown.put("type_params", whole);
        }
        own(entry, "measure").forEach(measure -> {
            String name = String.valueOf(measure.get("name"));
            found(
                            entry,
                            Optional.ofNullable(measures.get(name)).map(DeclarationEntry::uniqueId),
                            "measure '" + name + "'",
                            measures.keySet())
                    .ifPresent(parents::add);
        });
        own(entry, "metric")
                .forEach(input ->
                        metric(entry, String.valueOf(input.get("name"))).ifPresent(parents::add));
        return shown;
    }

    private Optional<String> metric(DeclarationEntry entry, String name) {
        return found(
                entry,
                Optional.ofNullable(metrics.get(name)).map(DeclarationEntry::uniqueId),
                "metric '" + name + "'",
                metrics.keySet());
    }

    /**
     * What a metric names itself.
     *
     * @param kind {@code measure} or {@code metric}
     */
    private static List<Map<?, ?>> own(DeclarationEntry metric, String kind) {
        List<Map<?, ?>> inputs = new ArrayList<>();
        if (SemanticShapes.metric(metric.values()).get("type_params") instanceof Map<?, ?> params) {
            if (kind.equals("measure")) {
                add(params.get("measure"), inputs);
                if (params.get("conversion_type_params") instanceof Map<?, ?> conversion) {
                    add(conversion.get("base_measure"), inputs);
                    add(conversion.get("conversion_measure"), inputs);
                }
            } else {
                add(params.get("numerator"), inputs);
                add(params.get("denominator"), inputs);
                if (params.get("metrics") instanceof List<?> items) {
                    items.forEach(item -> add(item, inputs));
                }
            }
        }
        return inputs;
    }

    private static void add(@Nullable Object input, List<Map<?, ?>> inputs) {
        if (input instanceof Map<?, ?> block) {
            inputs.add(block);
        }
    }

    /**
     * Its own, and those of the metrics that it is made of.
     *
     * @param seen ends a circle of metrics
     */
    private List<Map<?, ?>> inputMeasures(DeclarationEntry metric, Set<String> seen) {
        List<Map<?, ?>> inputs = new ArrayList<>(own(metric, "measure"));
        if (seen.add(metric.name())) {
            own(metric, "metric").forEach(input -> {
                DeclarationEntry other = metrics.get(String.valueOf(input.get("name")));
                if (other != null) {
                    inputs.addAll(inputMeasures(other, seen));
                }
            });
        }
        return inputs;
    }

    private Map<String, @Nullable Object> savedQuery(DeclarationEntry entry, Set<String> parents) {
        Map<String, @Nullable Object> shown = SemanticShapes.savedQuery(entry.values());
        if (shown.get("query_params") instanceof Map<?, ?> query && query.get("metrics") instanceof List<?> names) {
            names.forEach(name -> metric(entry, String.valueOf(name)).ifPresent(parents::add));
        }
        return shown;
    }

    /** Runs a call such as {@code ref('orders')}, as it stands in YAML without braces. */
    private void capture(DeclarationEntry entry, String call, Captured captured, List<List<String>> named) {
        Map<String, Object> names = Map.of(
                "ref",
                        (Callable) arguments -> {
                            captured.add(Captured.ref(arguments));
                            return "";
                        },
                "source",
                        (Callable) arguments -> {
                            captured.add(Captured.source(arguments));
                            return "";
                        },
                "metric",
                        (Callable) arguments -> {
                            if (arguments.positional().isEmpty()) {
                                throw new EvaluationException("metric() takes a name");
                            }
                            named.add(arguments.positional().stream()
                                    .map(String::valueOf)
                                    .toList());
                            return "";
                        });
        try {
            assembly.templates().render(entry.file(), "{{ " + call + " }}", Names.of(names));
        } catch (TemplateException failure) {
            assembly.problem(
                    ModelsError.BAD_PROPERTY,
                    "'" + call + "' of the " + entry.label() + " is no reference: " + failure.problem(),
                    entry.place(),
                    "Write ref('model'), source('source', 'table') or metric('metric').");
        }
    }

    /** @param known names of this kind; null where there are too many to tell */
    private Optional<String> found(
            DeclarationEntry entry, Optional<String> id, String what, @Nullable Collection<String> known) {
        if (id.isEmpty()) {
            String name = what.substring(what.indexOf('\'') + 1, what.length() - 1);
            assembly.problem(
                    ModelsError.UNKNOWN_REF,
                    "The " + entry.label() + " reads the " + what + ", which is not there or is disabled",
                    entry.place(),
                    known == null ? null : Suggestion.didYouMean(name, known));
        }
        return id;
    }
}
