package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a table of PostgreSQL from being read whole, or would keep an application from writing it once it is
 * published. Changes nothing. For one thread.
 */
final class TablePreflight {

    private final Connection sql;
    private final Server server;
    private final CapturedTable table;

    TablePreflight(Connection sql, Server server, CapturedTable table) {
        this.sql = sql;
        this.server = server;
        this.table = table;
    }

    /**
     * @param kind {@code pg_class.relkind}
     * @param persistence {@code p} where its changes are logged
     * @param ofSystem whether it is one of the server's own
     * @param visible whether the user may look into its schema
     * @param readable whether the user may read it
     * @param filtered whether a policy hides rows from the user
     * @param children tables that inherit from it, null where there are none
     * @param unfit columns that a lake's table cannot have, null where there are none
     */
    private record Found(
            String kind,
            String persistence,
            boolean ofSystem,
            boolean visible,
            boolean readable,
            boolean filtered,
            @Nullable String children,
            @Nullable String unfit) {}

    List<Problem> problems() {
        List<Found> found = Server.rows(
                sql,
                """
                SELECT c.relkind::text, c.relpersistence::text, c.oid::int8 < 16384,
                    has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT'),
                    c.relrowsecurity AND row_security_active(c.oid),
                    (SELECT string_agg(inhrelid::regclass::text, ', ' ORDER BY inhrelid::regclass::text) FROM pg_inherits
                        WHERE inhparent = c.oid AND c.relkind = 'r'),
                    (SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute a WHERE attrelid = c.oid
                        AND attnum > 0 AND NOT attisdropped AND (lower(attname) LIKE '\\_ingot\\_%' OR EXISTS
                        (SELECT 1 FROM pg_attribute b WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND NOT
                        b.attisdropped AND b.attnum <> a.attnum AND lower(b.attname) = lower(a.attname))))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind NOT IN ('i', 'I', 't', 'c')
                """,
                row -> new Found(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getString(7),
                        row.getString(8)),
                table.schema(),
                table.name());
        if (found.isEmpty()) {
            return List.of(notReady("The database " + server.database() + " has no table " + table + ".")
                    .fix(discover()));
        }
        return problems(found.get(0));
    }

    private List<Problem> problems(Found found) {
        String what = unlogged(found);
        if (what != null) {
            return List.of(notReady("The table " + table + " is " + what + ": PostgreSQL does not log its changes.")
                    .fix(wayOut(found)));
        }
        List<Problem> problems = new ArrayList<>();
        if (!found.visible()) {
            problems.add(notReady("The user " + server.user() + " may not look into the schema " + table.schema() + ".")
                    .fix("GRANT USAGE ON SCHEMA " + Server.id(table.schema()) + " TO " + user() + ";"));
        }
        if (!found.readable()) {
            problems.add(notReady("The user " + server.user() + " may not read " + table + ".")
                    .fix("GRANT SELECT ON " + Server.id(table) + " TO " + user() + ";"));
        }
        if (found.filtered()) {
            problems.add(hidden());
        }
        if (found.children() != null) {
            problems.add(notReady("Other tables inherit from " + table + ": " + found.children() + ".")
                    .because("A select shows their rows in it, and the log has their changes as those of other tables.")
                    .fix("Read the tables that inherit by pipelines of their own, or make it a partitioned table."));
        }
        if (found.unfit() != null) {
            problems.add(notReady("The table " + table + " has columns that a lake's table cannot have: "
                            + found.unfit() + ".")
                    .because("Names may not differ in case only, nor begin with _ingot_."));
        }
        if (found.visible()) {
            problems.addAll(new Identities(sql, table).problems());
        }
        return problems;
    }

