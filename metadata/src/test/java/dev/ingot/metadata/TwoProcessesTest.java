package dev.ingot.metadata;

import static dev.ingot.metadata.MetadataStoreContract.LAKE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.TableName;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStatus;
import dev.ingot.core.store.StepRow;
import dev.ingot.core.store.StepStatus;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one real file. */
@Timeout(120)
class TwoProcessesTest {

    private static final TableName ORDERS = TableName.of("bronze", "orders");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("metadata.db");
    }

    private SqliteMetadata open() {
        return SqliteMetadata.open(file(), InstantSource.system());
    }

    @Test
    void aTableLockedByAnotherProcessIsRefusedUntilThatProcessIsKilled() throws InterruptedException {
        try (StoreProcess other = StoreProcess.start(file(), "r1");
                SqliteMetadata store = open()) {
            assertThat(other.ask("run bronze.orders")).isEqualTo("running");
            assertThat(other.ask("lock bronze.orders")).isEqualTo("locked");
            assertThat(store.recover()).as("it lives").isEmpty();
            assertThatThrownBy(() -> store.warehouse(LAKE).locks().acquire(ORDERS, store.owner("r2")))
                    .isInstanceOf(IngotException.class)
                    .hasMessageContaining("INGOT-META-001")
                    .hasMessageContaining("run r1 (process " + other.pid() + " on ");

            other.kill();

            assertThat(store.warehouse(LAKE)
                            .locks()
                            .acquire(ORDERS, store.owner("r2"))
                            .table())
                    .isEqualTo(ORDERS);
        }
    }

    @Test
    void whatAKilledProcessLeftRunningIsInterruptedAtTheNextStart() throws InterruptedException {
        try (StoreProcess other = StoreProcess.start(file(), "r1")) {
            other.ask("run bronze.orders");
            other.ask("lock bronze.orders");
            other.kill();
        }

        try (SqliteMetadata store = open()) {
            assertThat(store.recover())
                    .extracting(RunRow::run, RunRow::status)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("r1", RunStatus.INTERRUPTED));
            assertThat(store.audit().steps("r1")).extracting(StepRow::status).containsExactly(StepStatus.INTERRUPTED);
            assertThat(store.warehouse(LAKE).locks().held()).isEmpty();
            assertThat(store.check()).isEmpty();
        }
    }

    @Test
    void ofTwoProcessesThatGrabTheSameTablesEachTableGoesToOne() {
        open().close();
        try (StoreProcess first = StoreProcess.start(file(), "r1");
                StoreProcess second = StoreProcess.start(file(), "r2")) {
            first.ask("open");
            second.ask("open");
            first.order("grab 60");
            second.order("grab 60");
            List<String> won = new ArrayList<>(List.of(first.answer().split(",")));
            won.addAll(List.of(second.answer().split(",")));

            assertThat(won.stream().filter(table -> !table.isEmpty()).toList())
                    .hasSize(60)
                    .doesNotHaveDuplicates();
            try (SqliteMetadata store = open()) {
                assertThat(store.warehouse(LAKE).locks().held())
                        .extracting(Locks.Held::table)
                        .hasSize(60);
            }
        }
    }

    @Test
    void twoProcessesCanMakeTheStoreAtTheSameTime() {
        try (StoreProcess first = StoreProcess.start(file(), "r1");
                StoreProcess second = StoreProcess.start(file(), "r2")) {
            first.order("open");
            second.order("open");

            assertThat(first.answer()).isEqualTo("opened");
            assertThat(second.answer()).isEqualTo("opened");
        }
    }

    @Test
    void twoProcessesWriteAtTheSameTimeAndNothingIsLost() {
        try (StoreProcess first = StoreProcess.start(file(), "r1");
                StoreProcess second = StoreProcess.start(file(), "r2")) {
            first.ask("open");
            second.ask("open");
            first.order("work 100");
            second.order("work 100");
            assertThat(first.answer()).isEqualTo("done");
            assertThat(second.answer()).isEqualTo("done");
        }
        try (SqliteMetadata store = open()) {
            for (String run : List.of("r1", "r2")) {
                assertThat(store.audit().steps(run)).hasSize(100).allMatch(step -> step.status() == StepStatus.SUCCESS);
            }
        }
    }
}
