package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.store.Locks;
import dev.ingot.metadata.MetadataError;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who holds the lock of a table that is in no warehouse is the service of the project. Stateless. */
final class ServiceLock {

    private static final TableName TABLE = TableName.of("_ingot", "service");

    private ServiceLock() {}

    /**
     * Makes this process the service.
     *
     * @throws IngotException if there is one already
     */
    static void take(Workspace workspace, HeldTables only) {
        try {
            only.take(TABLE);
        } catch (IngotException e) {
            if (e.first().code() != MetadataError.LOCKED) {
                throw e;
            }
            Locks.Held held = held(workspace).orElseThrow(() -> e);
            throw new IngotException(
                    Problem.of(
                                    CliError.SERVICE_RUNS,
                                    "The project has a service already: process "
                                            + held.owner().pid() + " on "
                                            + held.owner().host() + ", since " + held.since() + ".")
                            .fix("Stop it first: kill " + held.owner().pid() + "."),
                    e);
        }
    }

    /**
     * Refuses to read what the service reads, where only one process can. Locks of the dead must be gone.
     *
     * @param read what is about to be read
     * @throws IngotException if another process is the service
     */
    static void refuse(Workspace workspace, Collection<PipelineSpec> read) {
        List<PipelineSpec> busy =
                read.stream().filter(spec -> hasOneReader(workspace, spec)).toList();
        if (busy.isEmpty()) {
            return;
        }
        held(workspace)
                .filter(held -> held.owner().pid() != ProcessHandle.current().pid())
                .ifPresent(held -> {
                    throw Problem.of(
                                    CliError.SERVICE_RUNS,
                                    "The project's service, process "
                                            + held.owner().pid() + " on "
                                            + held.owner().host() + ", reads the connection '"
                                            + busy.get(0).connection() + "', and only one process can.")
                            .because(
                                    "It loads " + busy.get(0).name() + " by itself, as soon as there is something new.")
                            .fix("For a full refresh or a comparison stop it first: kill "
                                    + held.owner().pid() + ".")
                            .toException();
                });
    }

    private static Optional<Locks.Held> held(Workspace workspace) {
        return workspace.store().warehouse(WarehouseId.NONE).locks().held().stream()
                .filter(lock -> lock.table().equals(TABLE))
                .findFirst();
    }

    private static boolean hasOneReader(Workspace workspace, PipelineSpec spec) {
        return Optional.ofNullable(workspace.project().connections().get(spec.connection()))
                .flatMap(connection -> workspace.plugins().source(connection.type()))
                .map(SourcePlugin::hasOneReader)
                .orElse(false);
    }
}
