package dev.ingot.delta;

import dev.ingot.api.table.TableSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data file as the log has it. The statistics stay as text until somebody asks for them: a table may have a hundred
 * thousand files, and most steps look at none of them. Immutable but for caches that always hold the same values.
 */
final class LogFile {

    private static final long NOT_READ_YET = -2;

    final String path;
    final String location;
    final long size;
    final long modified;
    final Map<String, @Nullable String> partitionValues;
    final boolean deletionVector;
    final @Nullable String statsJson;
    final @Nullable Map<String, @Nullable String> tags;

    private volatile long rows = NOT_READ_YET;
    private volatile @Nullable Parsed parsed;

    LogFile(
            String path,
            String location,
            long size,
            long modified,
            Map<String, @Nullable String> partitionValues,
            boolean deletionVector,
            @Nullable String statsJson,
            @Nullable Map<String, @Nullable String> tags) {
        this.path = path;
        this.location = location;
        this.size = size;
        this.modified = modified;
        this.partitionValues = partitionValues;
        this.deletionVector = deletionVector;
        this.statsJson = statsJson;
        this.tags = tags;
    }

    long rows() {
        long known = rows;
        if (known == NOT_READ_YET) {
            known = StatsJson.rows(statsJson);
            rows = known;
        }
        return known;
    }

    FileStats stats(TableSchema schema) {
        Parsed known = parsed;
        if (known == null || !known.schema.equals(schema)) {
            known = new Parsed(schema, StatsJson.read(statsJson, schema));
            parsed = known;
        }
        return known.stats;
    }

    private record Parsed(TableSchema schema, FileStats stats) {}
}
