package dev.ingot.core.project;

import dev.ingot.api.error.Problem;
import dev.ingot.config.Secrets;
import dev.ingot.config.Variables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A project, read and checked for one target. Immutable, thread-safe.
 *
 * @param folder absolute; relative paths start here
 * @param target the chosen one
 * @param targetNames all of them, in file order
 * @param connections by name, with the target's changes applied
 * @param defaults what pipelines take where they say nothing; also for rows that are only in the controller
 * @param models absolute folders of dbt projects
 * @param schedules what the service runs at certain times
 * @param publication when readers see what models build
 * @param retention how long the metadata store of a continuous run remembers what happened
 * @param vars of the project, with the target's over them
 * @param threads how many steps run at once
 * @param metadata absolute path of the metadata store's file
 * @param variables what {@code env_var()} sees: the environment and the project's {@code .env}
 * @param secrets for taking them out of whatever is shown
 * @param warnings worth a word, but no reason to stop
 */
public record Project(
        String name,
        Path folder,
        Target target,
        List<String> targetNames,
        Map<String, ConnectionSpec> connections,
        PipelineDefaults defaults,
        List<PipelineSpec> pipelines,
        List<Path> models,
        List<NotificationSpec> notifications,
        List<ScheduleSpec> schedules,
        Publication publication,
        Duration retention,
        Map<String, @Nullable Object> vars,
        int threads,
        RetryPolicy retry,
        Path metadata,
        Variables variables,
        Secrets secrets,
        List<Problem> warnings) {

    public Project {
        targetNames = List.copyOf(targetNames);
        connections = Collections.unmodifiableMap(new LinkedHashMap<>(connections));
        pipelines = List.copyOf(pipelines);
        models = List.copyOf(models);
        notifications = List.copyOf(notifications);
        schedules = List.copyOf(schedules);
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
        warnings = List.copyOf(warnings);
    }

    /** The connection that holds the tables of the target. */
    public ConnectionSpec warehouse() {
        ConnectionSpec connection = connections.get(target.warehouse());
        if (connection == null) {
            throw new IllegalStateException("the reader let a target without warehouse pass: " + target);
        }
        return connection;
    }

    public Optional<PipelineSpec> pipeline(String pipelineName) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(pipelineName))
                .findFirst();
    }
}
