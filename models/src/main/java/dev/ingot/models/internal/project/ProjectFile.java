package dev.ingot.models.internal.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code dbt_project.yml}, of the project or of an installed package. Immutable.
 *
 * @param folder where it lies
 * @param shown how messages name the folder: empty for the project, else with a {@code /} at the end
 * @param paths folders by kind: {@code model}, {@code seed}, {@code test}, {@code macro}, {@code snapshot}, {@code docs},
 *     {@code analysis}
 * @param configs by section: {@code models}, {@code seeds}, {@code snapshots}, {@code tests}, {@code sources}
 * @param dispatch search orders by namespace
 */
public record ProjectFile(
        String name,
        String version,
        Path folder,
        String shown,
        Map<String, List<String>> paths,
        Map<String, @Nullable Object> vars,
        Map<String, FolderConfigs> configs,
        List<String> onRunStart,
        List<String> onRunEnd,
        Map<String, List<String>> dispatch) {

    static final Map<String, List<String>> DEFAULT_PATHS = Map.of(
            "model", List.of("models"),
            "seed", List.of("seeds"),
            "test", List.of("tests"),
            "macro", List.of("macros"),
            "snapshot", List.of("snapshots"),
            "docs", List.of(),
            "analysis", List.of("analyses"));

    FolderConfigs configs(String section) {
        return configs.getOrDefault(section, new FolderConfigs(Map.of()));
    }

    List<String> paths(String kind) {
        return paths.getOrDefault(kind, List.of());
    }
}
