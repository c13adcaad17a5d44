package dev.ingot.lake.internal;

import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.delta.CommitInfo;
import dev.ingot.delta.DeltaTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds in a table's history what the last batch of a pipeline left. A restore takes batches back: the position is then
 * that of the last batch that the restored version had, while the number stays the highest ever used, because a number
 * is never given twice.
 */
public final class Batches {

    private static final int FIRST_LOOK = 16;

    private final DeltaTable table;

    public Batches(DeltaTable table) {
        this.table = table;
    }

    /**
     * @param number the highest number that the table has of the pipeline
     * @return with an empty position where no batch is in effect or the log no longer says
     */
    CommittedBatch last(String pipeline, long number) {
        for (int limit = FIRST_LOOK; ; limit = limit * 8) {
            List<CommitInfo> history = table.history(limit);
            long upTo = Long.MAX_VALUE;
            for (CommitInfo commit : history) {
                if (commit.version() > upTo) {
                    continue;
                }
                Map<String, String> note = commit.userMetadata();
                String restored = note.get(Restores.RESTORED);
                if (restored != null) {
                    upTo = Long.parseLong(restored);
                } else if (pipeline.equals(note.get(CommitNote.PIPELINE))) {
                    return new CommittedBatch(
                            number,
                            commit.version(),
                            note.getOrDefault(CommitNote.RUN, ""),
                            note.getOrDefault(CommitNote.POSITION, ""));
                }
            }
            if (history.size() < limit) {
                return new CommittedBatch(number, -1, "", "");
            }
        }
    }

    /**
     * The position of a node's last write, where the rows of a version are those that it left.
     *
     * @param version to which the history is looked at
     */
    Optional<String> position(String node, long version) {
        for (int limit = 2; ; limit = limit * 8) {
            List<CommitInfo> history = table.history(limit);
            long upTo = version;
            for (CommitInfo commit : history) {
                Map<String, String> note = commit.userMetadata();
                String restored = note.get(Restores.RESTORED);
                if (commit.version() > upTo) {
                    continue;
                }
                boolean own = node.equals(note.get(CommitNote.NODE));
                boolean sameRows = commit.operation().equals(Maintenance.OPTIMIZE)
                        || (commit.filesAdded() == 0 && commit.filesRemoved() == 0);
                if (restored != null) {
                    upTo = Long.parseLong(restored);
                } else if (own || !sameRows) {
                    return own ? Optional.ofNullable(note.get(CommitNote.POSITION)) : Optional.empty();
                }
            }
            if (history.size() < limit) {
                return Optional.empty();
            }
        }
    }

    /** Every batch in effect that the log still tells of, oldest first. */
    List<CommittedBatch> all(String pipeline) {
        List<CommittedBatch> batches = new ArrayList<>();
        long upTo = Long.MAX_VALUE;
        for (CommitInfo commit : table.history(Integer.MAX_VALUE)) {
            Map<String, String> note = commit.userMetadata();
            String restored = note.get(Restores.RESTORED);
            if (commit.version() > upTo) {
                continue;
            }
            if (restored != null) {
                upTo = Long.parseLong(restored);
            } else if (pipeline.equals(note.get(CommitNote.PIPELINE))) {
                batches.add(new CommittedBatch(
                        Long.parseLong(note.getOrDefault(CommitNote.BATCH, "0")),
                        commit.version(),
                        note.getOrDefault(CommitNote.RUN, ""),
                        note.getOrDefault(CommitNote.POSITION, "")));
            }
        }
        Collections.reverse(batches);
        return batches;
    }

    /** One of the files whose records a replay loaded as this batch; empty where it was none, or the log no longer says. */
    public Optional<String> replayed(String pipeline, long number) {
        return table.history(Integer.MAX_VALUE).stream()
                .map(CommitInfo::userMetadata)
                .filter(note -> pipeline.equals(note.get(CommitNote.PIPELINE))
                        && Long.toString(number).equals(note.get(CommitNote.BATCH)))
                .findFirst()
                .map(note -> note.get(CommitNote.REPLAYED));
    }

    /** Whether the log goes back to the table's first version, so that {@link #all} is all there ever was. */
    boolean complete() {
        List<CommitInfo> history = table.history(Integer.MAX_VALUE);
        return !history.isEmpty() && history.get(history.size() - 1).version() == 0;
    }
}
