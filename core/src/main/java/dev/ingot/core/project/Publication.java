package dev.ingot.core.project;

import java.util.Locale;

/** When readers see what a run builds. */
public enum Publication {
    /** After its tests have passed: write, audit, publish. */
    TESTED,
    /** As soon as it is built. The tests follow and, as in dbt, hold back whatever lies downstream. */
    BUILT;

    /** The word in YAML and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
