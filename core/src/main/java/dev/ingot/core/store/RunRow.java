package dev.ingot.core.store;

import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.WarehouseId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code run}.
 *
 * @param warehouse that it worked on
 * @param ended null while it runs
 * @param counts sum over its successful steps that are pipelines; zero while it runs
 * @param message why it failed or was interrupted; null otherwise
 * @param undoneAt when {@code ingot undo} took it back; null: it was not
 */
public record RunRow(
        String run,
        String command,
        String project,
        String target,
        WarehouseId warehouse,
        RunStatus status,
        Instant started,
        @Nullable Instant ended,
        RunOwner owner,
        @Nullable String gitCommit,
        Map<String, String> versions,
        List<String> arguments,
        List<String> nodes,
        int succeeded,
        int failed,
        int skipped,
        Counts counts,
        @Nullable String message,
        @Nullable Instant undoneAt) {

    public RunRow {
        versions = Map.copyOf(versions);
        arguments = List.copyOf(arguments);
        nodes = List.copyOf(nodes);
    }
}
