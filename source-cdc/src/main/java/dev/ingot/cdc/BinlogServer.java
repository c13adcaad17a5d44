package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.SSLMode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/**
 * How to reach a MariaDB or MySQL. Immutable.
 *
 * @param connection its name in the project, for messages
 */
record BinlogServer(String connection, Map<String, Object> options) {

    BinlogServer {
        options = Map.copyOf(options);
    }

    /** How the connection is encrypted, in libpq's words, and in those of the two drivers. */
    enum Encryption {
        DISABLE("disable", SSLMode.DISABLED),
        PREFER("trust", SSLMode.PREFERRED),
        REQUIRE("trust", SSLMode.REQUIRED),
        VERIFY_CA("verify-ca", SSLMode.VERIFY_CA),
        VERIFY_FULL("verify-full", SSLMode.VERIFY_IDENTITY);

        private final String jdbc;
        private final SSLMode binlog;

        Encryption(String jdbc, SSLMode binlog) {
            this.jdbc = jdbc;
            this.binlog = binlog;
        }
    }

    String host() {
        return String.valueOf(options.get("host"));
    }

    int port() {
        return Integer.parseInt(String.valueOf(options.get("port")));
    }

    String user() {
        return String.valueOf(options.get("user"));
    }

    String password() {
        return options.get("password") instanceof String password ? password : "";
    }

    String database() {
        return String.valueOf(options.get("database"));
    }

    SSLMode encryption() {
        return mode().binlog;
    }

    private Encryption mode() {
        return Encryption.valueOf(
                String.valueOf(options.get("sslmode")).replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    }

    /** A connection for SQL whose text and times are those that a value has everywhere. */
    Connection sql() {
        try {
            return connect(mode().jdbc);
        } catch (SQLException e) {
            if (mode() == Encryption.PREFER && String.valueOf(e.getMessage()).contains("ssl not enabled")) {
                try {
                    return connect(Encryption.DISABLE.jdbc);
                } catch (SQLException plain) {
                    throw unreachable(plain);
                }
            }
            throw unreachable(e);
        }
    }

    private Connection connect(String encryption) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user());
        properties.setProperty("password", password());
        properties.setProperty("sslMode", encryption);
        properties.setProperty("connectTimeout", "10000");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("tinyInt1isBit", "false");
        String url = "jdbc:mariadb://" + host() + ":" + port() + "/";
        Connection opened = new Driver().connect(url, properties);
        if (opened == null) {
            throw new IllegalStateException("the driver does not take " + url);
        }
        Server.execute(opened, "SET NAMES utf8mb4");
        Server.execute(opened, "SET SESSION time_zone = '+00:00', SESSION sql_mode = ''");
        return opened;
    }

    private IngotException unreachable(SQLException e) {
        Problem problem = unreachable().because(e.getMessage());
        return new IngotException(problem, e);
    }

    /** That it cannot be reached, without the reason. */
    Problem unreachable() {
        return Problem.of(
                        CdcError.UNREACHABLE,
                        "The connection '" + connection + "' cannot be opened: " + host() + ":" + port() + ", user "
                                + user() + ".")
                .fix("Check host, port, user, password and sslmode, and from where the user may connect.");
    }

    /** A table as SQL writes it. */
    static String id(CapturedTable table) {
        return table.sql(BinlogServer::id);
    }

    /** A name as SQL writes it. */
    static String id(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
