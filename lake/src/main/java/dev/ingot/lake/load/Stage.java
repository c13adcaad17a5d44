package dev.ingot.lake.load;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.internal.CopyFiles;
import dev.ingot.lake.internal.NumberedRows;
import dev.ingot.lake.internal.ParquetOut;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Every record of a batch, cast and checked, in one Parquet file inside the table's folder, in the order of the source:
 * a row's place in it is its place in the source. (The engine keeps the order of what several threads read only where it
 * writes to a file and not to a folder.) Where all rows are good, the file becomes the table's own; the columns for errors are all null then
 * and no part of the table's schema.
 */
record Stage(NewFile file, List<String> names) {

    /** More than any file will have. */
    private static final long ONE_FILE = 1L << 60;

    /**
     * @param names of the first columns: the table's own
     * @param schema of the staged columns, for the statistics
     * @param ordered whether the rows must stay in their order
     * @param bytes of the source, for progress
     */
    static Stage write(
            SqlRunner runner,
            Path folder,
            String select,
            List<String> names,
            TableSchema schema,
            boolean ordered,
            long bytes,
            StepControl control) {
        String name = "part-" + UUID.randomUUID();
        Path file = folder.resolve(name + "-0.parquet");
        String where = ordered
                ? Sql.text(file.toString()) + " (" + ParquetOut.OPTIONS
                : Sql.text(folder.toString()) + " (" + ParquetOut.OPTIONS + ", FILENAME_PATTERN "
                        + Sql.text(name + "-{i}") + ", FILE_SIZE_BYTES " + ONE_FILE;
        try {
            Files.createDirectories(folder);
            String sql = "COPY (" + ParquetOut.stored(select, schema) + "\n) TO " + where + ")";
            NewFile written = runner.rows(sql, "", control, bytes, row -> CopyFiles.read(row, schema))
                    .get(0);
            return new Stage(written, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            remove(file);
            throw e;
        }
    }

    long rows() {
        return file.stats().rows();
    }

    /** Rows of which this staged column is not null. */
    long having(String column) {
        return rows() - file.stats().nullCount().getOrDefault(column, rows());
    }

    /** Whether rows of this kind are there, as {@link ContractSql} marks them. */
    boolean suspects(SqlRunner runner, boolean kind) {
        return having(Names.SUSPECT) > 0
                && runner.number(
                                "SELECT count(*) FROM " + relation() + " WHERE " + Names.SUSPECT + " = " + kind,
                                StepControl.NONE)
                        > 0;
    }

    Set<String> filesWithOddQuotes(SqlRunner runner) {
        return new HashSet<>(runner.rows(
                "SELECT DISTINCT " + Names.SOURCE + " FROM " + relation() + " WHERE NOT " + Names.SUSPECT,
                row -> row.getString(1)));
    }

    /** Whether a bad row of a delimited file has a line break somewhere in the record. */
    boolean badWithLineBreaks(SqlRunner runner) {
        return having(Names.ERROR) > 0
                && runner.number(
                                "SELECT count(*) FROM " + relation() + " WHERE " + Names.ERROR
                                        + " IS NOT NULL AND contains(" + Names.RAW + ", chr(10))",
                                StepControl.NONE)
                        > 0;
    }

    /** All staged columns, and {@code s_row}: the number of the row in the whole stage, from 0. */
    String relation() {
        return NumberedRows.of(file.file(), names, "s_row");
    }

    /**
     * {@link #relation} with {@code s_position}: the record's number in its file, from 1.
     *
     * @param broken relation of records that stand in the files between those that are staged
     */
    String positioned(Optional<String> broken) {
        String relation = relation();
        String ordinal = "(SELECT s.*, s.s_row - f.s_first + 1 AS s_ordinal FROM " + relation
                + " s LEFT JOIN (SELECT " + Names.SOURCE + " AS s_source, min(s_row) AS s_first FROM " + relation
                + " GROUP BY ALL) f ON f.s_source = s." + Names.SOURCE + ")";
        if (broken.isEmpty()) {
            return "(SELECT *, coalesce(" + Names.RECORD + ", s_ordinal) AS s_position FROM " + ordinal + ")";
        }
        // The n-th broken record, with number b, has b - n staged ones before it.
        String gaps =
                "(SELECT file AS s_gap_file, row_number() OVER (PARTITION BY file ORDER BY \"position\") AS s_gaps,"
                        + " \"position\" - s_gaps AS s_before FROM " + broken.get() + ")";
        return "(SELECT * EXCLUDE (s_gap_file, s_gaps, s_before), coalesce(" + Names.RECORD
                + ", s_ordinal + coalesce(s_gaps, 0)) AS s_position FROM " + ordinal + " s ASOF LEFT JOIN " + gaps
                + " g ON s." + Names.SOURCE + " = g.s_gap_file AND s.s_ordinal > g.s_before)";
    }

    /** Takes the file away, and the folder where it holds nothing else. */
    void delete() {
        remove(file.file());
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            Path folder = file.resolveSibling(".").normalize();
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                if (!left.iterator().hasNext()) {
                    Files.deleteIfExists(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