    /** Why nothing of what happens to it is in the log; null where it is an ordinary or a partitioned table. */
    private static @Nullable String unlogged(Found found) {
        if (found.ofSystem()) {
            return "one of the system's own";
        }
        return switch (found.kind()) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            default ->
                switch (found.persistence()) {
                    case "u" -> "unlogged";
                    case "t" -> "temporary";
                    default -> null;
                };
        };
    }

    private String wayOut(Found found) {
        return switch (found.kind()) {
            case "v", "m" -> "Read the tables that it selects from.";
            case "f" -> "Read it from its own server.";
            default ->
                found.persistence().equals("u") && !found.ofSystem()
                        ? "ALTER TABLE " + Server.id(table) + " SET LOGGED;"
                        : discover();
        };
    }

    private String discover() {
        return "ingot discover " + server.connection() + " lists the tables that can be read.";
    }

    /** That the user does not see all rows; empty where it does. */
    List<Problem> hiddenRows() {
        return Server.rows(
                sql,
                "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relrowsecurity AND row_security_active(oid)",
                row -> hidden(),
                Server.id(table));
    }

    private Problem hidden() {
        return notReady("Row-level security hides rows of " + table + " from the user " + server.user() + ".")
                .because(
                        "A first reading and ingot reconcile would miss them, while the log has the changes of all rows.")
                .fix("As a superuser: ALTER ROLE " + user()
                        + " BYPASSRLS; or read as the table's owner, where row-level" + " security is not forced.");
    }

    private String user() {
        return Server.id(server.user());
    }

    private static Problem notReady(String what) {
        return Problem.of(CdcError.NOT_READY, what);
    }

    /**
     * Whether the server can say of a published table which row was changed: of a partitioned table for itself and each
     * of its partitions, and for all in the same way, because the log has a partition's old rows as the table's.
     */
    private record Identities(Connection sql, CapturedTable table) {

        private static final int MOST_NAMED = 5;

        /**
         * @param name as SQL writes it
         * @param root whether it is the table itself
         * @param foreign whether it is a partition on another server
         * @param logged whether its changes are
         * @param mode {@code pg_class.relreplident}
         * @param key of its identity: the columns' names, null where it has none that serves
         * @param primaryKey null where it has none; whether it is checked at once, and not at the end of a transaction
         */
        private record One(
                String name,
                boolean root,
                boolean foreign,
                boolean logged,
                String mode,
                @Nullable String key,
                @Nullable Boolean primaryKey) {

            boolean whole() {
                return mode.equals("f");
            }
        }

        List<Problem> problems() {
            List<One> all = Server.rows(
                    sql,
                    Server.WITH_PARTITIONS + """
                    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.oid = to_regclass(?),
                        c.relkind = 'f', c.relpersistence = 'p', c.relreplident::text,
                        (SELECT string_agg(a.attname, ', ' ORDER BY a.attname) FROM pg_index i JOIN pg_attribute a
                            ON a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                            WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indpred IS NULL
                            AND (i.indisvalid OR c.relkind = 'p') AND (c.relreplident = 'd' AND i.indisprimary
                            OR c.relreplident = 'i' AND i.indisreplident)),
                        (SELECT i.indimmediate FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
                    FROM tables JOIN pg_class c ON c.oid = id JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind <> 'p' AND c.relispartition OR c.oid = to_regclass(?)
                    ORDER BY 2 DESC, 1
                    """,
                    Identities::one,
                    Server.id(table),
                    Server.id(table),
                    Server.id(table));
            List<Problem> problems = new ArrayList<>();
            One root = all.get(0);
            List<String> apart = new ArrayList<>();
            for (One one : all) {
                if (one.foreign() || !one.logged()) {
                    problems.add(notReady("The partition " + one.name() + " of " + table + " is "
                                    + (one.foreign() ? "a foreign table" : "unlogged")
                                    + ": PostgreSQL does not log its changes.")
                            .fix("Detach it, or make it an ordinary table."));
                } else if (!one.whole() && one.key() == null) {
                    problems.add(noIdentity(one));
                } else if (!one.whole()
                        && (root.whole() || (root.key() != null && !root.key().equals(one.key())))) {
                    apart.add(one.name());
                }
            }
            if (!apart.isEmpty()) {
                problems.add(otherIdentity(root, apart));
            }
            return problems;
        }

        private static One one(java.sql.ResultSet row) throws java.sql.SQLException {
            return new One(
                    row.getString(1),
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getString(5),
                    row.getString(6),
                    (Boolean) row.getObject(7));
        }

        private Problem noIdentity(One one) {
            String named = one.root() ? "The table " + table : "The partition " + one.name() + " of " + table;
            String full = "let whole rows be logged: ALTER TABLE " + one.name() + " REPLICA IDENTITY FULL;";
            String partitions = one.root() ? "" : " Each partition has an identity of its own.";
            boolean serves = one.primaryKey() != null && one.primaryKey();
            Problem problem = switch (one.mode()) {
                case "n" ->
                    Problem.of(CdcError.NO_IDENTITY, named + " has the replica identity NOTHING.")
                            .fix(
                                    serves
                                            ? "Let its primary key be logged: ALTER TABLE " + one.name()
                                                    + " REPLICA IDENTITY DEFAULT;"
                                            : "Once it has a primary key: ALTER TABLE " + one.name()
                                                    + " REPLICA IDENTITY DEFAULT; or " + full);
                case "i" ->
                    Problem.of(CdcError.NO_IDENTITY, named + " has lost the index that is its replica identity.")
                            .fix("ALTER TABLE " + one.name() + " REPLICA IDENTITY "
                                    + (serves ? "DEFAULT;" : "USING INDEX …; or " + full));
                default ->
                    one.primaryKey() == null
                            ? Problem.of(CdcError.NO_IDENTITY, named + " has no primary key.")
                                    .fix("Give it a primary key, or " + full)
                            : Problem.of(CdcError.NO_IDENTITY, named + " has a primary key that is DEFERRABLE.")
                                    .fix("Make the key again as NOT DEFERRABLE, or " + full);
            };
            String why = "Once it is published, PostgreSQL refuses every UPDATE and DELETE on it.";
            return problem.because(why + partitions);
        }

        private Problem otherIdentity(One root, List<String> apart) {
            String names = apart.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                    + (apart.size() > MOST_NAMED ? " and " + (apart.size() - MOST_NAMED) + " more" : "");
            String other = root.whole() ? "REPLICA IDENTITY FULL" : "an identity of the columns " + root.key();
            return Problem.of(
                            CdcError.NO_IDENTITY,
                            "Partitions of " + table + " have another replica identity than it: " + names + ".")
                    .because("The table has " + other + ", and what the log has of the old rows of these partitions"
                            + " would be read as if they had it, too.")
                    .fix("Give them the same, each by itself: ALTER TABLE " + apart.get(0) + " REPLICA IDENTITY "
                            + (root.whole() ? "FULL" : "DEFAULT") + ";");
        }
    }
}
