package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Adds or replaces rows by key. Only files with a row that really changes are written anew; all their rows stay in
 * their order. New rows go to files of their own.
 */
final class MergeWrite {

    /** Columns that say how a row came in; they alone do not make a row a changed one. */
    private static final String BOOKKEEPING = "_ingot_";

    /** The aliases of table and select are dbt's, since predicates of incremental models name them. */
    static final String DEST = "DBT_INTERNAL_DEST";

    static final String SOURCE = "DBT_INTERNAL_SOURCE";

    private MergeWrite() {}

    /** @param arrival of the rows of a load; of a model's it is always the newest */
    static Written run(WriteJob job, BuildMode.Merge mode, Arrival arrival) {
        List<String> key =
                Scratch.key(mode.key(), job.draft().schema(), job.plan().select());
        Set<String> update = updated(job, mode, key);
        String deleted = mode.deleted();
        try (Scratch rows = job.scratch(deleted)) {
            rows.requireKeys(key, job.draft().schema());
            rows.requireUnique(key, job.control());
            FileSet holding = job.holding(job.candidates(rows, key), rows, key);
            String marker = deleted == null ? "false" : SOURCE + "." + Sql.id(deleted);
            Sides sides = new Sides(rows, holding, on(key, mode.predicates()), marker);
            Written merged = deleted == null && holding.parts().isEmpty()
                    ? insertAll(job, rows)
                    : merge(job, sides, update, arrival.precedence());
            return arrival.whole() && job.draft().base().isPresent()
                    ? withoutMissing(job, rows, key, arrival, merged)
                    : merged;
        }
    }

    /**
     * What is merged.
     *
     * @param holding the files that may have a row of one of the keys
     * @param on when a row of the select is that of a row of the table
     * @param marker whether a row of the select is a marker: the table's row is to go
     */
    private record Sides(Scratch rows, FileSet holding, String on, String marker) {}

    /** What the table has beside the batch, which is in it by now, goes. */
    private static Written withoutMissing(
            WriteJob job, Scratch rows, List<String> key, Arrival arrival, Written merged) {
        long gone = DeleteInsertWrite.deleteMissing(job, arrival.keys(rows, key), key);
        return new Written(merged.counts(), gone, 0, gone, merged.operation());
    }

    private static Set<String> updated(WriteJob job, BuildMode.Merge mode, List<String> key) {
        Set<String> columns = new HashSet<>(job.plan().given());
        columns.removeAll(key);
        List<String> only = mode.update();
        if (only == null) {
            return columns;
        }
        List<Problem> problems = new ArrayList<>();
        for (String name : only) {
            if (job.plan().select().find(name).isEmpty()) {
                problems.add(Problem.of(LakeError.BAD_KEY, "The column to update '" + name + "' is not in the select.")
                        .fix(Suggestion.didYouMean(name, job.plan().select().names())));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        columns.removeIf(column -> only.stream().noneMatch(column::equalsIgnoreCase) && !bookkeeping(column));
        return columns;
    }

    static boolean bookkeeping(String column) {
        return column.toLowerCase(Locale.ROOT).startsWith(BOOKKEEPING);
    }

    static Written insertAll(WriteJob job, Scratch rows) {
        List<NewFile> files = rows.rows() == 0
                ? List.of()
                : job.write("SELECT " + Sql.ids(job.draft().schema().names()) + " FROM " + rows.relation());
        ParquetOut.equal("rows of the select", rows.rows(), "rows written", ParquetOut.rows(files));
        job.draft().add(files);
        return new Written(Counts.inserted(rows.rows()), 0, 0, "MERGE");
    }

    private static String on(List<String> key, List<String> predicates) {
        return Sql.equal(DEST, SOURCE, key) + and(predicates);
    }

    static String and(List<String> predicates) {
        return predicates.stream().map(predicate -> " AND (" + predicate + ")").collect(Collectors.joining());
    }

    private static Written merge(WriteJob job, Sides sides, Set<String> update, Precedence precedence) {
        String matches = WriteJob.temp();
        String find = "CREATE TEMP TABLE " + matches + " AS SELECT " + SOURCE + "." + Scratch.NUMBER + " AS number, "
                + DEST + "." + FileSet.FILE + " AS file, " + sides.marker() + " AS gone, NOT " + sides.marker()
                + " AND " + same(update) + " AS same, "
                + precedence.older(SOURCE, DEST, job.draft().schema()) + " AS older FROM ("
                + sides.holding().selectWithPlaces() + ") AS " + DEST + " JOIN "
                + sides.rows().relation() + " AS " + SOURCE + " ON " + sides.on() + precedence.joins(SOURCE, DEST);
        job.fewOnTheRight(() -> {
            job.runner().execute(find, "", job.control(), 0);
            return matches;
        });
        try {
            return apply(job, sides, update, matches);
        } finally {
            job.runner().execute("DROP TABLE " + matches);
        }
    }

    private static String same(Set<String> update) {
        return update.stream()
                .filter(column -> !bookkeeping(column))
                .sorted()
                .map(column -> DEST + "." + Sql.id(column) + " IS NOT DISTINCT FROM " + SOURCE + "." + Sql.id(column))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(" AND "), all -> all.isEmpty() ? "true" : "(" + all + ")"));
    }

