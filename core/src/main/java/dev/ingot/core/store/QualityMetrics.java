package dev.ingot.core.store;

import java.time.Instant;
import java.util.List;

/** Figures about data over time: rows of a table, failures of a test, freshness. */
public interface QualityMetrics {

    /** The same metric of the same node in the same run is overwritten. */
    void record(String run, String node, String name, double value);

    /** Newest first. */
    List<Entry> series(String node, String name, int limit);

    /** A metric of all nodes since then, oldest first. */
    List<Entry> since(String name, Instant from);

    /** All metrics of a run, by node and name. */
    List<Entry> ofRun(String run);

    record Entry(String run, String node, String name, double value, Instant at) {}
}
