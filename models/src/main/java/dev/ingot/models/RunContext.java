package dev.ingot.models;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * One run, as the builders of models know it.
 *
 * @param run its id; stands in the history of every table that it writes
 * @param fullRefresh whether incremental models are rebuilt from nothing
 * @param deferral where references to what is not built go
 * @param targetFolder where compiled SQL is written, usually {@code target}
 * @param shown takes secrets out of SQL that is written there
 */
public record RunContext(
        String run, boolean fullRefresh, Path targetFolder, Deferral deferral, UnaryOperator<String> shown) {

    /** Without deferral and without secrets. */
    public RunContext(String run, boolean fullRefresh, Path targetFolder) {
        this(run, fullRefresh, targetFolder, Deferral.NONE, UnaryOperator.identity());
    }
}
