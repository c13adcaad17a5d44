package dev.ingot.lake;

import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.testing.CountsContract;
import dev.ingot.testing.SettableClock;
import java.nio.file.Path;
import java.util.Map;

class LakeCountsContractTest extends CountsContract {

    @Override
    protected Warehouse open(Path folder, SettableClock clock) {
        return new LakePlugin()
                .open("lake", Map.of("path", "tables", "threads", 1L), folder, folder.resolve("work"), clock);
    }
}
