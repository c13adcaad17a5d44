package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.config.Problems;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Docs;
import dev.ingot.models.internal.context.SharedFunctions;
import dev.ingot.models.internal.context.Templates;
import dev.ingot.models.internal.context.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code dbt_project.yml} of the project and of the packages that are installed under {@code dbt_packages/}. */
public final class ProjectReader {

    private static final Set<String> KEYS = Set.of(
            "name",
            "version",
            "config-version",
            "profile",
            "require-dbt-version",
            "model-paths",
            "macro-paths",
            "seed-paths",
            "test-paths",
            "analysis-paths",
            "docs-paths",
            "asset-paths",
            "snapshot-paths",
            "function-paths",
            "source-paths",
            "data-paths",
            "target-path",
            "log-path",
            "packages-install-path",
            "clean-targets",
            "on-run-start",
            "on-run-end",
            "dispatch",
            "query-comment",
            "quoting",
            "models",
            "seeds",
            "snapshots",
            "sources",
            "tests",
            "data_tests",
            "unit_tests",
            "exposures",
            "metrics",
            "semantic-models",
            "saved-queries",
            "analyses",
            "functions",
            "vars",
            "flags",
            "dbt-cloud",
            "restrict-access",
            "project-root",
            "packages",
            "anchors",
            "require-ingot-version");
    private static final Map<String, List<String>> PATH_KEYS = Map.of(
            "model", List.of("model-paths", "source-paths"),
            "seed", List.of("seed-paths", "data-paths"),
            "test", List.of("test-paths"),
            "macro", List.of("macro-paths"),
            "snapshot", List.of("snapshot-paths"),
            "docs", List.of("docs-paths"),
            "analysis", List.of("analysis-paths"));
    private static final List<String> SECTIONS = List.of(
            "models",
            "seeds",
            "snapshots",
            "sources",
            "tests",
            "data_tests",
            "unit_tests",
            "exposures",
            "semantic-models",
            "metrics",
            "saved-queries",
            "analyses");

    private final Environment environment;
    private final Templates templates;
    private final Problems problems;

    public ProjectReader(Environment environment, Templates templates, Problems problems) {
        this.environment = environment;
        this.templates = templates;
        this.problems = problems;
    }

    /** The project first, then its packages by name. */
    public List<ProjectFile> read(Path folder) {
        List<ProjectFile> all = new ArrayList<>();
        all.add(readOne(folder, "", Map.of()));
        Map<String, @Nullable Object> rootVars = all.get(0).vars();
        for (Path packages : List.of(folder.resolve("dbt_packages"), folder.resolve("dbt_modules"))) {
            if (Presence.isFolder(packages)) {
                for (Path child : Sources.children(packages)) {
                    if (Presence.isFile(child.resolve("dbt_project.yml"))) {
                        all.add(readOne(child, packages.getFileName() + "/" + child.getFileName() + "/", rootVars));
                    }
                }
            }
        }
        return all;
    }

    private ProjectFile readOne(Path folder, String shown, Map<String, @Nullable Object> rootVars) {
        Path file = folder.resolve("dbt_project.yml");
        if (!Presence.isThere(file)) {
            return new ProjectFile(
                    environment.projectName(),
                    "",
                    folder,
                    shown,
                    withDefaults(Map.of()),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    Map.of());
        }
        YamlMapping root;
        try {
            root = Yaml.read(file, shown + "dbt_project.yml", YamlFlavor.PYYAML).mapping();
        } catch (IngotException e) {
            problems.addAll(e.problems());
            root = YamlMapping.empty(Place.of(shown + "dbt_project.yml"));
        }
        return parse(root, folder, shown, rootVars);
    }

