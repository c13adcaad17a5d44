package dev.ingot.models.internal.project;

import dev.ingot.api.error.Problem;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.internal.context.Docs;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroRegistry;
import dev.ingot.models.internal.context.SharedFunctions;
import dev.ingot.models.internal.context.Templates;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Declared;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import dev.ingot.models.internal.node.SourceTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A project that has been read and whose references are all resolved. Immutable and thread-safe.
 *
 * @param projects the project first, then its packages
 * @param nodes by unique id
 * @param sources by unique id
 * @param disabled nodes that are switched off
 * @param declared exposures, semantic models, metrics and saved queries by unique id
 * @param warnings what is worth a word but did not stop the reading
 */
public record Manifest(
        Environment environment,
        Templates templates,
        List<ProjectFile> projects,
        MacroRegistry macros,
        Map<String, SharedFunctions> shared,
        Docs docs,
        Map<String, DbtNode> nodes,
        Map<String, SourceTable> sources,
        List<DbtNode> disabled,
        List<Map<String, @Nullable Object>> groups,
        Map<String, Declared> declared,
        List<Problem> warnings,
        Lookup lookup) {

    public ProjectFile root() {
        return projects.get(0);
    }

    /** What runs before and after all nodes, the packages' first. */
    public List<RunHook> hooks() {
        return RunHook.of(projects);
    }

    /** The declarations of one kind, as the manifest shows them, by unique id. */
    public Map<String, Map<String, @Nullable Object>> declared(ResourceType type) {
        Map<String, Map<String, @Nullable Object>> shown = new TreeMap<>();
        declared.forEach((id, each) -> {
            if (each.type() == type) {
                shown.put(id, each.shown());
            }
        });
        return shown;
    }

    /** The block that makes a model, or judges a test, in a way of the project's or a package's own. */
    public Optional<Macro> materialization(DbtNode node) {
        String adapter = environment.target().type();
        return switch (node.type()) {
            case MODEL -> macros.materialization(node.config().materialized(), adapter);
            case TEST -> macros.materialization("test", adapter);
            default -> Optional.empty();
        };
    }

    public SharedFunctions shared(String packageName) {
        SharedFunctions functions = shared.get(packageName);
        if (functions == null) {
            throw new IllegalArgumentException("no package " + packageName);
        }
        return functions;
    }

    /** What a reference of a node means. */
    public interface Lookup {
        Optional<DbtNode> find(Ref ref, String fromPackage);

        Optional<SourceTable> find(SourceRef ref, String fromPackage);
    }
}
