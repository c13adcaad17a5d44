package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.core.store.AuditStore;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.RunStatus;
import dev.ingot.core.store.StepRow;
import dev.ingot.core.store.StepStart;
import dev.ingot.core.store.StepStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables {@code run} and {@code audit}. */
final class SqliteAudit implements AuditStore {

    private final Database database;

    SqliteAudit(Database database) {
        this.database = database;
    }

    @Override
    public void startRun(RunStart run) {
        database.execute(handle -> RunTable.insert(handle, run, database.now()));
    }

    @Override
    public void endRun(String run, RunStatus status, @Nullable String message) {
        if (status == RunStatus.RUNNING) {
            throw new IllegalArgumentException("a run does not end as running");
        }
        database.execute(handle -> {
            if (!RunTable.end(handle, run, status, message, database.now())) {
                throw unknown("run " + run);
            }
        });
    }

    @Override
    public long startStep(StepStart step) {
        return database.write(handle -> insert(handle, step));
    }

    @Override
    public long skipStep(StepStart step, Outcome.Skipped outcome) {
        return database.write(handle -> {
            long auditId = insert(handle, step);
            end(handle, auditId, Ending.of(outcome));
            return auditId;
        });
    }

    @Override
    public void endStep(long auditId, Outcome outcome) {
        Ending ending = Ending.of(outcome);
        database.execute(handle -> {
            if (outcome instanceof Outcome.Succeeded succeeded) {
                succeeded.changes().forEach(change -> SqliteVersions.record(handle, auditId, change, database.now()));
            }
            end(handle, auditId, ending);
            if (outcome instanceof Outcome.Succeeded succeeded) {
                showUnmoved(handle, auditId, succeeded.changes());
            }
            showMoved(handle, auditId);
        });
        if (ending.defect() != null) {
            throw new IngotException(ending.defect());
        }
    }

    @Override
    public void interruptStep(long auditId, String why) {
        database.execute(
                handle -> end(handle, auditId, new Ending(StepStatus.INTERRUPTED, Counts.ZERO, null, why, null)));
    }

    private long insert(Handle handle, StepStart step) {
        TableName destination = step.destination();
        return handle.sql("""
                        INSERT INTO audit (pipeline_id, run_id, node_id, kind, destination, status, start_time, attempt,
                            created_at)
                        VALUES (:pipeline_id, :run_id, :node_id, :kind, :destination, 'running', :now, :attempt, :now)
                        RETURNING audit_id
                        """)
                .bind("pipeline_id", step.pipelineId())
                .bind("run_id", step.run())
                .bind("node_id", step.node())
                .bind("kind", step.kind())
                .bind("destination", destination == null ? null : destination.toString())
                .bind("attempt", step.attempt())
                .bind("now", Times.text(database.now()))
                .one(row -> row.getLong(1));
    }

    private void end(Handle handle, long auditId, Ending ending) {
        int rows = CountColumns.bind(handle.sql("""
                                UPDATE audit
                                   SET status = :status, end_time = :now, error_code = :error_code,
                                       error_message = :error_message,
                                %s
                                 WHERE audit_id = :audit_id
                                """.formatted(CountColumns.ASSIGNMENTS)), ending.counts())
                .bind("status", ending.status().name().toLowerCase(Locale.ROOT))
                .bind("now", Times.text(database.now()))
                .bind("error_code", ending.errorCode())
                .bind("error_message", ending.message())
                .bind("audit_id", auditId)
                .execute();
        if (rows == 0) {
            throw unknown("step " + auditId);
        }
    }

    /** A step that left its table as it was shows the version it found. */
    private static void showUnmoved(Handle handle, long auditId, List<TableChange> changes) {
        for (TableChange change : changes) {
            handle.sql("""
                            UPDATE audit SET version_before = :before, version_after = :after
                             WHERE audit_id = :audit_id AND destination = :table
                            """)
                    .bind("before", change.before())
                    .bind("after", change.after())
                    .bind("audit_id", auditId)
                    .bind("table", change.table().toString())
                    .execute();
        }
    }

    /** Over all batches of the step, also of one that failed after it had committed some. */
    private static void showMoved(Handle handle, long auditId) {
        handle.sql("""
                        UPDATE audit
                           SET version_before = v.version_before, version_after = v.version_after
                          FROM table_version v
                         WHERE audit.audit_id = :audit_id AND v.audit_id = :audit_id
                           AND audit.destination = v.schema_name || '.' || v.table_name
                        """).bind("audit_id", auditId).execute();
    }

    @Override
    public Optional<RunRow> run(String run) {
        return database.read(handle -> RunTable.find(handle, run));
    }

    @Override
    public List<RunRow> runs(int limit) {
        return database.read(handle -> handle.sql("SELECT * FROM run ORDER BY rowid DESC LIMIT :limit")
                .bind("limit", limit)
                .list(RunTable::row));
    }

    @Override
    public Optional<RunRow> lastRun(String project, String target) {
        return database.read(handle ->
                handle.sql("""
                        SELECT * FROM run WHERE project = :project AND target = :target AND status <> 'running'
                         ORDER BY rowid DESC LIMIT 1
                        """).bind("project", project).bind("target", target).first(RunTable::row));
    }

    @Override
    public Optional<RunRow> previousRun(String run) {
        return database.read(handle -> handle.sql("""
                        SELECT earlier.* FROM run this
                          JOIN run earlier ON earlier.project = this.project AND earlier.target = this.target
                           AND earlier.command = this.command AND earlier.rowid < this.rowid
                         WHERE this.run_id = :run AND earlier.status IN ('success', 'failed')
                         ORDER BY earlier.rowid DESC LIMIT 1
                        """).bind("run", run).first(RunTable::row));
    }

