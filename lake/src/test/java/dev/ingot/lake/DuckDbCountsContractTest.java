package dev.ingot.lake;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.CountsContract;
import dev.ingot.testing.SettableClock;
import java.nio.file.Path;
import java.util.Map;

class DuckDbCountsContractTest extends CountsContract {

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
}
