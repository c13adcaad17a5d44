package dev.ingot.core.graph;

import java.util.Optional;
import java.util.Set;

/** What a selection compares the project with: an earlier state of it, and what became of an earlier run. */
public interface PreviousState {

    /** In what a node may differ from an earlier state; dbt's names behind {@code state:modified.}. */
    enum Change {
        BODY,
        CONFIGS,
        PERSISTED_DESCRIPTIONS,
        RELATION,
        MACROS,
        CONTRACT
    }

    /** No earlier state and no earlier run. */
    PreviousState NONE = new PreviousState() {
        @Override
        public boolean comparable() {
            return false;
        }

        @Override
        public boolean has(String node) {
            return false;
        }

        @Override
        public Set<Change> changes(String node) {
            return Set.of();
        }

        @Override
        public Optional<String> result(String node) {
            return Optional.empty();
        }

        @Override
        public boolean fresher(String source) {
            return false;
        }
    };

    /** Whether there is an earlier state at all; without one {@code state:} is a mistake. */
    boolean comparable();

    /** Whether the earlier state has the node. */
    boolean has(String node);

    /** In what a node that both have differs. */
    Set<Change> changes(String node);

    /** The status of a node in the earlier run, in dbt's words. */
    Optional<String> result(String node);

    /** Whether a source has newer data than at the time of the earlier state. */
    boolean fresher(String source);
}
