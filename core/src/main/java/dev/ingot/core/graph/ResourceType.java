package dev.ingot.core.graph;

import java.util.Locale;
import java.util.Optional;

/** What a node is; the lower-case name is dbt's resource type and the first part of a unique id. */
public enum ResourceType {
    SOURCE,
    PIPELINE,
    SEED,
    SNAPSHOT,
    MODEL,
    TEST,
    UNIT_TEST,
    ANALYSIS,
    EXPOSURE,
    SEMANTIC_MODEL,
    METRIC,
    SAVED_QUERY,
    /** A statement that runs before or after all nodes. */
    OPERATION;

    /** Whether a run can execute it. */
    public boolean runnable() {
        return switch (this) {
            case PIPELINE, SEED, SNAPSHOT, MODEL, TEST, UNIT_TEST -> true;
            case SOURCE, ANALYSIS, EXPOSURE, SEMANTIC_MODEL, METRIC, SAVED_QUERY, OPERATION -> false;
        };
    }

    /** Whether it only says what the project is used for, so that there is nothing to do for it. */
    public boolean isUse() {
        return this == EXPOSURE || this == SAVED_QUERY;
    }

    /** Whether it only looks at another node. */
    public boolean isTest() {
        return this == TEST || this == UNIT_TEST;
    }

    /** The name of several, as dbt's files have it. */
    public String plural() {
        return switch (this) {
            case ANALYSIS -> "analyses";
            case SAVED_QUERY -> "saved_queries";
            default -> this + "s";
        };
    }

    public static Optional<ResourceType> parse(String text) {
        for (ResourceType type : values()) {
            if (type.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
