package dev.ingot.metadata;

import dev.ingot.core.store.MetadataStore;
import dev.ingot.testing.SettableClock;
import java.nio.file.Path;
import java.util.List;

class SqliteRetentionTest extends RetentionContract {

    @Override
    MetadataStore open(Path folder, SettableClock clock, FakeProcesses processes) {
        return SqliteUnderTest.open(folder, clock, processes);
    }

    @Override
    List<String> byHand(Path folder, String sql) {
        return SqliteUnderTest.byHand(folder, sql);
    }
}
