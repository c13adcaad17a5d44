package dev.ingot.core.run;

import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.StepRow;
import dev.ingot.core.store.TableVersions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts the record of table versions right after a process died between a commit and its row in that record. A commit
 * carries the id of its run, so the tables' own logs tell what is missing.
 */
public final class MissedChanges {

    private final MetadataStore store;
    private final TableVersions versions;
    private final Warehouse warehouse;

    public MissedChanges(MetadataStore store, Warehouse warehouse) {
        this.store = store;
        this.versions = store.warehouse(warehouse.id()).versions();
        this.warehouse = warehouse;
    }

    /** Records what a run committed and did not get to record. Again does nothing. */
    public void record(String run) {
        List<TableVersions.Entry> recorded = versions.ofRun(run);
        for (StepRow step : store.audit().steps(run)) {
            Optional<TableName> table = Optional.ofNullable(step.destination()).map(text -> TableName.parse(text, ""));
            Stream.concat(table.stream(), table.flatMap(warehouse::quarantineOf).stream())
                    .filter(this::isTable)
                    .forEach(written -> record(step, written, recorded));
        }
    }

    private boolean isTable(TableName table) {
        return warehouse.find(table).map(TableInfo::kind).equals(Optional.of(Kind.TABLE));
    }

    private void record(StepRow step, TableName table, List<TableVersions.Entry> recorded) {
        List<TableVersion> own = warehouse.history(table, Integer.MAX_VALUE).stream()
                .filter(version -> version.run().equals(step.run()))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        TableVersion last = own.get(0);
        Optional<TableChange> known = recorded.stream()
                .map(TableVersions.Entry::change)
                .filter(change -> change.table().equals(table))
                .findFirst();
        long before = known.map(TableChange::before)
                .orElseGet(() -> own.get(own.size() - 1).version() - 1);
        if (known.isEmpty() || known.get().after() < last.version()) {
            versions.record(step.auditId(), new TableChange(table, before, last.version()), last.at());
        }
    }
}
