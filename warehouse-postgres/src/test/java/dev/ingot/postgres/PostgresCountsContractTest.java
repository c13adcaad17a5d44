package dev.ingot.postgres;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.CountsContract;
import dev.ingot.testing.SettableClock;
import java.nio.file.Path;

class PostgresCountsContractTest extends CountsContract {

    @Override
    protected Warehouse open(Path folder, SettableClock clock) {
        return Servers.fresh("warehouse", clock);
    }
}
