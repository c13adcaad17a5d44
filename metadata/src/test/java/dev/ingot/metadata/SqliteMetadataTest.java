package dev.ingot.metadata;

import static dev.ingot.metadata.MetadataStoreContract.LAKE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.source.SourceFile;
import dev.ingot.api.warehouse.Warehouse.BatchHistory;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.core.store.RunOwner;
import dev.ingot.testing.SettableClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file itself: made, opened, refused. */
class SqliteMetadataTest {

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.ticking("2025-03-23T08:15:00Z");
    private final FakeProcesses processes = new FakeProcesses();

    private SqliteMetadata open() {
        return SqliteUnderTest.open(folder, clock, processes);
    }

    private Path file() {
        return SqliteUnderTest.file(folder);
    }

    @Test
    void theFileAndItsFolderAreMadeOnFirstUse() throws IOException {
        open().close();

        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("metadata.db", "metadata.db.migrating");
        }
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        try (SqliteMetadata store = open()) {
            store.controller().add(MetadataStoreContract.spec("orders"));
        }

        try (SqliteMetadata store = open()) {
            assertThat(store.controller().find("orders")).isPresent();
            assertThat(store.check()).isEmpty();
        }
    }

    @Test
    void theGuardBeforeFlywayKnowsTheNewestMigration() {
        open().close();

        MigrationInfo[] migrations = Migrations.flyway(file()).load().info().all();

        assertThat(Arrays.stream(migrations)
                        .map(migration -> migration.getVersion().getVersion()))
                .hasSize(Migrations.LATEST)
                .last()
                .isEqualTo(Integer.toString(Migrations.LATEST));
        assertThat(migrations).allMatch(migration -> migration.getState().isApplied());
        assertThat(Migrations.flyway(file()).load().validateWithResult().validationSuccessful)
                .isTrue();
    }

    @Test
    void anUpToDateStoreIsOpenedWithoutFlyway() {
        open().close();
        SqliteUnderTest.byHand(folder, "DROP TABLE schema_migration");

        try (SqliteMetadata store = open()) {
            assertThat(store.audit().runs(1)).isEmpty();
        }
    }

    @Test
    void aStoreWhoseMigrationWasNotNotedIsMigratedAgainWithoutHarm() {
        try (SqliteMetadata store = open()) {
            store.controller().add(MetadataStoreContract.spec("orders"));
        }
        SqliteUnderTest.byHand(folder, "PRAGMA user_version = 0");

        try (SqliteMetadata store = open()) {
            assertThat(store.controller().find("orders")).isPresent();
        }
        assertThat(SqliteUnderTest.byHand(folder, "PRAGMA user_version"))
                .containsExactly(Integer.toString(Migrations.LATEST));
    }

    @Test
    void aStoreThatKnewOfNoWarehousesIsTakenOverByTarget() throws IOException {
        Files.createDirectories(file().getParent());
        Migrations.flyway(file()).target("3").load().migrate();
        SqliteUnderTest.byHand(folder, "PRAGMA user_version = 3");
        for (String target : List.of("dev", "prod")) {
            SqliteUnderTest.byHand(folder, """
                    INSERT INTO run (run_id, command, project, target, status, started_at, ended_at, versions, arguments,
                        nodes, host, machine, pid, process_start, lease_until)
                    VALUES ('of %1$s', 'run', 'shop', '%1$s', 'success', '2025-03-23T08:15:00.000Z',
                        '2025-03-23T08:16:00.000Z', '{}', '[]', '[]', 'h', 'm', 1, '2025-03-23T08:15:00.000Z',
                        '2025-03-23T08:15:00.000Z')
                    """.formatted(target));
            SqliteUnderTest.byHand(
                    folder, "INSERT INTO quality_metric VALUES ('of " + target + "', 'n', 'rows', 1, 'now')");
        }
        SqliteUnderTest.byHand(folder, "INSERT INTO schedule_tick VALUES ('nightly', '2025-03-23T08:15:00.000Z')");
        SqliteUnderTest.byHand(folder, """
                INSERT INTO pipeline_position (pipeline, batch, run_id, position, recorded_at) VALUES
                    ('orders', 1, 'of dev', '{}', 'now'), ('orders', 2, 'of prod', '{}', 'now'),
                    ('orders', 3, 'of dev', '{}', 'now')
                """);
        SqliteUnderTest.byHand(
                folder,
                "INSERT INTO file_ledger SELECT pipeline, batch, batch || '.csv', 1, '', "
                        + "'2025-03-23T08:15:00Z' FROM pipeline_position");

        try (SqliteMetadata store = open()) {
            store.adopt(LAKE, "dev");
            store.warehouse(LAKE)
                    .files()
                    .adopt(
                            "orders",
                            new BatchHistory(
                                    List.of(
                                            new CommittedBatch(1, 0, "of dev", "{}"),
                                            new CommittedBatch(3, 1, "of dev", "{}")),
                                    true));

            assertThat(store.warehouse(LAKE).files().files("orders"))
                    .extracting(SourceFile::path)
                    .containsExactly("1.csv", "3.csv");
            assertThat(store.warehouse(LAKE).ticks().last("nightly")).isPresent();
        }
        assertThat(SqliteUnderTest.byHand(folder, "SELECT run_id, warehouse FROM run ORDER BY 1"))
                .containsExactly("of dev|lake", "of prod|");
        assertThat(SqliteUnderTest.byHand(folder, "SELECT run_id, warehouse FROM quality_metric ORDER BY 1"))
                .containsExactly("of dev|lake", "of prod|");
        assertThat(SqliteUnderTest.byHand(folder, "SELECT batch FROM pipeline_position WHERE warehouse = ''"))
                .containsExactly("2");
    }

    @Test
    void aStoreOfANewerIngotIsRefusedAndLeftAlone() {
        open().close();
        SqliteUnderTest.byHand(folder, "PRAGMA user_version = 7");

        assertThatThrownBy(this::open)
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-002")
                .hasMessageContaining("has version 7; this Ingot knows versions up to " + Migrations.LATEST)
                .hasMessageContaining("Use the newer Ingot");
        assertThat(SqliteUnderTest.byHand(folder, "PRAGMA user_version")).containsExactly("7");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "this is a text file, and long enough to be one\n".repeat(50));

        assertThatThrownBy(this::open)
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-003")
                .hasMessageContaining(file().toString())
                .hasMessageContaining("move it away");
        assertThat(Files.readString(file(), StandardCharsets.UTF_8)).startsWith("this is a text file");
    }

    @Test
    void damagedPagesAreReported() throws IOException {
        try (SqliteMetadata store = open()) {
            store.controller().add(MetadataStoreContract.spec("orders"));
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            byte[] rubbish = new byte[(int) bytes.length() - 4096];
            Arrays.fill(rubbish, (byte) 0x5a);
            bytes.seek(4096);
            bytes.write(rubbish);
        }

        assertThatThrownBy(() -> {
                    try (SqliteMetadata store = open()) {
                        store.controller().rows();
                    }
                })
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-003")
                .hasMessageContaining("malformed");
    }

    @Test
    void aDatabaseOfAnotherProgramIsNotTouched() {
        file().getParent().toFile().mkdirs();
        SqliteUnderTest.byHand(folder, "CREATE TABLE bookmarks (url TEXT)");

        assertThatThrownBy(this::open)
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-011")
                .hasMessageContaining("belongs to another program");
        assertThat(SqliteUnderTest.byHand(folder, "SELECT name FROM sqlite_master"))
                .containsExactly("bookmarks");
    }

    @Test
    void aFolderThatCannotBeMadeIsAClearError() throws IOException {
        Files.writeString(folder.resolve(".ingot"), "a file in the way");

        assertThatThrownBy(this::open).isInstanceOf(IngotException.class).hasMessageContaining("INGOT-META-005");
    }

    @Test
    void aToolWithAnOpenTransactionIsNamedAsTheCause() throws SQLException {
        open().close();
        try (SqliteMetadata store = SqliteMetadata.open(file(), clock, processes, 50);
                Connection tool = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = tool.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store.controller().add(MetadataStoreContract.spec("orders")))
                    .isInstanceOfSatisfying(
                            IngotException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
                    .hasMessageContaining("INGOT-META-004")
                    .hasMessageContaining("SQLite tool");
            statement.execute("ROLLBACK");

            assertThat(store.controller()
                            .add(MetadataStoreContract.spec("orders"))
                            .name())
                    .isEqualTo("orders");
        }
    }

    @Test
    void aBatchWhoseFilesCannotBeStoredLeavesNoPosition() {
        SourceFile file = new SourceFile("a.json", 1, "f", clock.instant(), 1, "r1");
        try (SqliteMetadata store = open()) {
            assertThatThrownBy(() -> store.warehouse(LAKE).files().record("orders", 1, "r1", "{}", List.of(file, file)))
                    .isInstanceOf(IngotException.class)
                    .hasMessageContaining("UNIQUE");

            assertThat(store.warehouse(LAKE).positions().current("orders")).isEmpty();
            assertThat(store.warehouse(LAKE).files().files("orders")).isEmpty();
            assertThat(store.warehouse(LAKE).files().record("orders", 1, "r1", "{}", List.of(file)))
                    .isTrue();
        }
    }

    @Test
    void threadsShareOneStore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (SqliteMetadata store = open()) {
            List<Callable<Long>> work = IntStream.range(0, 200)
                    .<Callable<Long>>mapToObj(
                            i -> () -> store.outbox().add("r" + i, "mail", List.of(), Integer.toString(i)))
                    .toList();
            Set<Long> ids = new HashSet<>();
            for (Future<Long> id : threads.invokeAll(work)) {
                ids.add(id.get());
            }

            assertThat(ids).hasSize(200);
            assertThat(store.outbox().newest(1_000)).hasSize(200);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void everyErrorHasItsOwnCodeAndAnExplanation() {
        assertThat(MetadataError.values())
                .extracting(MetadataError::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("INGOT-META-\\d{3}"));
        assertThat(MetadataError.values()).allMatch(error -> error.explanation().endsWith("."));
    }

    @Test
    void theProcessItselfIsAliveAndAnEarlierOneOfTheSameIdIsNot() {
        ThisMachine machine = new ThisMachine();
        RunOwner self = machine.owner("r1");

        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(machine.dead(self)).isFalse();
        assertThat(machine.dead(new RunOwner(
                        "r1",
                        self.host(),
                        self.machine(),
                        self.pid(),
                        self.processStart().minusSeconds(60))))
                .as("another process had this id before")
                .isTrue();
        assertThat(machine.dead(
                        new RunOwner("r1", self.host(), "another machine", Long.MAX_VALUE, self.processStart())))
                .as("of another machine nothing is known")
                .isFalse();
    }
}