    private static Written apply(WriteJob job, Sides sides, Set<String> update, String matches) {
        SqlRunner runner = job.runner();
        long matched = runner.number("SELECT count(DISTINCT number) FROM " + matches, job.control());
        String newer = "(SELECT * FROM " + matches + " WHERE NOT same AND NOT older)";
        long deleted = runner.number("SELECT count(DISTINCT number) FROM " + newer + " WHERE gone", job.control());
        long updated = runner.number("SELECT count(DISTINCT number) FROM " + newer + " WHERE NOT gone", job.control());
        long gone = runner.number("SELECT count(*) FROM " + newer + " WHERE gone", job.control());
        long outdated = runner.number(
                "SELECT count(DISTINCT number) FROM " + matches
                        + " WHERE NOT same AND older AND number NOT IN (SELECT number FROM " + newer + ")",
                job.control());
        List<Long> changed = runner.rows("SELECT DISTINCT file FROM " + newer, row -> row.getLong(1));
        FileSet touched = WriteJob.subset(sides.holding(), changed);
        if (!changed.isEmpty()) {
            List<NewFile> rewritten = job.rewrite(rewrite(job, sides, touched, update, newer));
            ParquetOut.equal(
                    "rows of the files to be replaced",
                    job.rows(touched) - gone,
                    "rows written",
                    ParquetOut.rows(rewritten));
            job.draft().remove(touched.parts());
            job.draft().add(rewritten);
        }
        String fresh = " FROM " + sides.rows().relation() + " AS " + SOURCE + " WHERE " + Scratch.NUMBER
                + " NOT IN (SELECT number FROM " + matches + ")";
        long nothing = runner.number("SELECT count(*)" + fresh + " AND " + sides.marker(), job.control());
        long inserted = sides.rows().rows() - matched - nothing;
        if (inserted > 0) {
            List<NewFile> added =
                    job.write("SELECT " + Sql.ids(job.draft().schema().names()) + fresh + " AND NOT " + sides.marker());
            ParquetOut.equal("rows with a new key", inserted, "rows written", ParquetOut.rows(added));
            job.draft().add(added);
        }
        long unchanged = matched - updated - deleted - outdated + nothing;
        Counts counts = new Counts(sides.rows().rows(), inserted, updated, deleted, unchanged, outdated, 0, 0);
        return new Written(counts, gone - deleted, 0, "MERGE");
    }

    private static String rewrite(WriteJob job, Sides sides, FileSet touched, Set<String> update, String newer) {
        String columns = job.draft().schema().names().stream()
                .map(name -> update.contains(name)
                        ? "CASE WHEN " + SOURCE + "." + Scratch.NUMBER + " IS NULL THEN " + DEST + "." + Sql.id(name)
                                + " ELSE " + SOURCE + "." + Sql.id(name) + " END AS " + Sql.id(name)
                        : DEST + "." + Sql.id(name))
                .collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM (" + touched.select() + ") AS " + DEST + " LEFT JOIN (SELECT * FROM "
                + sides.rows().relation() + " WHERE " + Scratch.NUMBER + " IN (SELECT number FROM " + newer
                + ")) AS " + SOURCE + " ON " + sides.on() + " WHERE (" + sides.marker() + ") IS NOT TRUE";
    }
}
