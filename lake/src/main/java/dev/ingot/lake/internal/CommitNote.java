package dev.ingot.lake.internal;

import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.delta.CommitInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a commit leaves in the table's history.
 *
 * @param operation as Delta shows it: {@code WRITE}, {@code MERGE}, …
 * @param node the unique id of the model or pipeline
 * @param pipeline also the application id of the table's transaction; null where there is no batch
 * @param batch the number of the batch, from 1
 * @param position where the source stands after the batch; opaque
 * @param replayed one of the files whose quarantined records the batch consists of; null where it was read from the source
 */
public record CommitNote(
        String operation,
        String node,
        String run,
        @Nullable String pipeline,
        long batch,
        @Nullable String position,
        @Nullable String replayed) {

    public CommitNote(
            String operation,
            String node,
            String run,
            @Nullable String pipeline,
            long batch,
            @Nullable String position) {
        this(operation, node, run, pipeline, batch, position, null);
    }

    static final String NODE = "node";
    static final String RUN = "run";
    static final String PIPELINE = "pipeline";
    static final String BATCH = "batch";
    static final String POSITION = "position";
    static final String REPLAYED = "replayed";
    static final String ROWS_BEFORE = "rowsBefore";
    static final String ROWS_AFTER = "rowsAfter";
    static final String COUNTS = "counts";

    Map<String, String> metadata(PendingWrite write) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(NODE, node);
        metadata.put(RUN, run);
        if (pipeline != null) {
            metadata.put(PIPELINE, pipeline);
            metadata.put(BATCH, Long.toString(batch));
        }
        if (position != null) {
            metadata.put(POSITION, position);
        }
        if (replayed != null) {
            metadata.put(REPLAYED, replayed);
        }
        metadata.put(COUNTS, write.counts().law());
        metadata.put(ROWS_BEFORE, Long.toString(write.rowsBefore()));
        metadata.put(ROWS_AFTER, Long.toString(write.rowsAfter()));
        return metadata;
    }

    /** A commit of the history, with what its note says; empty texts where somebody else wrote it. */
    static TableVersion read(CommitInfo commit) {
        Map<String, String> note = commit.userMetadata();
        String rows = note.getOrDefault(ROWS_AFTER, "-1");
        return new TableVersion(
                commit.version(),
                commit.time(),
                commit.operation(),
                note.getOrDefault(NODE, ""),
                note.getOrDefault(RUN, ""),
                note.getOrDefault(COUNTS, ""),
                Long.parseLong(rows),
                commit.dataChange());
    }
}
