package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server says of its binary logs. Stateless. */
final class BinlogLogs {

    private static final int BEGINNING = 4;

    private BinlogLogs() {}

    /** How far a file is written. */
    record End(String file, long offset) {
        long place() {
            return BinlogPosition.place(file, offset);
        }
    }

    static List<End> files(Connection sql) {
        return Server.rows(sql, "SHOW BINARY LOGS", row -> new End(row.getString(1), row.getLong(2)));
    }

    /** Where the log ends now. */
    static End end(Connection sql, BinlogVersion version) {
        return Server.rows(sql, version.showEnd(), row -> new End(row.getString(1), row.getLong(2)))
                .get(0);
    }

    /** What tells a server from another: MySQL has an identifier, MariaDB the numbers in its transactions' names. */
    static String server(Connection sql, BinlogVersion version) {
        return Server.one(
                sql,
                version.mariaDb()
                        ? "SELECT CONCAT(@@global.gtid_domain_id, '-', @@global.server_id)"
                        : "SELECT @@global.server_uuid");
    }

    /** Reads the beginning of a file, which also shows that the user may read the log. */
    static String birth(BinlogServer server, String file) {
        try (BinlogConnection connection = BinlogConnection.open(server, file, BEGINNING)) {
            @Nullable BinlogEvent event = connection.next();
            while (event != null && event.type() != BinlogEvent.EventType.FORMAT) {
                event = connection.next();
            }
            return event == null ? "" : BinlogReader.birth(event);
        } catch (ServerException e) {
            throw new IngotException(
                    Problem.of(CdcError.NOT_READY, "The user " + server.user() + " cannot read the server's log.")
                            .because(e.getMessage())
                            .fix("GRANT REPLICATION SLAVE ON *.* TO '" + server.user() + "'@'…';"),
                    e);
        } catch (IOException e) {
            throw new IngotException(server.unreachable().because(e.getMessage()), e);
        }
    }
}
