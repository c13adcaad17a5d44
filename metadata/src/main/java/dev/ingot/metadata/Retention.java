package dev.ingot.metadata;

import java.time.Instant;
import java.util.List;

/** Takes out of the store what is too old; see {@link dev.ingot.core.store.MetadataStore#forget}. */
final class Retention {

    private static final String OLD = """
            SELECT run_id FROM run
             WHERE ended_at < :before AND (undo_begun_at IS NULL OR undone_at IS NOT NULL)
               AND EXISTS (SELECT 1 FROM run later WHERE later.rowid > run.rowid AND later.project = run.project
                   AND later.target = run.target)
               AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.run_id = run.run_id
                   AND NOT EXISTS (SELECT 1 FROM audit later JOIN run r ON r.run_id = later.run_id
                       WHERE later.node_id = a.node_id AND later.audit_id > a.audit_id
                         AND r.warehouse = run.warehouse))
             ORDER BY ended_at LIMIT :most
            """;

    /** An undo goes back to the position before its run, so the newest of the old ones stays. */
    private static final String POSITIONS = """
            DELETE FROM pipeline_position AS old
             WHERE run_id = :run
               AND EXISTS (SELECT 1 FROM pipeline_position newer WHERE newer.warehouse = old.warehouse
                   AND newer.pipeline = old.pipeline AND newer.batch > old.batch AND newer.undone_at IS NULL AND newer.recorded_at < :before)
               AND NOT EXISTS (SELECT 1 FROM file_ledger f WHERE f.warehouse = old.warehouse
                   AND f.pipeline = old.pipeline AND f.batch = old.batch)
            """;

    private static final List<String> OF_RUN = List.of(
            "DELETE FROM table_version WHERE audit_id IN (SELECT audit_id FROM audit WHERE run_id = :run)",
            "DELETE FROM audit WHERE run_id = :run",
            "DELETE FROM quality_metric WHERE run_id = :run",
            "DELETE FROM run WHERE run_id = :run");

    private Retention() {}

    static int apply(Handle handle, Instant before, int most) {
        String moment = Times.text(before);
        List<String> runs =
                handle.sql(OLD).bind("before", moment).bind("most", most).list(row -> row.getString(1));
        for (String run : runs) {
            handle.sql(POSITIONS).bind("run", run).bind("before", moment).execute();
            OF_RUN.forEach(statement -> handle.sql(statement).bind("run", run).execute());
        }
        handle.sql("DELETE FROM notification WHERE status <> 'pending' AND created_at < :before")
                .bind("before", moment)
                .execute();
        return runs.size();
    }
}
