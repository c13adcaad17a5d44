package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.delta.ColumnRange;
import dev.ingot.delta.FileStats;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a select, written once to a file of their own, so that they can be read several times and are the same
 * each time. A row is named by its number in the file. For one thread.
 */
final class Scratch implements AutoCloseable {

    /** The row's number, a column of {@link #relation()}. */
    static final String NUMBER = "__ingot_number";

    private final SqlRunner runner;
    private final Path file;
    private final FileStats stats;
    private final List<String> names;

    private Scratch(SqlRunner runner, Path file, FileStats stats, List<String> names) {
        this.runner = runner;
        this.file = file;
        this.stats = stats;
        this.names = names;
    }

    static Scratch write(
            SqlRunner runner, Path folder, String select, String written, TableSchema schema, StepControl control) {
        Path file = folder.resolve("rows-" + UUID.randomUUID() + ".parquet");
        String copy =
                "COPY (" + select + "\n) TO " + Sql.text(file.toString()) + " (FORMAT parquet, RETURN_STATS true)";
        try {
            List<NewFile> files = runner.rows(copy, written, control, 0, row -> CopyStats.read(row, schema, List.of()));
            return new Scratch(runner, file, files.get(0).stats(), schema.names());
        } catch (IngotException e) {
            Folders.disk(file, () -> Files.deleteIfExists(file));
            throw e;
        }
    }

    long rows() {
        return stats.rows();
    }

    /** All columns, and {@link #NUMBER}. */
    String relation() {
        return NumberedRows.of(file, names, NUMBER);
    }

    /** Fails where a key column is null, or not in the select, or of a type that cannot be compared. */
    void requireKeys(List<String> key, TableSchema schema) {
        List<Problem> problems = new ArrayList<>();
        for (String name : key) {
            long nulls = stats.nullCount().getOrDefault(name, 0L);
            if (nulls > 0) {
                problems.add(Problem.of(
                                LakeError.NULL_KEY,
                                "The key column '" + name + "' is null in " + ParquetOut.rowsText(nulls)
                                        + " of the select.")
                        .fix("Leave such rows out: WHERE " + Sql.id(name) + " IS NOT NULL"));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** Fails where two rows have the same key, naming one such key. */
    void requireUnique(List<String> key, StepControl control) {
        String keys = Sql.ids(key);
        List<String> examples = runner.rows(
                "SELECT "
                        + key.stream()
                                .map(k -> "CAST(" + Sql.id(k) + " AS VARCHAR)")
                                .collect(Collectors.joining(", "))
                        + ", rows, count(*) OVER () AS keys FROM (SELECT " + keys + ", count(*) AS rows FROM "
                        + relation() + " GROUP BY " + keys + " HAVING count(*) > 1) ORDER BY rows DESC, " + keys
                        + " LIMIT 1",
                "",
                control,
                0,
                row -> {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < key.size(); i++) {
                        values.add(key.get(i) + " = " + row.getString(i + 1));
                    }
                    long others = row.getLong(key.size() + 2) - 1;
                    return String.join(", ", values) + " is there " + row.getLong(key.size() + 1) + " times"
                            + (others == 0 ? "" : ", and " + others + " more keys more than once");
                });
        if (!examples.isEmpty()) {
            throw Problem.of(
                            LakeError.DUPLICATE_KEY,
                            "The select has several rows of the same key: " + examples.get(0) + ".")
                    .fix("Choose one row of each key, for example QUALIFY row_number() OVER (PARTITION BY "
                            + String.join(", ", key) + " ORDER BY …) = 1")
                    .toException();
        }
    }

    /** Whether two rows have the same key. */
    boolean repeated(List<String> key, StepControl control) {
        String keys = Sql.ids(key);
        String repeated = "SELECT 1 FROM " + relation() + " GROUP BY " + keys + " HAVING count(*) > 1";
        return runner.number("SELECT count(*) FROM (" + repeated + ")", control) > 0;
    }

    /** The ranges in which the keys lie. */
    List<ColumnRange> ranges(List<String> key) {
        List<ColumnRange> ranges = new ArrayList<>();
        for (String name : key) {
            @Nullable Object min = stats.min().get(name);
            @Nullable Object max = stats.max().get(name);
            if (min != null || max != null) {
                ranges.add(new ColumnRange(name, min, max));
            }
        }
        return ranges;
    }

    /** The key columns as the table writes them; fails for those that are not there. */
    static List<String> key(List<String> key, TableSchema schema, TableSchema select) {
        List<Problem> problems = new ArrayList<>();
        if (key.isEmpty()) {
            problems.add(Problem.of(LakeError.BAD_KEY, "A merge needs a key.").fix("Set unique_key."));
        }
        for (String name : key) {
            schema.find(name)
                    .map(Column::type)
                    .filter(TypeLattice::isNested)
                    .ifPresent(type -> problems.add(Problem.of(
                            LakeError.BAD_KEY, "The column '" + name + "' of type " + type + " cannot be a key.")));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return columns(key, schema, select);
    }

    /** The named columns as the table writes them; fails for those that are not there. */
    static List<String> columns(List<String> wanted, TableSchema schema, TableSchema select) {
        List<Problem> problems = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : wanted) {
            boolean there = schema.find(name).isPresent() && select.find(name).isPresent();
            if (!there) {
                problems.add(Problem.of(LakeError.BAD_KEY, "The key column '" + name + "' is not in the select.")
                        .fix(dev.ingot.api.error.Suggestion.didYouMean(name, select.names())));
                continue;
            }
            names.add(schema.find(name).orElseThrow().name());
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return names;
    }

    @Override
    public void close() {
        Folders.disk(file, () -> Files.deleteIfExists(file));
    }
}
