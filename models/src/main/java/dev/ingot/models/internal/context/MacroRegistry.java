package dev.ingot.models.internal.context;

import dev.ingot.models.internal.node.NodeConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All macros, and dbt's rule which one a name means: the package's own, then the project's, then the built-in one.
 * Immutable and thread-safe.
 */
public final class MacroRegistry {

    /** The package of the built-in macros. */
    public static final String BUILT_IN = "dbt";

    private final String root;
    private final Map<String, Map<String, Macro>> byPackage;
    private final Map<String, Macro> byId = new HashMap<>();
    private final Map<String, List<String>> dispatch;

    /**
     * @param root the project's package
     * @param dispatch search orders of the project file by namespace
     */
    public MacroRegistry(String root, Collection<Macro> macros, Map<String, List<String>> dispatch) {
        this.root = root;
        this.dispatch = Map.copyOf(dispatch);
        this.byPackage = new HashMap<>();
        macros.forEach(macro -> byId.put(macro.uniqueId(), macro));
        macros.forEach(macro -> byPackage
                .computeIfAbsent(macro.packageName(), any -> new LinkedHashMap<>())
                .put(macro.name(), macro));
    }

    public String root() {
        return root;
    }

    public boolean hasPackage(String name) {
        return byPackage.containsKey(name);
    }

    public @Nullable Macro find(String packageName, String name) {
        Map<String, Macro> macros = byPackage.get(packageName);
        return macros == null ? null : macros.get(name);
    }

    /**
     * What an unqualified name means.
     *
     * @param nodePackage the package of the node that is rendered
     * @param macroPackage the package of the macro whose body is running
     */
    @Nullable
    Macro resolve(String name, String nodePackage, String macroPackage) {
        Macro macro = find(nodePackage, name);
        if (macro == null && !nodePackage.equals(root)) {
            macro = find(root, name);
        }
        if (macro == null && !macroPackage.equals(nodePackage)) {
            macro = find(macroPackage, name);
        }
        return macro == null ? find(BUILT_IN, name) : macro;
    }

    /** {@code adapter.dispatch(name, namespace)}: the variant for the adapter, or the default one. */
    Optional<Macro> dispatched(String name, @Nullable String namespace, String adapter, String nodePackage) {
        for (String packageName : searchOrder(namespace, nodePackage)) {
            for (String prefix : List.of(adapter + "__", "default__")) {
                Macro macro = find(packageName, prefix + name);
                if (macro != null) {
                    return Optional.of(macro);
                }
            }
        }
        return Optional.empty();
    }

    private List<String> searchOrder(@Nullable String namespace, String nodePackage) {
        List<String> configured = namespace == null ? null : dispatch.get(namespace);
        if (configured != null) {
            return configured;
        }
        // A namespace that is no package is as none at all.
        return namespace == null || !hasPackage(namespace)
                ? Stream.of(nodePackage, root, BUILT_IN).distinct().toList()
                : Stream.of(root, namespace).distinct().toList();
    }

    /**
     * The block that materializes in a way of the project's or a package's own. One for the adapter wins over a default
     * one, and the project's over a package's; only the project can replace a built-in way.
     */
    public Optional<Macro> materialization(String name, String adapter) {
        boolean builtIn = NodeConfig.MATERIALIZATIONS.contains(name) || name.equals("test");
        for (String suffix : List.of(adapter, "default")) {
            String key = "materialization_" + name + "_" + suffix;
            Macro own = find(root, key);
            if (own != null) {
                return Optional.of(own);
            }
            if (!builtIn) {
                Optional<Macro> imported = byPackage.keySet().stream()
                        .sorted()
                        .flatMap(owner -> Stream.ofNullable(find(owner, key)))
                        .findFirst();
                if (imported.isPresent()) {
                    return imported;
                }
            }
        }
        return Optional.empty();
    }

    /** A macro that the project may redefine, such as {@code generate_schema_name}: the project's, a package's, the built-in one. */
    public Optional<Macro> redefinable(String name, String nodePackage) {
        return Optional.ofNullable(resolve(name, root, nodePackage));
    }

    /** The text of the macros of these ids, sorted. */
    public String sources(Set<String> uniqueIds) {
        return uniqueIds.stream()
                .flatMap(id -> Stream.ofNullable(byId.get(id)))
                .map(Macro::source)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    public Collection<Macro> all() {
        return byPackage.values().stream()
                .flatMap(macros -> macros.values().stream())
                .toList();
    }

    /** Every name that can be called without a package, for did-you-mean. */
    Set<String> names(String nodePackage) {
        Set<String> names = new TreeSet<>();
        Stream.of(nodePackage, root, BUILT_IN)
                .map(byPackage::get)
                .filter(java.util.Objects::nonNull)
                .forEach(macros -> names.addAll(macros.keySet()));
        return names;
    }
}
