package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Whether a server of PostgreSQL gives its changes, with the SQL to run where it does not. For one thread. */
final class Preflight {

    private final Connection sql;
    private final Server server;

    Preflight(Connection sql, Server server) {
        this.sql = sql;
        this.server = server;
    }

    private String one(String query, Object... values) {
        List<String> found = Server.rows(sql, query, row -> String.valueOf(row.getString(1)), values);
        return found.isEmpty() ? "null" : found.get(0);
    }

    List<Problem> server() {
        List<Problem> problems = new ArrayList<>();
        String level = one("SHOW wal_level");
        if (!level.equals("logical")) {
            problems.add(notReady("The server's wal_level is " + level + "; reading changes needs logical.")
                    .fix("As a superuser: ALTER SYSTEM SET wal_level = 'logical'; then restart the server."));
        }
        if (Integer.parseInt(one("SHOW server_version_num")) < 140_000) {
            problems.add(notReady("The server is PostgreSQL " + one("SHOW server_version") + ".")
                    .fix("Changes are read from PostgreSQL 14 and newer."));
        }
        if (one("SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user")
                .equals("f")) {
            problems.add(server.mayNotReadLog());
        }
        return problems;
    }

    /** Whether one more slot can be made. */
    List<Problem> freeSlot() {
        boolean free = one("SELECT count(*) < current_setting('max_replication_slots')::int FROM pg_replication_slots")
                .equals("t");
        return free
                ? List.of()
                : List.of(notReady("All " + one("SHOW max_replication_slots") + " replication slots are taken.")
                        .fix("Drop one that nobody reads (SELECT * FROM pg_replication_slots), or as a superuser: ALTER"
                                + " SYSTEM SET max_replication_slots = 50; then restart the server."));
    }

    private static Problem notReady(String what) {
        return Problem.of(CdcError.NOT_READY, what);
    }
}
