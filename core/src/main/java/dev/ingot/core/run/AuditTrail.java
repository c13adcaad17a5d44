package dev.ingot.core.run;

import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.core.graph.Node;
import dev.ingot.core.store.AuditStore;
import dev.ingot.core.store.StepStart;
import dev.ingot.core.store.TableVersions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes each attempt at each node into the audit, as it happens. Thread-safe as far as {@link RunListener} asks. */
public final class AuditTrail implements RunListener {

    private final AuditStore audit;
    private final TableVersions versions;
    private final String run;
    private final Map<String, Long> controllerIds;
    private final Map<String, Long> open = new ConcurrentHashMap<>();

    /**
     * @param controllerIds the controller row of each pipeline, by unique id
     */
    public AuditTrail(AuditStore audit, TableVersions versions, String run, Map<String, Long> controllerIds) {
        this.audit = audit;
        this.versions = versions;
        this.run = run;
        this.controllerIds = Map.copyOf(controllerIds);
    }

    private StepStart start(Node node, int attempt) {
        return new StepStart(
                run,
                controllerIds.get(node.uniqueId()),
                node.uniqueId(),
                node.type().toString(),
                node.table(),
                attempt);
    }

    @Override
    public void started(Node node, int index, int total, int attempt, Instant at) {
        open.put(node.uniqueId(), audit.startStep(start(node, attempt)));
    }

    @Override
    public void committed(Node node, TableChange change) {
        Long id = open.get(node.uniqueId());
        if (id != null) {
            versions.record(id, change);
        }
    }

    @Override
    public void retrying(StepResult attempt, long delayMillis) {
        close(attempt);
    }

    @Override
    public void ended(StepResult result, int index, int total) {
        close(result);
    }

    private void close(StepResult result) {
        Long id = open.remove(result.node().uniqueId());
        boolean interrupted = result.outcome() instanceof Outcome.Failed failed
                && failed.problems().get(0).code() == RunError.INTERRUPTED;
        if (result.outcome() instanceof Outcome.Skipped skipped && id == null) {
            audit.skipStep(start(result.node(), 1), skipped);
        } else if (id == null) {
            audit.endStep(audit.startStep(start(result.node(), Math.max(1, result.attempts()))), result.outcome());
        } else if (interrupted) {
            audit.interruptStep(id, "told to stop");
        } else {
            audit.endStep(id, result.outcome());
        }
    }
}
