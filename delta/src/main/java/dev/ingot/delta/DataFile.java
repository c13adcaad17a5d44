package dev.ingot.delta;

import dev.ingot.api.table.TableSchema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Parquet file of a table. Immutable and thread-safe; equal to another one at the same place. */
public final class DataFile {

    private final LogFile file;
    private final TableSchema schema;

    DataFile(LogFile file, TableSchema schema) {
        this.file = file;
        this.schema = schema;
    }

    /** The absolute local path, decoded: what one opens. */
    public String location() {
        return file.location;
    }

    /** As it stands in the log: relative to the table as a rule, and encoded as a URI. */
    public String path() {
        return file.path;
    }

    /** In bytes. */
    public long size() {
        return file.size;
    }

    public Instant modified() {
        return Instant.ofEpochMilli(file.modified);
    }

    /** As text in Delta's form; null for a missing value. Unmodifiable. */
    public Map<String, @Nullable String> partitionValues() {
        return file.partitionValues;
    }

    /** −1 where the log does not say. */
    public long rows() {
        return file.rows();
    }

    /** What the log says of the columns; read from its text at the first call. */
    public FileStats stats() {
        return file.stats(schema);
    }

    LogFile raw() {
        return file;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DataFile that && file.location.equals(that.file.location);
    }

    @Override
    public int hashCode() {
        return file.location.hashCode();
    }

    @Override
    public String toString() {
        return file.location;
    }
}
