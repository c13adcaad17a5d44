package dev.ingot.core.store;

import dev.ingot.api.run.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code run} and {@code audit}: every run, and every attempt at every node in it. A row is written when its
 * step starts and completed from the step's {@link Outcome}; a successful row whose counts do not add up is refused by
 * the store itself.
 */
public interface AuditStore {

    void startRun(RunStart run);

    /**
     * Ends a run. Steps of it that still run become interrupted, and its locks are freed.
     *
     * @param message why it failed or was interrupted; null otherwise
     */
    void endRun(String run, RunStatus status, @Nullable String message);

    /** Writes the row with status {@code running} and returns its audit id. */
    long startStep(StepStart step);

    /**
     * Completes the row, and records the versions of the tables that the step changed.
     *
     * @throws dev.ingot.api.error.IngotException if the outcome is a success and its counts do not add up; the row is
     *     then stored as failed with that error
     */
    void endStep(long auditId, Outcome outcome);

    /** Marks a running step as interrupted. */
    void interruptStep(long auditId, String why);

    /** A step that never started, in one row. Returns its audit id. */
    long skipStep(StepStart step, Outcome.Skipped outcome);

    /**
     * Removes a run that ended and in which no step read, changed or failed at anything; any other stays. Who asks a
     * source again and again does not bury what happened under what did not.
     */
    void forgetIdle(String run);

    Optional<RunRow> run(String run);

    /** The newest runs, newest first. */
    List<RunRow> runs(int limit);

    /** The newest run of a project and target, however it ended, without the runs that still go on. */
    Optional<RunRow> lastRun(String project, String target);

    /** The newest run before this one, of the same project, target and command, that succeeded or failed. */
    Optional<RunRow> previousRun(String run);

    /** All steps of a run, in the order in which they started. */
    List<StepRow> steps(String run);

    /** The newest rows of the audit that match, newest first. */
    List<StepRow> find(AuditQuery query);

    /** Selected nodes of a run whose last attempt did not succeed, or that were never reached; for {@code retry}. */
    List<String> unfinishedNodes(String run);

    /** Marks a run as being taken back, before the first of its tables is: an undo that is cut short must be finished. */
    void beginUndo(String run);

    /** The runs whose undo was begun and is not done, newest first. */
    List<RunRow> undosBegun();

    /** Marks a run as taken back. */
    void markUndone(String run);

    /**
     * @param node part of a unique id or of a destination; null: all
     * @param status null: all
     */
    record AuditQuery(@Nullable String node, @Nullable StepStatus status, int limit) {

        public static AuditQuery newest(int limit) {
            return new AuditQuery(null, null, limit);
        }
    }
}
