package dev.ingot.metadata;

import dev.ingot.api.run.Counts;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.StepStart;
import dev.ingot.core.store.WarehouseState;
import dev.ingot.testing.SettableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every metadata store must do, whatever database is behind it. The tests are in the subclasses, one for each part
 * of the store; an implementation extends each of them and says how to open a store.
 */
abstract class MetadataStoreContract {

    static final TableName ORDERS = TableName.of("bronze", "orders");
    static final TableName CUSTOMERS = TableName.of("bronze", "customers");
    static final Counts BALANCED = new Counts(10, 4, 1, 1, 1, 1, 1, 1);

    static final WarehouseId LAKE = new WarehouseId("lake");

    final SettableClock clock = SettableClock.ticking("2025-03-23T08:15:00Z");
    final FakeProcesses processes = new FakeProcesses();

    @TempDir
    Path folder;

    MetadataStore store;

    abstract MetadataStore open(Path folder, SettableClock clock, FakeProcesses processes);

    /** Runs a statement past the store, as a person does with a SQL tool. Returns the rows, values joined by {@code |}. */
    abstract List<String> byHand(Path folder, String sql);

    @BeforeEach
    void openStore() {
        store = open(folder, clock, processes);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    WarehouseState state() {
        return store.warehouse(LAKE);
    }

    List<String> byHand(String sql) {
        return byHand(folder, sql);
    }

    static ControllerSpec spec(String name) {
        return new ControllerSpec(
                name, name, name, "bronze", name, "full", true, "", null, "{\"key\":[\"id\"],\"threshold\":5}");
    }

    void start(String run) {
        start(run, "model.shop.a", "model.shop.b");
    }

    void start(String run, String... nodes) {
        store.audit().startRun(runStart(run, nodes));
    }

    RunStart runStart(String run, String... nodes) {
        return new RunStart(
                store.owner(run),
                "run",
                "shop",
                "dev",
                LAKE,
                List.of("--date", "20250323"),
                "0a1b2c3",
                Map.of("ingot", "0.1.0"),
                List.of(nodes));
    }

    StepStart step(String run, String node) {
        return new StepStart(run, null, node, "model", ORDERS, 1);
    }
}
