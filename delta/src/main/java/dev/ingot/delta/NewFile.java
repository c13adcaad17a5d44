package dev.ingot.delta;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that a commit is to add. It must be complete and closed; the commit syncs it to the disk.
 *
 * @param file inside the table's folder as a rule; elsewhere, its absolute path goes into the log
 * @param size in bytes, as it lies on the disk
 * @param partitionValues one per partition column, as text in Delta's form ({@code 2024-01-31},
 *     {@code 2024-01-31 10:00:00.000000}); null for a missing value. An
 *     empty text comes back as such, but other readers take it for a missing value, as the protocol says
 */
public record NewFile(Path file, long size, Map<String, @Nullable String> partitionValues, FileStats stats) {
    public NewFile {
        partitionValues = Collections.unmodifiableMap(new LinkedHashMap<>(partitionValues));
    }
}