    @Override
    public List<StepRow> steps(String run) {
        return database.read(handle -> handle.sql("SELECT * FROM audit WHERE run_id = :run ORDER BY audit_id")
                .bind("run", run)
                .list(SqliteAudit::step));
    }

    @Override
    public List<StepRow> find(AuditQuery query) {
        StepStatus status = query.status();
        return database.read(handle -> handle.sql("""
                        SELECT * FROM audit
                         WHERE (:node IS NULL OR instr(node_id, :node) > 0 OR instr(destination, :node) > 0)
                           AND (:status IS NULL OR status = :status)
                         ORDER BY audit_id DESC LIMIT :limit
                        """)
                .bind("node", query.node())
                .bind("status", status == null ? null : status.name().toLowerCase(Locale.ROOT))
                .bind("limit", query.limit())
                .list(SqliteAudit::step));
    }

    @Override
    public List<String> unfinishedNodes(String run) {
        return database.write(handle -> {
            RunRow row = RunTable.find(handle, run).orElseThrow(() -> unknown("run " + run));
            List<StepRow> last = handle.sql("""
                            SELECT * FROM audit
                             WHERE audit_id IN (SELECT max(audit_id) FROM audit WHERE run_id = :run GROUP BY node_id)
                             ORDER BY audit_id
                            """).bind("run", run).list(SqliteAudit::step);
            Set<String> unfinished = new LinkedHashSet<>(row.nodes());
            last.forEach(step -> unfinished.add(step.node()));
            last.stream()
                    .filter(step -> step.status() == StepStatus.SUCCESS)
                    .forEach(step -> unfinished.remove(step.node()));
            return List.copyOf(unfinished);
        });
    }

    @Override
    public void forgetIdle(String run) {
        database.execute(handle -> {
            boolean idle = handle.sql("""
                            SELECT * FROM run WHERE run_id = :run AND status = 'success'
                               AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.run_id = :run
                                   AND (a.status <> 'success' OR a.records_processed > 0
                                     OR EXISTS (SELECT 1 FROM table_version v WHERE v.audit_id = a.audit_id)))
                            """).bind("run", run).list(RunTable::row).size() == 1;
            if (idle) {
                handle.sql("DELETE FROM audit WHERE run_id = :run")
                        .bind("run", run)
                        .execute();
                handle.sql("DELETE FROM run WHERE run_id = :run")
                        .bind("run", run)
                        .execute();
            }
        });
    }

    @Override
    public void beginUndo(String run) {
        stamp(run, "undo_begun_at");
    }

    @Override
    public List<RunRow> undosBegun() {
        return database.read(handle -> handle.sql(
                        "SELECT * FROM run WHERE undo_begun_at IS NOT NULL AND undone_at IS NULL ORDER BY rowid DESC")
                .list(RunTable::row));
    }

    @Override
    public void markUndone(String run) {
        stamp(run, "undone_at");
    }

    private void stamp(String run, String column) {
        database.execute(handle -> {
            int rows = handle.sql("UPDATE run SET " + column + " = :now WHERE run_id = :run")
                    .bind("now", Times.text(database.now()))
                    .bind("run", run)
                    .execute();
            if (rows == 0) {
                throw unknown("run " + run);
            }
        });
    }

    private static IngotException unknown(String what) {
        return Problem.of(MetadataError.UNKNOWN, "The metadata store has no " + what + ".")
                .toException();
    }

    private static StepRow step(ResultSet row) throws SQLException {
        return new StepRow(
                row.getLong("audit_id"),
                Columns.nullableLong(row, "pipeline_id"),
                row.getString("run_id"),
                row.getString("node_id"),
                row.getString("kind"),
                row.getString("destination"),
                StepStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Times.instant(row.getString("start_time")),
                Times.instantOrNull(row.getString("end_time")),
                CountColumns.read(row),
                Columns.nullableLong(row, "version_before"),
                Columns.nullableLong(row, "version_after"),
                row.getInt("attempt"),
                row.getString("error_code"),
                row.getString("error_message"));
    }

    /**
     * An outcome as the columns show it.
     *
     * @param defect set where the outcome contradicts itself
     */
    private record Ending(
            StepStatus status,
            Counts counts,
            @Nullable String errorCode,
            @Nullable String message,
            @Nullable Problem defect) {

        static Ending of(Outcome outcome) {
            if (outcome instanceof Outcome.Succeeded succeeded) {
                return ofSuccess(succeeded);
            }
            if (outcome instanceof Outcome.Skipped skipped) {
                return new Ending(StepStatus.SKIPPED, Counts.ZERO, null, skipped.why(), null);
            }
            Outcome.Failed failed = (Outcome.Failed) outcome;
            @Nullable
            String code = failed.problems().isEmpty()
                    ? null
                    : failed.problems().get(0).code().id();
            return new Ending(StepStatus.FAILED, failed.counts(), code, lines(failed.problems()), null);
        }

        private static Ending ofSuccess(Outcome.Succeeded succeeded) {
            Counts counts = succeeded.counts();
            if (!counts.balanced()) {
                Problem defect = Problem.of(
                        MetadataError.UNBALANCED,
                        "A step reported success with rows that are not accounted for: " + counts.law() + ".");
                return new Ending(StepStatus.FAILED, counts, defect.code().id(), lines(List.of(defect)), defect);
            }
            String message = Stream.concat(
                            Stream.of(succeeded.message()),
                            succeeded.warnings().stream().map(warning -> "warning: " + warning.render()))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
            return new Ending(StepStatus.SUCCESS, counts, null, message.isEmpty() ? null : message, null);
        }

        private static String lines(List<Problem> problems) {
            return problems.stream().map(problem -> problem.render().strip()).collect(Collectors.joining("\n"));
        }
    }
}
