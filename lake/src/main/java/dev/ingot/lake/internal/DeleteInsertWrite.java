package dev.ingot.lake.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.delta.NewFile;
import dev.ingot.sql.ReplacedRows;
import dev.ingot.sql.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
            Deleted deleted = delete(job, rows, job.candidates(rows, key), key, mode.predicates());
            MergeWrite.insertAll(job, rows);
            return written(job, deleted, rows.rows(), "SELECT * FROM " + rows.relation(), mode.identity());
        }
    }

    static Written run(WriteJob job, BuildMode.DeleteWhere mode) {
        String gone = "(" + mode.condition() + ")";
        Deleted deleted = delete(job, job.draft().files(), " WHERE " + gone, " WHERE " + gone + " IS NOT TRUE");
        List<NewFile> files = job.write(job.plan().cast(job.select()));
        job.draft().add(files);
        String fresh = job.draft().files().withParts(parts(job, files)).select();
        return written(job, deleted, ParquetOut.rows(files), fresh, mode.identity());
    }

    private static List<FileSet.Part> parts(WriteJob job, List<NewFile> files) {
        Set<String> places = files.stream().map(file -> file.file().toString()).collect(Collectors.toSet());
        return job.draft().parts().stream()
                .filter(part -> places.contains(part.location()))
                .toList();
    }

    /** @param fresh a select of the new rows */
    private static Written written(WriteJob job, Deleted deleted, long rows, String fresh, List<String> identity) {
        if (deleted.rows() == 0) {
            return new Written(Counts.inserted(rows), 0, 0, "DELETE+INSERT");
        }
        List<String> names = job.draft().schema().names();
        String sql = ReplacedRows.sql(
                deleted.select(),
                fresh,
                names.stream().map(Sql::id).toList(),
                names.stream()
                        .filter(name -> identity.stream().anyMatch(name::equalsIgnoreCase))
                        .map(Sql::id)
                        .toList());
        ReplacedRows replaced =
                job.runner().rows(sql, "", job.control(), 0, ReplacedRows::read).get(0);
        ParquetOut.equal("rows deleted", deleted.rows(), "rows gone or replaced", replaced.old());
        ParquetOut.equal("rows of the select", rows, "rows inserted, updated or unchanged", replaced.fresh());
        return new Written(replaced.counts(), 0, 0, "DELETE+INSERT");
    }

    /**
     * Rows that were deleted.
     *
     * @param select gives them, from the files that have them
     */
    private record Deleted(long rows, String select) {}

    private static Deleted delete(
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
        return delete(job, files, dest + " ANTI JOIN " + there, dest + " SEMI JOIN " + there)
                .rows();
    }

    /**
     * @param gone what follows the rows of the files to give those that go
     * @param stay the same for those that stay
     */
    private static Deleted delete(WriteJob job, FileSet candidates, String gone, String stay) {
        if (candidates.parts().isEmpty()) {
            return new Deleted(0, "");
        }
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
            return new Deleted(0, "");
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
        return new Deleted(deleted, "SELECT * FROM (" + touched.select() + ")" + gone);
    }
}
