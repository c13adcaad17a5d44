package dev.ingot.core.store;

import dev.ingot.api.table.TableName;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a step when it starts.
 *
 * @param pipelineId the controller row's id; null for what is no pipeline
 * @param node unique id
 * @param kind pipeline, seed, snapshot, model, test, export, …
 * @param destination the table; null where there is none
 * @param attempt from 1
 */
public record StepStart(
        String run,
        @Nullable Long pipelineId,
        String node,
        String kind,
        @Nullable TableName destination,
        int attempt) {}
