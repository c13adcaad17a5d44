package dev.ingot.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.file.Presence;
import dev.ingot.core.graph.PreviousState;
import dev.ingot.core.store.AuditStore;
import dev.ingot.models.StateManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The project as it is beside an earlier state of it. Results come from the state's {@code run_results.json}, or from
 * the audit of the last run where no state is named.
 *
 * @param before null: no state was named
 * @param now the projects' manifests as they would be written now
 */
record Comparison(
        @Nullable StateManifest before, List<StateManifest> now, Map<String, String> results, Set<String> fresh)
        implements PreviousState {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Comparison of(Workspace workspace, Models models, @Nullable Path state) {
        if (state == null) {
            return new Comparison(null, List.of(), lastRun(workspace), Set.of());
        }
        Map<String, String> results = new HashMap<>();
        read(state.resolve("run_results.json"))
                .path("results")
                .forEach(result -> results.put(
                        result.path("unique_id").asText(), result.path("status").asText()));
        Map<String, String> then = loaded(state.resolve("sources.json"));
        Set<String> fresh = new java.util.HashSet<>();
        workspace
                .project()
                .models()
                .forEach(folder -> loaded(folder.resolve("target/sources.json")).forEach((source, at) -> {
                    if (at.compareTo(then.getOrDefault(source, "")) > 0) {
                        fresh.add(source);
                    }
                }));
        return new Comparison(StateManifest.in(state), models.states(), results, fresh);
    }

    private static Map<String, String> lastRun(Workspace workspace) {
        Map<String, String> last = new HashMap<>();
        AuditStore audit = workspace.store().audit();
        audit.lastRun(workspace.project().name(), workspace.project().target().name())
                .ifPresent(row -> audit.steps(row.run())
                        .forEach(
                                step -> last.put(step.node(), word(step.status().name()))));
        return last;
    }

    /** The audit's status in dbt's words. */
    private static String word(String status) {
        return switch (status) {
            case "FAILED", "INTERRUPTED" -> "error";
            default -> status.toLowerCase(Locale.ROOT);
        };
    }

    private static Map<String, String> loaded(Path sources) {
        Map<String, String> loaded = new HashMap<>();
        read(sources)
                .path("results")
                .forEach(result -> loaded.put(
                        result.path("unique_id").asText(),
                        result.path("max_loaded_at").asText()));
        return loaded;
    }

    private static JsonNode read(Path file) {
        try {
            return Presence.isFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean comparable() {
        return before != null;
    }

    /** What is no node of a manifest, a pipeline, is taken for unchanged. */
    @Override
    public boolean has(String node) {
        return (before != null && before.has(node)) || now.stream().noneMatch(manifest -> manifest.has(node));
    }

    @Override
    public Set<Change> changes(String node) {
        Set<Change> changes = EnumSet.noneOf(Change.class);
        if (before != null) {
            now.forEach(manifest -> changes.addAll(before.changes(manifest, node)));
        }
        return changes;
    }

    @Override
    public Optional<String> result(String node) {
        return Optional.ofNullable(results.get(node));
    }

    @Override
    public boolean fresher(String source) {
        return fresh.contains(source);
    }
}
