package dev.ingot.cli.command;

import dev.ingot.cli.Globals;
import dev.ingot.cli.Workspace;
import dev.ingot.cli.terminal.Results;
import dev.ingot.core.store.AuditStore.AuditQuery;
import dev.ingot.core.store.StepRow;
import dev.ingot.core.store.StepStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ingot audit}. */
@Command(
        name = "audit",
        description = "Shows what every step did with every row, newest first.",
        footer = {"", "Examples:", "  ingot audit --run last", "  ingot audit bronze.orders --status failed"})
public final class AuditCommand extends Globals.Command implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "NODE", description = "Part of a node's or a table's name.")
    @Nullable
    String node;

    @Option(names = "--run", paramLabel = "RUN", description = "Only this run; 'last' is the newest.")
    @Nullable
    String run;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only running, success, failed, skipped or interrupted.")
    @Nullable
    StepStatus status;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.", defaultValue = "50")
    int limit;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            List<StepRow> rows = run == null
                    ? workspace.store().audit().find(new AuditQuery(node, status, limit))
                    : workspace.store().audit().steps(workspace.run(run).run()).stream()
                            .filter(row -> node == null || row.node().contains(node))
                            .filter(row -> status == null || row.status() == status)
                            .limit(limit)
                            .toList();
            Results results = new Results(
                    "audit_id",
                    "run",
                    "kind",
                    "name",
                    "node",
                    "status",
                    "start_time",
                    "seconds",
                    "read",
                    "inserted",
                    "updated",
                    "deleted",
                    "unchanged",
                    "deduplicated",
                    "filtered",
                    "quarantined",
                    "message");
            results.hide("audit_id", "node", "start_time");
            if (run != null) {
                results.hide("run");
            }
            results.hideWhereEmpty(
                    "inserted",
                    "updated",
                    "deleted",
                    "unchanged",
                    "deduplicated",
                    "filtered",
                    "quarantined",
                    "message");
            for (StepRow row : rows) {
                results.row(
                        row.auditId(),
                        row.run(),
                        part(row.node(), 0),
                        part(row.node(), 2),
                        row.node(),
                        row.status().name().toLowerCase(Locale.ROOT),
                        row.started(),
                        row.ended() == null
                                ? null
                                : (row.ended().toEpochMilli() - row.started().toEpochMilli()) / 1000.0,
                        row.counts().read(),
                        row.counts().inserted(),
                        row.counts().updated(),
                        row.counts().deleted(),
                        row.counts().unchanged(),
                        row.counts().deduplicated(),
                        row.counts().filtered(),
                        row.counts().quarantined(),
                        row.message());
            }
            results.print(globals.terminal(), globals.output(), "The audit has no such row yet.");
            return 0;
        }
    }

    /** A part of {@code kind.project.name}; for names with points in them (sources, versions) see the id beside it. */
    private static String part(String node, int index) {
        String[] parts = node.split("\\.", 4);
        return index < parts.length ? parts[index] : node;
    }
}
