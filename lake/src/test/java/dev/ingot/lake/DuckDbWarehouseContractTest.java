package dev.ingot.lake;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.Feature;
import dev.ingot.testing.SettableClock;
import dev.ingot.testing.WarehouseContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class DuckDbWarehouseContractTest extends WarehouseContract {

    private static final Set<Feature> LEFT_OUT = Set.of(
            Feature.PINNED_SESSIONS,
            Feature.TIME_TRAVEL,
            Feature.RESTORE,
            Feature.RESTORE_OF_DROPPED,
            Feature.MAINTENANCE);

    @Override
    protected Warehouse open(Path folder, SettableClock clock) {
        return new DuckDbPlugin()
                .open(
                        "file",
                        Map.of("path", "shop.duckdb", "threads", 1L),
                        folder.getParent(),
                        folder.resolve("work"),
                        clock);
    }

    @Override
    protected boolean supports(Feature feature) {
        return !LEFT_OUT.contains(feature);
    }
}
