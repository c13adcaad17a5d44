package dev.ingot.models.internal.artifact;

import dev.ingot.models.Freshness;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.project.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes dbt's {@code sources.json}, version 3: how old the data of each source is. */
public record SourcesJson(Manifest manifest, Instant generated, Duration elapsed) {

    /** @param failed why a source could not be asked, by unique id */
    public String write(List<Freshness> asked, Map<String, String> failed) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put(
                "metadata",
                ManifestJson.metadata(manifest.environment(), manifest.root().name(), "sources/v3", generated));
        List<Object> results = new ArrayList<>();
        asked.forEach(freshness -> results.add(result(freshness)));
        failed.forEach((source, why) -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("unique_id", source);
            json.put("error", why);
            json.put("status", "runtime error");
            results.add(json);
        });
        root.put("results", results);
        root.put("elapsed_time", elapsed.toNanos() / 1e9);
        return ManifestJson.text(root);
    }

    private Map<String, @Nullable Object> result(Freshness freshness) {
        Map<String, @Nullable Object> criteria = new LinkedHashMap<>();
        criteria.put("warn_after", limit(freshness.warnAfter()));
        criteria.put("error_after", limit(freshness.errorAfter()));
        SourceTable source = manifest.sources().get(freshness.source());
        criteria.put(
                "filter",
                source == null ? null : source.config().block("freshness").get("filter"));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("unique_id", freshness.source());
        json.put("max_loaded_at", freshness.loadedAt().toString());
        json.put("snapshotted_at", freshness.checkedAt().toString());
        json.put("max_loaded_at_time_ago_in_s", freshness.age().toMillis() / 1e3);
        json.put("status", freshness.status().name().toLowerCase(Locale.ROOT));
        json.put("criteria", criteria);
        json.put("adapter_response", Map.of());
        json.put("timing", List.of());
        json.put("thread_id", "main");
        json.put("execution_time", 0.0);
        return json;
    }

    private static Map<String, @Nullable Object> limit(Freshness.@Nullable Limit limit) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("count", limit == null ? null : limit.count());
        json.put("period", limit == null ? null : limit.period());
        return json;
    }
}
