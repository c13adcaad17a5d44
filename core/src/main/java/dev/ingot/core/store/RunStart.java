package dev.ingot.core.store;

import dev.ingot.api.warehouse.WarehouseId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run when it starts.
 *
 * @param command for example {@code run} or {@code build}
 * @param warehouse that the target has
 * @param arguments as typed, secrets left out
 * @param gitCommit of the project; null where it is not in git
 * @param versions of Ingot, Java and the engine
 * @param nodes unique ids of what was selected, in order: what {@code retry} needs after a crash
 */
public record RunStart(
        RunOwner owner,
        String command,
        String project,
        String target,
        WarehouseId warehouse,
        List<String> arguments,
        @Nullable String gitCommit,
        Map<String, String> versions,
        List<String> nodes) {

    public RunStart {
        arguments = List.copyOf(arguments);
        versions = Map.copyOf(versions);
        nodes = List.copyOf(nodes);
    }
}
