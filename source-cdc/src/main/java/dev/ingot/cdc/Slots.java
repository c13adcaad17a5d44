package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Replication slots of a server. For one thread. */
final class Slots {

    private final Connection sql;

    Slots(Connection sql) {
        this.sql = sql;
    }

    /**
     * @param confirmed what comes before it is gone
     * @param reader the process that reads from it, null where none does
     * @param status of its part of the log; {@code lost} where the server has removed it
     */
    record Slot(
            @Nullable String confirmed,
            @Nullable Integer reader,
            @Nullable String status) {
        boolean isLost() {
            return "lost".equals(status);
        }
    }

    /**
     * @param lsn what is committed before it is in the snapshot, what ends behind it will be in the stream
     * @param snapshot its name, as long as the connection that made it does nothing else
     */
    record Created(LogSequenceNumber lsn, String snapshot) {}

    Optional<Slot> find(String name) {
        return Server.rows(
                        sql,
                        "SELECT confirmed_flush_lsn::text, active_pid, wal_status FROM pg_replication_slots"
                                + " WHERE slot_name = ? AND database = current_database() AND plugin = 'pgoutput'",
                        row -> new Slot(row.getString(1), (Integer) row.getObject(2), row.getString(3)),
                        name)
                .stream()
                .findFirst();
    }

    /** Ends a reader of the slot that is one of ours. Only for who holds the slot's lock. */
    void fence(String name) {
        Server.rows(
                sql,
                "SELECT pg_terminate_backend(s.active_pid, 5000) FROM pg_replication_slots s JOIN pg_stat_activity a"
                        + " ON a.pid = s.active_pid WHERE s.slot_name = ? AND a.application_name = 'ingot'"
                        + " AND a.usename = current_user",
                row -> row.getBoolean(1),
                name);
    }

    void drop(String name) {
        if (find(name).isPresent()) {
            fence(name);
            Server.rows(sql, "SELECT pg_drop_replication_slot(?)", row -> name, name);
        }
    }

    void create(String name) {
        try (PreparedStatement statement =
                sql.prepareStatement("SELECT pg_create_logical_replication_slot(?, 'pgoutput')")) {
            statement.setString(1, name);
            statement.execute();
        } catch (SQLException e) {
            throw refused(name, e);
        }
    }

    /**
     * Makes a slot that lives as long as the connection, and a snapshot of that very moment.
     *
     * @param replication must stay idle and open until the snapshot is taken over
     */
    static Created createTemporary(Connection replication, String name) {
        try (Statement statement = replication.createStatement();
                ResultSet result = statement.executeQuery("CREATE_REPLICATION_SLOT " + Server.id(name)
                        + " TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')")) {
            result.next();
            return new Created(
                    LogSequenceNumber.valueOf(result.getString("consistent_point")), result.getString("snapshot_name"));
        } catch (SQLException e) {
            throw refused(name, e);
        }
    }

    private static IngotException refused(String name, SQLException e) {
        Problem problem = Problem.of(CdcError.NOT_READY, "The replication slot " + name + " cannot be made.")
                .because(e.getMessage())
                .fix("Run: ingot doctor. It says what is missing and the SQL for it.");
        return new IngotException(problem, e);
    }

    /** The server's own identifier. */
    static String system(Connection replication) {
        try (Statement statement = replication.createStatement();
                ResultSet result = statement.executeQuery("IDENTIFY_SYSTEM")) {
            result.next();
            return result.getString("systemid");
        } catch (SQLException e) {
            throw Server.failed(e, "Asking for the server's identity");
        }
    }

    /** How much of its log the server keeps for the slot. */
    long kept(String name) {
        return Server.rows(
                        sql,
                        "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::int8 FROM pg_replication_slots"
                                + " WHERE slot_name = ?",
                        row -> row.getLong(1),
                        name)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Slots of ours that keep more of the log than this. */
    List<Problem> keeping(long bytes) {
        return Server.rows(
                sql,
                "SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::int8 FROM pg_replication_slots"
                        + " WHERE slot_name LIKE 'ingot\\_%' AND database = current_database()"
                        + " AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > ?",
                row -> Problem.of(
                                CdcError.KEEPS_LOG,
                                "The slot " + row.getString(1) + " makes the server keep " + (row.getLong(2) >> 20)
                                        + " MB of its log.")
                        .fix("Run its pipeline; or, if there is none any more: SELECT pg_drop_replication_slot("
                                + Server.text(row.getString(1)) + ");"),
                bytes);
    }
}
