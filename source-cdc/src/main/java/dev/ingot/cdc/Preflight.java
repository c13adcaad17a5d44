package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a database gives its changes, with the SQL to run where it does not. For one thread. */
final class Preflight {

    private static final String AS_ONE = "publish_via_partition_root = true";

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

    List<Problem> table(CapturedTable table) {
        String kind = one("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(?)", Server.id(table));
        if (!kind.equals("r") && !kind.equals("p")) {
            return List.of(notReady("The database " + server.database() + " has no table " + table + ".")
                    .because(kind.equals("null") ? null : "What is there is not an ordinary table.")
                    .fix("ingot discover " + server.connection() + " lists the tables that can be read."));
        }
        List<Problem> problems = new ArrayList<>();
        if (one("SELECT has_table_privilege(?, 'SELECT')", Server.id(table)).equals("f")) {
            problems.add(notReady("The user " + server.user() + " may not read " + table + ".")
                    .fix("GRANT SELECT ON " + Server.id(table) + " TO " + Server.id(server.user()) + ";"));
        }
        String identity = one(Server.WITH_PARTITIONS + """
                SELECT bool_and(c.relreplident = 'f' OR EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid
                    AND (i.indisreplident OR (c.relreplident = 'd' AND i.indisprimary))))
                FROM pg_class c JOIN tables ON c.oid = id
                """, Server.id(table));
        if (identity.equals("f")) {
            problems.add(Problem.of(CdcError.NO_IDENTITY, "The table " + table + " has no primary key.")
                    .because("Once it is published, PostgreSQL refuses every UPDATE and DELETE on it.")
                    .fix("Give it a primary key, or let whole rows be logged: ALTER TABLE " + Server.id(table)
                            + " REPLICA IDENTITY FULL;"
                            + (kind.equals("p") ? " Its partitions need the same, each by itself." : "")));
        }
        String unfit = one(
                "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute a WHERE attrelid = to_regclass(?)"
                        + " AND attnum > 0 AND NOT attisdropped AND (lower(attname) LIKE '\\_ingot\\_%' OR EXISTS"
                        + " (SELECT 1 FROM pg_attribute b WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND NOT"
                        + " b.attisdropped AND b.attnum <> a.attnum AND lower(b.attname) = lower(a.attname)))",
                Server.id(table));
        if (!unfit.equals("null")) {
            problems.add(notReady("The table " + table + " has columns that a lake's table cannot have: " + unfit + ".")
                    .because("Names may not differ in case only, nor begin with _ingot_."));
        }
        return problems;
    }

    /**
     * Sees that a publication holds the table.
     *
     * @param own whether it is ours to make and to change
     */
    void publish(String name, CapturedTable table, boolean own) {
        boolean there =
                !one("SELECT 1 FROM pg_publication WHERE pubname = ?", name).equals("null");
        Problem absent = notReady("The publication " + name + " does not hold the table " + table + ".");
        if (!there) {
            change(
                    "CREATE PUBLICATION " + Server.id(name) + " FOR TABLE " + Server.id(table) + " WITH (" + AS_ONE
                            + ")",
                    absent,
                    name,
                    table,
                    own);
            return;
        }
        if (inParts(name, table)) {
            change(
                    "ALTER PUBLICATION " + Server.id(name) + " SET (" + AS_ONE + ")",
                    notReady("The publication " + name + " tells the changes of " + table
                            + " as those of its partitions."),
                    name,
                    table,
                    own);
        }
        if (!published(name).contains(table.toString())) {
            change("ALTER PUBLICATION " + Server.id(name) + " ADD TABLE " + Server.id(table), absent, name, table, own);
        }
    }

    /** Whether a partitioned table would be published as its partitions. */
    private boolean inParts(String publication, CapturedTable table) {
        return one(
                        "SELECT relkind = 'p' AND NOT (SELECT pubviaroot FROM pg_publication WHERE pubname = ?) FROM pg_class"
                                + " WHERE oid = to_regclass(?)",
                        publication,
                        Server.id(table))
                .equals("t");
    }

    void requireAllKinds(String publication) {
        String some = one(
                "SELECT 1 FROM pg_publication WHERE pubname = ? AND NOT (pubinsert AND pubupdate AND pubdelete AND"
                        + " pubtruncate)",
                publication);
        if (!some.equals("null")) {
            throw notReady("The publication " + publication + " leaves some kinds of changes out.")
                    .fix("ALTER PUBLICATION " + Server.id(publication)
                            + " SET (publish = 'insert, update, delete, truncate');")
                    .toException();
        }
    }

    /** The tables of a publication. */
    Set<String> published(String publication) {
        return Set.copyOf(Server.rows(
                sql,
                "SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = ?",
                row -> row.getString(1),
                publication));
    }

    private void change(String statement, Problem why, String name, CapturedTable table, boolean own) {
        Problem problem = why.fix("As the owner of " + table + " and of the publication: " + statement + ";"
                + (own ? " Then set publication: " + name + " in the connection." : ""));
        if (!own) {
            throw problem.toException();
        }
        try {
            Server.execute(sql, statement);
        } catch (SQLException e) {
            throw new IngotException(problem.because(e.getMessage()), e);
        }
    }

    private static Problem notReady(String what) {
        return Problem.of(CdcError.NOT_READY, what);
    }
}
