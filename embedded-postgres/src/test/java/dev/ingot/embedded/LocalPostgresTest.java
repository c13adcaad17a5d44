package dev.ingot.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.error.IngotException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {

    @TempDir
    Path folder;

    private static String one(LocalPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(LocalPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void itKeepsItsDataAndItsPasswordAndLogsWhatReadersOfChangesNeed() throws SQLException {
        String password;
        try (LocalPostgres server = LocalPostgres.start(folder)) {
            password = server.password();
            assertThat(one(server, "show wal_level")).isEqualTo("logical");
            assertThat(one(server, "show fsync")).isEqualTo("on");
            execute(server, "create table kept as select 42 as n");
        }
        try (LocalPostgres server = LocalPostgres.start(folder)) {
            assertThat(one(server, "select n from kept")).isEqualTo("42");
            assertThat(server.password()).isEqualTo(password);
        }
    }

    @Test
    void nobodyComesInWithoutThePassword() {
        try (LocalPostgres server = LocalPostgres.start(folder)) {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            "jdbc:postgresql://localhost:" + server.port() + "/postgres", "postgres", "postgres"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void closedItIsGone() {
        LocalPostgres server = LocalPostgres.start(folder);
        server.close();

        assertThatThrownBy(() -> one(server, "select 1")).hasMessageContaining("refused");
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void itDoesNotOutliveTheProcessThatStartedItEvenWhereThatIsKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Owner.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(owner.inputReader().readLine()).isEqualTo("started");
        long server = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).strip());
        owner.destroyForcibly();

        ProcessHandle.of(server)
                .ifPresent(process ->
                        process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    /** Starts a server and does nothing more. */
    public static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            LocalPostgres server = LocalPostgres.start(Path.of(arguments[0]));
            System.out.println("started");
            System.in.read();
            server.close();
        }
    }

    @Test
    void rootStartsItAsAnotherUserWhereThereAreNoNamespaces() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        Path open = Files.createTempDirectory("open");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (LocalPostgres server = LocalPostgres.start(open.resolve("server"), Account.OTHER)) {
            assertThat(Files.getAttribute(server.folder().resolve("data/PG_VERSION"), "unix:uid"))
                    .isEqualTo(65534);
            assertThat(one(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aFolderThatIsNoServersIsToldWithWhatTheServerSaid() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/PG_VERSION"), "9.6\n");
        Files.writeString(folder.resolve("password"), "x");

        assertThatThrownBy(() -> LocalPostgres.start(folder)).isInstanceOfSatisfying(IngotException.class, e -> {
            assertThat(e.first().code()).isEqualTo(EmbeddedError.NO_START);
            assertThat(e.first().render()).contains(folder.toString(), "did not start");
        });
    }
}
