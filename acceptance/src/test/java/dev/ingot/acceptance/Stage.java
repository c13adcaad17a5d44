package dev.ingot.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ingot.embedded.LocalPostgres;
import dev.ingot.testing.BinlogServers;
import dev.ingot.testing.StartTlsFront;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers of a page. A page has addresses, ports and folders of its own; commands run with those of this machine, and
 * the output gets the page's again. For one thread.
 */
final class Stage implements AutoCloseable {

    /** Gives a connection of an administrator. */
    private interface Database {
        Connection connect() throws SQLException;
    }

    private interface Cleanup {
        void run() throws SQLException;
    }

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final List<Cleanup> cleanups = new ArrayList<>();
    private GreenMail mail = new GreenMail();

    private Stage() {}

    /**
     * @param folder where the page's commands are run
     */
    static Stage of(String page, Path folder) throws IOException, SQLException, GeneralSecurityException {
        Stage stage = new Stage();
        switch (page) {
            case "cdc" -> {
                stage.mariadb();
                stage.postgres();
            }
            case "email" -> stage.mail(folder);
            case "service" -> {
                String port = String.valueOf(freePort());
                stage.names.put("ingot start", "ingot start --every 0.1 --port " + port);
                stage.names.put(":8642", ":" + port);
            }
            case "cron" -> {
                stage.names.put("/opt/ingot/ingot ", "ingot ");
                stage.names.put("/srv/shop", folder.resolve("shop").toString());
            }
            default -> {
                // It needs nothing but the command line.
            }
        }
        return stage;
    }

    private void postgres() throws SQLException {
        LocalPostgres server = Postgres.server();
        Database admin = () -> DriverManager.getConnection(server.url());
        execute(admin, "create database shop");
        databases.put("postgres", () -> DriverManager.getConnection(server.url("shop")));
        names.put("host: pg.example.org", "host: localhost\n    port: " + server.port());
        cleanups.add(() -> {
            execute(
                    admin,
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = 'shop'");
            execute(admin, "drop database shop with (force)");
            execute(admin, "drop role ingot");
        });
    }

    private void mariadb() throws SQLException {
        Optional<BinlogServers.Running> running = BinlogServers.MARIADB.running();
        assumeTrue(running.isPresent(), "the program of MariaDB does not run on this machine");
        BinlogServers.Running server = running.orElseThrow();
        Database admin = () -> BinlogServers.MARIADB.connect("root");
        execute(admin, "create database shop");
        databases.put("mariadb", () -> {
            Connection connection = admin.connect();
            connection.setCatalog("shop");
            return connection;
        });
        names.put("host: maria.example.org", "host: 127.0.0.1\n    port: " + server.port());
        cleanups.add(() -> execute(admin, "drop database shop; drop user if exists reader"));
    }

    private void mail(Path folder) throws IOException, GeneralSecurityException {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        mail.setUser("ingot@example.org", "ingot", "change-me");
        StartTlsFront front = new StartTlsFront(mail.getSmtp().getPort(), false);
        cleanups.add(front::close);
        cleanups.add(mail::stop);
        names.put("mail.example.org", "localhost");
        names.put("port: 587", "port: " + front.port() + "\n    ca_file: " + StartTlsFront.certificate(folder));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** A text of the page as it is to be used here. */
    String here(String text) {
        String here = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            here = here.replace(name.getKey(), name.getValue());
        }
        return here;
    }

    /** Puts the page's names into output of this machine. */
    String there(String printed) {
        String there = printed;
        for (Map.Entry<String, String> name : names.entrySet()) {
            there = there.replace(name.getValue(), name.getKey());
        }
        return there;
    }

    boolean has(String server) {
        return databases.containsKey(server);
    }

    /** Runs statements on a server, as its administrator. */
    void sql(String server, String statements) throws SQLException {
        execute(databases.get(server), statements);
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String one : sql.split(";\\s*(--.*)?(\\R|$)")) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }

    /** The newest message, as a reader of plain text sees it. */
    List<String> newestMail() {
        MimeMessage[] messages = mail.getReceivedMessages();
        if (messages.length == 0) {
            return List.of();
        }
        MimeMessage newest = messages[messages.length - 1];
        try {
            List<String> lines = new ArrayList<>();
            lines.add("From: " + newest.getFrom()[0]);
            lines.add("Subject: " + newest.getSubject());
            text((Multipart) newest.getContent()).lines().forEach(lines::add);
            return lines;
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Multipart parts) throws MessagingException, IOException {
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.getContent() instanceof Multipart inner) {
                return text(inner);
            }
            if (part.isMimeType("text/plain")) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no plain text in " + GreenMailUtil.getBody(parts.getBodyPart(0)));
    }

    @Override
    public void close() throws SQLException {
        for (Cleanup cleanup : cleanups) {
            cleanup.run();
        }
    }
}
