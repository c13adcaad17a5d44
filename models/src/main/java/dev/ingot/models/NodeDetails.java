package dev.ingot.models;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of nodes beyond the project's files, for the manifest. */
public interface NodeDetails {

    /** Nothing beyond the files. */
    NodeDetails NONE = new NodeDetails() {
        @Override
        public Optional<String> compiled(String node) {
            return Optional.empty();
        }

        @Override
        public Map<String, List<Origin>> lineage(String node) {
            return Map.of();
        }
    };

    /** The SQL that was last compiled for it. */
    Optional<String> compiled(String node);

    /** Its columns and where each comes from; empty where that is not known. */
    Map<String, List<Origin>> lineage(String node);

    /**
     * @param node the unique id of what makes the table; empty where nothing in the project does
     * @param transformation in the words of OpenLineage: {@code IDENTITY}, {@code TRANSFORMATION}, {@code AGGREGATION} …
     */
    record Origin(String node, String table, String column, String transformation) {}
}
