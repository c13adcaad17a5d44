package dev.ingot.testing;

import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.JsonArray;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.source.Format.Parquet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** The files that a source can have, each kind written as other programs write it: here by DuckDB. */
enum DataFiles {
    CSV("csv", "FORMAT csv, HEADER"),
    CSV_GZIP("csv.gz", CSV.options + ", COMPRESSION gzip"),
    CSV_ZSTD("csv.zst", CSV.options + ", COMPRESSION zstd"),
    TSV("tsv", "FORMAT csv, HEADER, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR '\\N'"),
    TSV_GZIP("tsv.gz", TSV.options + ", COMPRESSION gzip"),
    JSON_LINES("jsonl", "FORMAT json"),
    JSON_LINES_GZIP("jsonl.gz", JSON_LINES.options + ", COMPRESSION gzip"),
    JSON_LINES_ZSTD("jsonl.zst", JSON_LINES.options + ", COMPRESSION zstd"),
    JSON_ARRAY("json", "FORMAT json, ARRAY true"),
    JSON_ARRAY_GZIP("json.gz", JSON_ARRAY.options + ", COMPRESSION gzip"),
    PARQUET("parquet", "FORMAT parquet"),
    PARQUET_ZSTD("zstd.parquet", PARQUET.options + ", COMPRESSION zstd");

    private final String extension;
    private final String options;

    DataFiles(String extension, String options) {
        this.extension = extension;
        this.options = options;
    }

    Format format() {
        return switch (this) {
            case CSV, CSV_GZIP, CSV_ZSTD -> Loads.CSV;
            case TSV, TSV_GZIP -> new Delimited('\t', null, null, true, null, List.of("\\N"), 0);
            case JSON_LINES, JSON_LINES_GZIP, JSON_LINES_ZSTD -> new JsonLines(List.of());
            case JSON_ARRAY, JSON_ARRAY_GZIP -> new JsonArray(List.of());
            case PARQUET, PARQUET_ZSTD -> new Parquet();
        };
    }

    /** Whether the columns of a file without rows are known. */
    boolean namesColumnsWithoutRows() {
        return format() instanceof Delimited || format() instanceof Parquet;
    }

    /**
     * Writes what a select gives as one file.
     *
     * @param path of the file below the folder, without its extension
     */
    FileRef write(Path folder, String path, String select) {
        Path file = folder.resolve(path + "." + extension);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            Files.createDirectories(file.resolveSibling("."));
            statement.execute(
                    "COPY (" + select + ") TO '" + file.toString().replace("'", "''") + "' (" + options + ")");
            String name = folder.relativize(file).toString();
            return new FileRef(name, file.toString(), Files.size(file), Instant.EPOCH, "etag-" + name);
        } catch (SQLException e) {
            throw new AssertionError(select, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
