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
    CSV(new Delimited(',', '"', '"', true, null, List.of(""), 0), "csv", "FORMAT csv, HEADER"),
    CSV_GZIP(CSV.format, "csv.gz", CSV.options + ", COMPRESSION gzip"),
    CSV_ZSTD(CSV.format, "csv.zst", CSV.options + ", COMPRESSION zstd"),
    TSV(
            new Delimited('\t', null, null, true, null, List.of("\\N"), 0),
            "tsv",
            "FORMAT csv, HEADER, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR '\\N'"),
    TSV_GZIP(TSV.format, "tsv.gz", TSV.options + ", COMPRESSION gzip"),
    JSON_LINES(new JsonLines(List.of()), "jsonl", "FORMAT json"),
    JSON_LINES_GZIP(JSON_LINES.format, "jsonl.gz", JSON_LINES.options + ", COMPRESSION gzip"),
    JSON_LINES_ZSTD(JSON_LINES.format, "jsonl.zst", JSON_LINES.options + ", COMPRESSION zstd"),
    JSON_ARRAY(new JsonArray(List.of()), "json", "FORMAT json, ARRAY true"),
    JSON_ARRAY_GZIP(JSON_ARRAY.format, "json.gz", JSON_ARRAY.options + ", COMPRESSION gzip"),
    PARQUET(new Parquet(), "parquet", "FORMAT parquet"),
    PARQUET_ZSTD(PARQUET.format, "zstd.parquet", PARQUET.options + ", COMPRESSION zstd");

    /** A format is a record of immutable values. */
    @SuppressWarnings("ImmutableEnumChecker")
    final Format format;

    private final String extension;
    private final String options;

    DataFiles(Format format, String extension, String options) {
        this.format = format;
        this.extension = extension;
        this.options = options;
    }

    /** Whether the columns of a file without rows are known. */
    boolean namesColumnsWithoutRows() {
        return format instanceof Delimited || format instanceof Parquet;
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
