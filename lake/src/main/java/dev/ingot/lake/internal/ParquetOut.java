package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes selects as Parquet files into a table's folder. Each write has a prefix of its own, so that a failed one can
 * be removed. The counts that the writer reports are compared with the footers of the files.
 */
public final class ParquetOut {

    /**
     * How every data file is written. Level 1 of zstd takes a fifth less CPU than the engine's default of 3 and the files
     * came out no larger (measured on text, numbers and dates).
     */
    public static final String OPTIONS =
            "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS true, OVERWRITE_OR_IGNORE true";

    /**
     * Whether a column of this type is text in a table's files. Delta knows neither type, and Spark reads no Parquet file
     * that has a time of day or a UUID; the table's schema says what the text spells, and {@link FileSet} reads it so.
     */
    public static boolean isText(DataType type) {
        return type == Simple.TIME || type == Simple.UUID || type == Simple.JSON;
    }

    /**
     * The select as its rows are written.
     *
     * @param schema of columns of the select
     */
    public static String stored(String select, TableSchema schema) {
        String texts = schema.columns().stream()
                .filter(column -> isText(column.type()))
                .map(column -> "CAST(" + Sql.id(column.name()) + " AS VARCHAR) AS " + Sql.id(column.name()))
                .collect(Collectors.joining(", "));
        return texts.isEmpty() ? select : "SELECT * REPLACE (" + texts + ") FROM (\n" + select + "\n)";
    }

    private final SqlRunner runner;
    private final TableName table;
    private final Path folder;
    private final long targetBytes;
    private final StepControl control;

    ParquetOut(SqlRunner runner, TableName table, Path folder, long targetBytes, StepControl control) {
        this.runner = runner;
        this.table = table;
        this.folder = folder;
        this.targetBytes = targetBytes;
        this.control = control;
    }

    /**
     * @param select gives exactly the columns of {@code schema}, already in their types
     * @param written the part of {@code select} that the user wrote
     */
    List<NewFile> write(String select, String written, TableSchema schema, List<String> partitionColumns) {
        String prefix = "part-" + UUID.randomUUID();
        Folders.disk(folder, () -> Files.createDirectories(folder));
        String layout = partitionColumns.isEmpty()
                ? "FILE_SIZE_BYTES " + targetBytes
                : "PARTITION_BY (" + Sql.ids(partitionColumns) + ")";
        String copy = "COPY (" + stored(select, schema) + "\n) TO " + Sql.text(folder.toString())
                + " (" + OPTIONS + ", FILENAME_PATTERN "
                + Sql.text(prefix + "-{i}") + ", " + layout + ")";
        try {
            List<NewFile> files = new ArrayList<>();
            for (NewFile file :
                    runner.rows(copy, written, control, 0, row -> CopyStats.read(row, schema, partitionColumns))) {
                if (file.stats().rows() > 0) {
                    files.add(file);
                } else {
                    Folders.disk(file.file(), () -> Files.deleteIfExists(file.file()));
                }
            }
            checkNulls(files, schema, partitionColumns);
            checkFooters(files);
            return files;
        } catch (IngotException e) {
            removeWritten(prefix);
            throw e;
        }
    }

    static long rows(List<NewFile> files) {
        return files.stream().mapToLong(file -> file.stats().rows()).sum();
    }

    void checkFooters(List<NewFile> files) {
        if (files.isEmpty()) {
            return;
        }
        String paths =
                Paths.sql(files.stream().map(file -> file.file().toString()).toList());
        long footers = runner.number(
                "SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata(" + paths + ")", StepControl.NONE);
        equal("rows written to " + table, rows(files), "rows in the files' footers", footers);
    }

    private void checkNulls(List<NewFile> files, TableSchema schema, List<String> partitionColumns) {
        List<Problem> problems = new ArrayList<>();
        for (Column column : schema.columns()) {
            if (!column.nullable()) {
                long nulls = files.stream()
                        .mapToLong(file -> partitionColumns.contains(column.name())
                                ? (file.partitionValues().get(column.name()) == null
                                        ? file.stats().rows()
                                        : 0)
                                : file.stats().nullCount().getOrDefault(column.name(), 0L))
                        .sum();
                if (nulls > 0) {
                    problems.add(Problem.of(
                            LakeError.NOT_NULL,
                            "The column '" + column.name() + "' of " + table + " must not be null, but "
                                    + rowsText(nulls) + (nulls == 1 ? " has" : " have") + " no value."));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    static String rowsText(long rows) {
        return rows == 1 ? "1 row" : String.format("%,d rows", rows);
    }

    /** Stops a write whose independent counts differ. */
    static void equal(String what, long one, String than, long other) {
        if (one != other) {
            throw Problem.of(
                            LakeError.COUNTS_DIFFER,
                            "The write was stopped: " + what + ": " + one + ", but " + than + ": " + other + ".")
                    .because("Nothing was published.")
                    .fix("If the select is not deterministic (random(), LIMIT without ORDER BY), make it so;"
                            + " otherwise report a defect.")
                    .toException();
        }
    }

    /** The select whose columns are those of {@code schema} by name, cast to their types. */
    static String cast(String select, TableSchema schema) {
        return "SELECT "
                + schema.columns().stream()
                        .map(column -> "CAST(" + Sql.id(column.name()) + " AS " + DuckTypes.sql(column.type()) + ") AS "
                                + Sql.id(column.name()))
                        .collect(Collectors.joining(", "))
                + " FROM (\n" + select + "\n)";
    }

    private void removeWritten(String prefix) {
        Folders.disk(
                folder,
                () -> Files.walkFileTree(folder, new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                        return dir.getFileName().toString().equals(Folders.LOG)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (file.getFileName().toString().startsWith(prefix)) {
                            Files.deleteIfExists(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                }));
        removeIfEmpty(folder);
    }

    private static void removeIfEmpty(Path folder) {
        if (Folders.names(folder).isEmpty()) {
            Folders.disk(folder, () -> Files.deleteIfExists(folder));
        }
    }
}
