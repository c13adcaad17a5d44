package dev.ingot.metadata;

import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code run}; each is part of the caller's transaction. */
final class RunTable {

    private RunTable() {}

    static void insert(Handle handle, RunStart run, Instant now) {
        Owners.bind(handle.sql("""
                                INSERT INTO run (run_id, command, project, target, warehouse, status, started_at, git_commit,
                                    versions, arguments, nodes, host, machine, pid, process_start, lease_until)
                                VALUES (:run_id, :command, :project, :target, :warehouse, 'running', :now, :git_commit,
                                    :versions, :arguments, :nodes, :host, :machine, :pid, :process_start, :lease_until)
                                """), run.owner())
                .bind("command", run.command())
                .bind("project", run.project())
                .bind("target", run.target())
                .bind("warehouse", run.warehouse().value())
                .bind("now", Times.text(now))
                .bind("git_commit", run.gitCommit())
                .bind("versions", Json.write(run.versions()))
                .bind("arguments", Json.write(run.arguments()))
                .bind("nodes", Json.write(run.nodes()))
                .bind("lease_until", Times.text(now.plus(MetadataStore.LEASE)))
                .execute();
    }

    /** Ends the run, its running steps and its locks. Returns whether there is such a run. */
    static boolean end(Handle handle, String run, RunStatus status, @Nullable String message, Instant now) {
        handle.sql("""
                        UPDATE audit SET status = 'interrupted', end_time = :now, error_message = :message
                         WHERE run_id = :run AND status = 'running'
                        """)
                .bind("now", Times.text(now))
                .bind("message", message == null ? "The run ended before this step did." : message)
                .bind("run", run)
                .execute();
        handle.sql("DELETE FROM table_lock WHERE run_id = :run")
                .bind("run", run)
                .execute();
        return CountColumns.bind(
                                handle.sql("""
                                        UPDATE run
                                           SET status = :status, ended_at = :now, message = :message,
                                               steps_success = (%1$s AND status = 'success'),
                                               steps_failed = (%1$s AND status = 'failed'),
                                               steps_skipped = (%1$s AND status = 'skipped'),
                                        %2$s
                                         WHERE run_id = :run
                                        """.formatted(LAST_ATTEMPTS, CountColumns.ASSIGNMENTS)),
                                pipelineCounts(handle, run))
                        .bind("status", status.name().toLowerCase(Locale.ROOT))
                        .bind("now", Times.text(now))
                        .bind("message", message)
                        .bind("run", run)
                        .execute()
                == 1;
    }

    private static final String LAST_ATTEMPTS = """
            SELECT count(*) FROM audit
             WHERE audit_id IN (SELECT max(audit_id) FROM audit WHERE run_id = :run GROUP BY node_id)\
            """;

    private static Counts pipelineCounts(Handle handle, String run) {
        return handle.sql("""
                        SELECT coalesce(sum(rows_read), 0) AS rows_read, coalesce(sum(inserted), 0) AS inserted,
                               coalesce(sum(updated), 0) AS updated, coalesce(sum(deleted), 0) AS deleted,
                               coalesce(sum(unchanged), 0) AS unchanged,
                               coalesce(sum(deduplicated), 0) AS deduplicated,
                               coalesce(sum(filtered), 0) AS filtered, coalesce(sum(quarantined), 0) AS quarantined
                          FROM audit
                         WHERE run_id = :run AND status = 'success' AND kind = 'pipeline'
                        """).bind("run", run).one(row -> CountColumns.read(row));
    }

    static Optional<RunRow> find(Handle handle, String run) {
        return handle.sql("SELECT * FROM run WHERE run_id = :run")
                .bind("run", run)
                .first(RunTable::row);
    }

    static List<RunRow> running(Handle handle) {
        return handle.sql("SELECT * FROM run WHERE status = 'running' ORDER BY rowid")
                .list(RunTable::row);
    }

    static RunRow row(ResultSet row) throws SQLException {
        return new RunRow(
                row.getString("run_id"),
                row.getString("command"),
                row.getString("project"),
                row.getString("target"),
                new WarehouseId(row.getString("warehouse")),
                RunStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Times.instant(row.getString("started_at")),
                Times.instantOrNull(row.getString("ended_at")),
                Owners.read(row),
                row.getString("git_commit"),
                Json.map(row.getString("versions")),
                Json.strings(row.getString("arguments")),
                Json.strings(row.getString("nodes")),
                row.getInt("steps_success"),
                row.getInt("steps_failed"),
                row.getInt("steps_skipped"),
                CountColumns.read(row),
                row.getString("message"),
                Times.instantOrNull(row.getString("undone_at")));
    }
}
