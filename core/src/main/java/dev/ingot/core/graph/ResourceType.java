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
    EXPOSURE;

    /** Whether a run can execute it. */
    public boolean runnable() {
        return switch (this) {
            case PIPELINE, SEED, SNAPSHOT, MODEL, TEST, UNIT_TEST -> true;
            case SOURCE, EXPOSURE -> false;
        };
    }

    /** Whether it only looks at another node. */
    public boolean isTest() {
        return this == TEST || this == UNIT_TEST;
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
