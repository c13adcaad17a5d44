package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.delta.NewFile;
import dev.ingot.sql.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes the rows whose key is in the select, or those of which a condition holds; the select's rows come in their
 * place. A null in a key matches nothing.
 */
final class DeleteInsertWrite {

    private DeleteInsertWrite() {}

    static Written run(WriteJob job, BuildMode.DeleteInsert mode) {
        List<String> key =
                Scratch.key(mode.key(), job.draft().schema(), job.plan().select());
        try (Scratch rows = job.scratch()) {
            FileSet candidates = job.candidates(rows, key);
            long deleted = candidates.parts().isEmpty() ? 0 : delete(job, rows, candidates, key, mode.predicates());
            Written inserted = MergeWrite.insertAll(job, rows);
            return new Written(Counts.inserted(inserted.counts().read()), deleted, 0, "DELETE+INSERT");
        }
    }

    private static long delete(
            WriteJob job, Scratch rows, FileSet candidates, List<String> key, List<String> predicates) {
        String dest = " AS " + MergeWrite.DEST;
        String select = rows.relation() + " AS " + MergeWrite.SOURCE;
        String equal = Sql.equal(MergeWrite.DEST, MergeWrite.SOURCE, key);
        if (predicates.isEmpty()) {
            String keys = select + " ON " + equal;
            return delete(job, candidates, dest + " SEMI JOIN " + keys, dest + " ANTI JOIN " + keys);
        }
        // Outside of the brackets, so that a column without an alias is the table's.
        String gone = "(EXISTS (SELECT 1 FROM " + select + " WHERE " + equal + ")" + MergeWrite.and(predicates) + ")";
        return delete(job, candidates, dest + " WHERE " + gone, dest + " WHERE " + gone + " IS NOT TRUE");
    }

    /** Deletes rows whose key is not among these; returns how many. */
    static long deleteMissing(WriteJob job, String keys, List<String> key) {
        FileSet files = job.draft().files();
        String there = keys + " AS " + MergeWrite.SOURCE + " ON " + Sql.equal(MergeWrite.DEST, MergeWrite.SOURCE, key);
        String dest = " AS " + MergeWrite.DEST;
        return files.parts().isEmpty()
                ? 0
                : delete(job, files, dest + " ANTI JOIN " + there, dest + " SEMI JOIN " + there);
    }

    /** Deletes rows of which a condition over the table's columns holds; returns how many. */
    static long deleteWhere(WriteJob job, String condition) {
        FileSet files = job.draft().files();
        String gone = "(" + condition + ")";
        return files.parts().isEmpty() ? 0 : delete(job, files, " WHERE " + gone, " WHERE " + gone + " IS NOT TRUE");
    }

    /**
     * @param gone what follows the rows of the files to give those that go
     * @param stay the same for those that stay
     */
    private static long delete(WriteJob job, FileSet candidates, String gone, String stay) {
        Map<Long, Long> perFile = new HashMap<>();
        job.runner()
                .rows(
                        "SELECT " + FileSet.FILE + ", count(*) FROM (" + candidates.selectWithPlaces() + ")" + gone
                                + " GROUP BY " + FileSet.FILE,
                        "",
                        job.control(),
                        0,
                        row -> {
                            perFile.put(row.getLong(1), row.getLong(2));
                            return true;
                        });
        if (perFile.isEmpty()) {
            return 0;
        }
        long deleted = perFile.values().stream().mapToLong(Long::longValue).sum();
        FileSet touched = WriteJob.subset(candidates, List.copyOf(perFile.keySet()));
        List<NewFile> rest = job.rewrite("SELECT * FROM (" + touched.select() + ")" + stay);
        ParquetOut.equal(
                "rows that stay in the files to be replaced",
                job.rows(touched) - deleted,
                "rows written",
                ParquetOut.rows(rest));
        job.draft().remove(touched.parts());
        job.draft().add(rest);
        return deleted;
    }
}
