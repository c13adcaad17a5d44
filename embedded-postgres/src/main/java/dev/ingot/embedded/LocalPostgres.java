package dev.ingot.embedded;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own: the real server, in a folder that keeps its data, reachable from this machine only, at a free
 * port, with a password. Its log is what readers of changes need ({@code wal_level=logical}), and it is as careful with
 * commits as any server.
 *
 * <p>It lives no longer than this process, however that ends: a shell waits for the end of a pipe whose other end we
 * hold, and then stops the server. Thread-safe.
 */
public final class LocalPostgres implements AutoCloseable {

    /** The user, a superuser, and the database. */
    public static final String USER = "postgres";

    private static final int PATIENCE_SECONDS = 60;
    private static final String SETTINGS = """

            # Ingot's
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            wal_level = logical
            max_replication_slots = 20
            max_wal_senders = 20
            timezone = 'UTC'
            log_timezone = 'UTC'
            """;

    private final Path folder;
    private final int port;
    private final String password;
    private final Process guard;

    private LocalPostgres(Path folder, int port, String password, Process guard) {
        this.folder = folder;
        this.port = port;
        this.password = password;
        this.guard = guard;
    }

    /**
     * Starts the server over the data in a folder, which is made where it is not there.
     *
     * @throws IngotException if it does not come up
     */
    public static LocalPostgres start(Path folder) {
        return start(folder, Account.available());
    }

    static LocalPostgres start(Path folder, Account account) {
        Path home = folder.toAbsolutePath().normalize();
        Binaries binaries = Binaries.in(cache(account));
        try {
            Path data = home.resolve("data");
            Path secret = home.resolve("password");
            if (!Files.exists(data)) {
                create(home, data, secret, binaries, account);
            }
            // A server that somebody else's kill left behind.
            run(account, binaries.program("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "stop");
            int port = freePort();
            Ended started = run(
                    account,
                    binaries.program("pg_ctl"),
                    "-D",
                    data.toString(),
                    "-l",
                    data.resolve("server.log").toString(),
                    "-o",
                    "-p " + port,
                    "-t",
                    String.valueOf(PATIENCE_SECONDS),
                    "-w",
                    "start");
            if (started.exit() != 0) {
                throw noStart("The server in " + home + " did not start.", started.said() + log(data));
            }
            Process guard = guard(account, binaries, data);
            return new LocalPostgres(home, port, Files.readString(secret).strip(), guard);
        } catch (IOException e) {
            throw new IngotException(
                    noStart("The server in " + home + " cannot be started.", String.valueOf(e.getMessage()))
                            .first(),
                    e);
        }
    }

    /** Aside and then in its place at once: who is killed meanwhile begins again. */
    private static void create(Path home, Path data, Path secret, Binaries binaries, Account account)
            throws IOException {
        Files.createDirectories(home);
        Path made = home.resolve("data.new");
        Binaries.remove(made);
        Files.createDirectory(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.writeString(secret, HexFormat.of().formatHex(random) + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        account.give(made);
        account.give(secret);
        Ended ended = run(
                account,
                binaries.program("initdb"),
                "-D",
                made.toString(),
                "-U",
                USER,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8");
        if (ended.exit() != 0) {
            throw noStart("The data folder " + made + " cannot be made.", ended.said());
        }
        Files.writeString(made.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
        Files.move(made, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Ends with us in any case: killed or not, our end of its input is closed then. What stops us by way of the terminal
     * must not stop it first, as there may be work to be put in order.
     */
    private static Process guard(Account account, Binaries binaries, Path data) throws IOException {
        String wait = "trap '' INT HUP TERM; cat >/dev/null; exec \"$0\" -D \"$1\" -m fast -w stop >/dev/null 2>&1";
        return new ProcessBuilder(account.with("sh", "-c", wait, binaries.program("pg_ctl"), data.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Path cache(Account account) {
        if (account.owner() >= 0) {
            return Path.of(System.getProperty("java.io.tmpdir"), "ingot-postgres"); // a home is often closed to others
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("ingot");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private record Ended(int exit, String said) {}

    private static Ended run(Account account, String... arguments) throws IOException {
        Path said = Files.createTempFile("ingot-postgres", ".log");
        try {
            // Not through a pipe: the server would inherit it, and its end would never come.
            Process process = new ProcessBuilder(account.with(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(2L * PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Ended(-1, List.of(arguments) + " took too long");
            }
            return new Ended(process.exitValue(), Files.readString(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(-1, "interrupted");
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static String log(Path data) throws IOException {
        Path log = data.resolve("server.log");
        return Files.exists(log) ? "\n" + Files.readString(log) : "";
    }

    private static IngotException noStart(String what, String said) {
        List<String> lines = said.strip().lines().toList();
        return Problem.of(EmbeddedError.NO_START, what)
                .because(String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())))
                .fix("Look whether another server has the folder and whether the disk has room; as root, choose a"
                        + " folder that other users can reach.")
                .toException();
    }

    public String host() {
        return "localhost";
    }

    public int port() {
        return port;
    }

    public String password() {
        return password;
    }

    /** For JDBC, with user and password. */
    public String url() {
        return url(USER);
    }

    /** The same for another database than the one that is there from the beginning. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=" + USER + "&password=" + password;
    }

    /** Where its data and its password are. */
    public Path folder() {
        return folder;
    }

    /** Stops the server; its data stay. */
    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            guard.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
