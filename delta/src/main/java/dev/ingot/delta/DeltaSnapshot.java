package dev.ingot.delta;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of a table. Immutable and thread-safe; its files may be removed by a later vacuum. */
public final class DeltaSnapshot {

    private final TableState state;
    private volatile @Nullable List<DataFile> files;

    DeltaSnapshot(TableState state) {
        this.state = state;
    }

    public long version() {
        return state.version();
    }

    public TableSchema schema() {
        return state.schema();
    }

    public List<String> partitionColumns() {
        return state.metadata().partitionColumns();
    }

    /** The table's properties, such as {@code delta.checkpointInterval}. */
    public Map<String, String> properties() {
        return state.metadata().configuration();
    }

    /** When the version was committed, by the time of its file. */
    public Instant modified() {
        return state.stamp().modified();
    }

    /** The live files, in the order of the log. */
    public List<DataFile> files() {
        List<DataFile> known = files;
        if (known == null) {
            known = state.files().all().stream()
                    .map(file -> new DataFile(file, state.schema()))
                    .toList();
            files = known;
        }
        return known;
    }

    public int fileCount() {
        return state.files().count();
    }

    /** −1 where the log does not say it of every file. */
    public long rows() {
        long rows = 0;
        for (LogFile file : state.files().all()) {
            if (file.rows() < 0) {
                return -1;
            }
            rows += file.rows();
        }
        return rows;
    }

    public long bytes() {
        return state.files().bytes();
    }

    /** The last number that an application committed; see {@link Transaction}. */
    public Optional<Long> transaction(String appId) {
        return Optional.ofNullable(state.transactions().get(appId));
    }

    /** Every application's last number. */
    public Map<String, Long> transactions() {
        return Map.copyOf(state.transactions());
    }

    /**
     * The files that may have rows in all the ranges: what is left out certainly has none.
     *
     * @throws IllegalArgumentException if a range names no column of the table
     */
    public List<DataFile> filesMatching(Collection<ColumnRange> ranges) {
        for (ColumnRange range : ranges) {
            if (state.schema().columns().stream()
                    .noneMatch(column -> column.name().equals(range.column()))) {
                throw new IllegalArgumentException("the table has no column '" + range.column() + "'");
            }
        }
        return files().stream()
                .filter(file -> ranges.stream().allMatch(range -> Pruning.mayMatch(file, column(range), range)))
                .toList();
    }

    private Column column(ColumnRange range) {
        return state.schema().columns().stream()
                .filter(column -> column.name().equals(range.column()))
                .findFirst()
                .orElseThrow();
    }

    TableState state() {
        return state;
    }

    @Override
    public String toString() {
        return "version " + version() + " (" + fileCount() + " files)";
    }
}