    private ProjectFile parse(YamlMapping root, Path folder, String shown, Map<String, @Nullable Object> rootVars) {
        for (String key : root.keys()) {
            if (!KEYS.contains(key)) {
                problems.add(
                        ModelsError.UNKNOWN_KEY,
                        "dbt_project.yml has no key '" + key + "'",
                        root.keyPlace(key),
                        Suggestion.didYouMean(key, KEYS));
            }
        }
        String name = root.find("name")
                .filter(node -> node instanceof YamlScalar)
                .map(node -> ((YamlScalar) node).text())
                .orElse(environment.projectName());
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            problems.add(
                    ModelsError.PROJECT_FILE,
                    "'" + name + "' is not a valid project name",
                    root.find("name").map(YamlNode::place).orElse(root.place()),
                    "Use letters, digits and underscores.");
        }
        Map<String, @Nullable Object> vars = block(root, "vars");
        Map<String, ?> project = rootVars.isEmpty() ? vars : rootVars;
        YamlRenderer renderer = new YamlRenderer(
                templates,
                new SharedFunctions(
                        environment,
                        templates,
                        name,
                        name,
                        new Variables(name, environment.variables(), project, vars),
                        Docs.NONE,
                        Map.of()),
                problems);
        Map<String, FolderConfigs> configs = new HashMap<>();
        for (String section : SECTIONS) {
            root.find(section).ifPresent(node -> {
                if (node instanceof YamlMapping mapping) {
                    Map<String, @Nullable Object> tree = new TreeMap<>();
                    tree.putAll(configs.getOrDefault(ConfigMerge.key(section), new FolderConfigs(Map.of()))
                            .tree());
                    tree.putAll(hooksUnrendered(mapping, renderer));
                    configs.put(ConfigMerge.key(section), new FolderConfigs(tree));
                } else if (!(node instanceof YamlScalar scalar && scalar.isNull())) {
                    problems.add(
                            ModelsError.PROJECT_FILE,
                            "'" + section + "' must be a block of keys, not " + node.shape(),
                            node.place(),
                            null);
                }
            });
        }
        Map<String, List<String>> paths = new HashMap<>();
        PATH_KEYS.forEach((kind, keys) ->
                keys.forEach(key -> root.find(key).ifPresent(node -> paths.put(kind, texts(renderer.render(node))))));
        return new ProjectFile(
                name,
                root.find("version").map(node -> String.valueOf(node.plain())).orElse(""),
                folder,
                shown,
                withDefaults(paths),
                vars,
                configs,
                texts(root.find("on-run-start").map(YamlRenderer::unrendered).orElse(null)),
                texts(root.find("on-run-end").map(YamlRenderer::unrendered).orElse(null)),
                dispatch(root));
    }

    /** Hooks are rendered when they run; everything else of a folder's configuration is rendered now. */
    private static Map<String, @Nullable Object> hooksUnrendered(YamlMapping mapping, YamlRenderer renderer) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> {
            String key = ConfigMerge.key(entry.name().replaceFirst("^\\+", ""));
            if (key.equals("pre_hook") || key.equals("post_hook")) {
                out.put(entry.name(), YamlRenderer.unrendered(entry.value()));
            } else if (entry.value() instanceof YamlMapping deeper) {
                out.put(entry.name(), hooksUnrendered(deeper, renderer));
            } else {
                out.put(entry.name(), renderer.render(entry.value()));
            }
        });
        return out;
    }

    private Map<String, @Nullable Object> block(YamlMapping root, String key) {
        YamlNode node = root.find(key).orElse(null);
        if (node == null || (node instanceof YamlScalar scalar && scalar.isNull())) {
            return Map.of();
        }
        if (node instanceof YamlMapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.name(), YamlRenderer.unrendered(entry.value())));
            return map;
        }
        problems.add(
                ModelsError.PROJECT_FILE,
                "'" + key + "' must be a block of keys, not " + node.shape(),
                node.place(),
                null);
        return Map.of();
    }

    private static Map<String, List<String>> dispatch(YamlMapping root) {
        Map<String, List<String>> orders = new HashMap<>();
        if (root.find("dispatch").orElse(null) instanceof YamlSequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item.plain() instanceof Map<?, ?> map && map.get("macro_namespace") != null) {
                    orders.put(String.valueOf(map.get("macro_namespace")), texts(map.get("search_order")));
                }
            }
        }
        return orders;
    }

    private static Map<String, List<String>> withDefaults(Map<String, List<String>> given) {
        Map<String, List<String>> paths = new HashMap<>(ProjectFile.DEFAULT_PATHS);
        paths.putAll(given);
        return paths;
    }

    static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        } else if (value != null) {
            texts.add(String.valueOf(value));
        }
        return texts;
    }
}
