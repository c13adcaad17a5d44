package dev.ingot.lake.internal;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write under way: what all the ways of writing need.
 *
 * @param select the user's select
 */
record WriteJob(
        Lake lake,
        SqlRunner runner,
        TableName table,
        String select,
        SchemaPlan plan,
        Draft draft,
        ParquetOut out,
        StepControl control) {

    private static final AtomicLong TEMPS = new AtomicLong();

    /** The name of a temporary table that nobody else uses. */
    static String temp() {
        return "temp.main.__ingot_temp_" + TEMPS.incrementAndGet();
    }

    Scratch scratch() {
        return scratch(null);
    }

    /** @param marker a column of the select that the table does not have; null: none */
    Scratch scratch(@Nullable String marker) {
        return Scratch.write(runner, lake.engine().temp(), plan.cast(select, marker), select, draft.schema(), control);
    }

    List<NewFile> write(String sql) {
        return out.write(sql, select, draft.schema(), draft.partitionColumns());
    }

    /** Writes files anew by a join of their rows with the few that change. */
    List<NewFile> rewrite(String sql) {
        return fewOnTheRight(() -> write(sql));
    }

    /**
     * Runs joins of the table's rows with the few of the select as they are written. The engine must not turn them
     * around: it would hold the table's rows in memory, could not skip those outside of the keys' range, and the rows
     * would lose their order, by which files are pruned.
     */
    <T> T fewOnTheRight(Supplier<T> work) {
        String disabled = runner.rows("SELECT current_setting('disabled_optimizers')", row -> row.getString(1))
                .get(0);
        runner.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'");
        try {
            return work.get();
        } finally {
            runner.execute("SET disabled_optimizers = " + Sql.text(disabled));
        }
    }

    /** The files of the table that may hold one of the keys. */
    FileSet candidates(Scratch rows, List<String> key) {
        if (draft.base().isEmpty() || rows.rows() == 0) {
            return draft.files().withParts(List.of());
        }
        DeltaSnapshot base = draft.base().get();
        List<String> known =
                key.stream().filter(base.schema().names()::contains).toList();
        if (known.size() < key.size()) {
            return draft.files().withParts(List.of());
        }
        List<FileSet.Part> parts = draft.parts();
        if (plan.rewrite()) {
            return draft.files();
        }
        Set<String> matching = new HashSet<>();
        base.filesMatching(rows.ranges(known)).stream().map(DataFile::location).forEach(matching::add);
        return draft.files()
                .withParts(parts.stream()
                        .filter(part -> matching.contains(part.location()))
                        .toList());
    }

    /** Of these files, those that hold one of the keys: read by the key columns alone. */
    FileSet holding(FileSet candidates, Scratch rows, List<String> key) {
        if (candidates.parts().size() < 2) {
            return candidates;
        }
        List<Long> files = runner.rows(
                "SELECT DISTINCT t." + FileSet.FILE + " FROM (" + candidates.selectWithPlaces() + ") AS t SEMI JOIN "
                        + rows.relation() + " AS s ON " + Sql.equal("t", "s", key),
                "",
                control,
                0,
                row -> row.getLong(1));
        return subset(candidates, files);
    }

    static FileSet subset(FileSet files, List<Long> numbers) {
        List<FileSet.Part> parts = new ArrayList<>();
        numbers.stream().sorted().forEach(number -> parts.add(files.parts().get(Math.toIntExact(number))));
        return files.withParts(parts);
    }

    /** Rows of files whose number the log may not say. */
    long rows(FileSet files) {
        long known = files.rows();
        return known >= 0 ? known : runner.number("SELECT count(*) FROM (" + files.select() + ")", StepControl.NONE);
    }
}
