package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A publication of PostgreSQL and what it gives of one table. A reading needs all of it: every column that the log can
 * have, every row, every kind of change, and a partitioned table as one. For one thread.
 */
final class Publication {

    private static final String ALL_KINDS = "publish = 'insert, update, delete, truncate'";
    private static final String AS_ONE = "publish_via_partition_root = true";

    private final Connection sql;
    private final String name;
    private final boolean own;

    /**
     * @param own whether it is ours to make and to change
     */
    Publication(Connection sql, String name, boolean own) {
        this.sql = sql;
        this.name = name;
        this.own = own;
    }

    /**
     * @param everyKind whether inserts, updates, deletes and truncates are given
     * @param asOne whether changes of partitions are given as those of their table
     * @param partitioned whether the table has partitions
     * @param ancestor the published table that it is a partition of, null where there is none
     * @param holds whether the changes of the table are given under its name
     * @param filter of its rows, null where all are given
     * @param leftOut columns that are stored and not given, null where there are none
     */
    private record Given(
            boolean everyKind,
            boolean asOne,
            boolean partitioned,
            @Nullable String ancestor,
            boolean holds,
            @Nullable String filter,
            @Nullable String leftOut) {}

    private @Nullable Given given(CapturedTable table) {
        return Server.rows(
                        sql,
                        """
                        SELECT p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate, p.pubviaroot, c.relkind = 'p',
                            (SELECT u.schemaname || '.' || u.tablename FROM pg_publication_tables u
                                JOIN pg_namespace m ON m.nspname = u.schemaname
                                JOIN pg_class a ON a.relnamespace = m.oid AND a.relname = u.tablename
                                WHERE u.pubname = p.pubname AND a.oid <> c.oid
                                AND a.oid IN (SELECT relid FROM pg_partition_ancestors(c.oid)) LIMIT 1),
                            t.tablename IS NOT NULL, to_jsonb(t) ->> 'rowfilter',
                            (SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid
                                AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                                AND NOT jsonb_exists(to_jsonb(t) -> 'attnames', attname::text))
                        FROM pg_publication p JOIN pg_namespace n ON n.nspname = ?
                            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = ?
                            LEFT JOIN pg_publication_tables t
                            ON t.pubname = p.pubname AND t.schemaname = n.nspname AND t.tablename = c.relname
                        WHERE p.pubname = ?
                        """,
                        row -> new Given(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getString(4),
                                row.getBoolean(5),
                                row.getString(6),
                                row.getString(7)),
                        table.schema(),
                        table.name(),
                        name)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** Whether the user may publish the table; empty where there is no such table. */
    private Optional<Boolean> mayPublish(CapturedTable table) {
        return Server.rows(
                        sql,
                        "SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c JOIN pg_namespace n ON n.oid ="
                                + " c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname = ? AND c.relname = ?",
                        row -> row.getBoolean(1),
                        table.schema(),
                        table.name())
                .stream()
                .findFirst();
    }

    /** What it leaves out of the changes of a table that it holds. */
    List<Problem> leftOut(CapturedTable table) {
        Given given = given(table);
        List<Problem> problems = new ArrayList<>();
        if (given == null) {
            return problems;
        }
        if (!given.everyKind()) {
            problems.add(notReady("The publication " + name + " leaves some kinds of changes out.")
                    .fix(alter("SET (" + ALL_KINDS + ")")));
        }
        if (given.holds() && given.filter() != null) {
            problems.add(notReady("The publication " + name + " leaves rows of " + table + " out: WHERE "
                            + given.filter() + ".")
                    .fix(again(table)));
        }
        if (given.holds() && given.leftOut() != null) {
            problems.add(notReady("The publication " + name + " leaves columns of " + table + " out: " + given.leftOut()
                            + ".")
                    .because("They would be null in every change.")
                    .fix(again(table)));
        }
        return problems;
    }

    /** What keeps it from giving the table at all, where that is not ours to mend. */
    List<Problem> absent(CapturedTable table) {
        Optional<Boolean> mayPublish = mayPublish(table);
        if (mayPublish.isEmpty()) {
            return List.of();
        }
        Given given = given(table);
        if (given != null && given.ancestor() != null && !given.holds()) {
            return List.of(ofAncestor(table, given.ancestor()));
        }
        if (own) {
            boolean known = given != null && given.holds();
            return known || mayPublish.get()
                    ? List.of()
                    : List.of(notHeld(table)
                            .because("Only the owner of a table may publish it.")
                            .fix(byOther(table, given == null ? create(table) : add(table))));
        }
        List<Problem> problems = new ArrayList<>();
        if (given == null) {
            problems.add(notHeld(table).fix(asOwner(table, create(table))));
        } else {
            if (given.partitioned() && !given.asOne()) {
                problems.add(inParts(table).fix(asOwner(table, alter("SET (" + AS_ONE + ")"))));
            }
            // Before that is mended, it is listed by the names of its partitions.
            if (!given.holds() && problems.isEmpty()) {
                problems.add(notHeld(table).fix(asOwner(table, add(table))));
            }
        }
        return problems;
    }

    /** Sees that the table is published, whole. */
    void require(CapturedTable table) {
        List<Problem> problems = new ArrayList<>(absent(table));
        problems.addAll(leftOut(table));
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        if (!own) {
            return;
        }
        Given given = given(table);
        if (given == null) {
            change(create(table), notHeld(table), table);
            return;
        }
        if (!given.asOne()) {
            change(alter("SET (" + AS_ONE + ")"), inParts(table), table);
        }
        if (!given.holds()) {
            change(add(table), notHeld(table), table);
        }
    }

    private void change(String statement, Problem why, CapturedTable table) {
        try {
            Server.execute(sql, statement);
        } catch (SQLException e) {
            throw new IngotException(why.because(e.getMessage()).fix(byOther(table, statement)), e);
        }
    }

    /**
     * For each table that it holds, a text that is another one once the publication was changed or made anew, or the table
     * was taken out and put in again: meanwhile changes may have been left out.
     */
    Map<String, String> marks() {
        boolean schemas = Server.one(sql, "SELECT to_regclass('pg_catalog.pg_publication_namespace') IS NOT NULL")
                .equals("t");
        return Server.rows(
                        sql,
                        "SELECT t.schemaname || '.' || t.tablename, concat_ws(':', p.oid, p.xmin, r.oid"
                                + (schemas ? ", s.oid" : "")
                                + ") FROM pg_publication p JOIN pg_publication_tables t ON t.pubname"
                                + " = p.pubname JOIN pg_namespace n ON n.nspname = t.schemaname JOIN pg_class c ON"
                                + " c.relnamespace = n.oid AND c.relname = t.tablename LEFT JOIN pg_publication_rel r ON"
                                + " r.prpubid = p.oid AND r.prrelid = c.oid"
                                + (schemas
                                        ? " LEFT JOIN pg_publication_namespace s ON s.pnpubid = p.oid AND s.pnnspid = n.oid"
                                        : "")
                                + " WHERE p.pubname = ?",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        name)
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one));
    }

    /** The columns of a table that the server computes and it gives all the same, since PostgreSQL 18 where told so. */
    static Set<String> computed(Connection sql, String name, CapturedTable table) {
        return Set.copyOf(Server.rows(
                sql,
                "SELECT attname FROM pg_attribute JOIN pg_publication_tables t ON jsonb_exists(to_jsonb(t) -> 'attnames',"
                        + " attname::text) WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND"
                        + " attgenerated <> '' AND t.pubname = ? AND t.schemaname = ? AND t.tablename = ?",
                row -> row.getString(1),
                Server.id(table),
                name,
                table.schema(),
                table.name()));
    }

    private String create(CapturedTable table) {
        return "CREATE PUBLICATION " + Server.id(name) + " FOR TABLE " + Server.id(table) + " WITH (" + AS_ONE + ")";
    }

    private String add(CapturedTable table) {
        return alter("ADD TABLE " + Server.id(table));
    }

    private String alter(String how) {
        return "ALTER PUBLICATION " + Server.id(name) + " " + how;
    }

    private String again(CapturedTable table) {
        return asOwner(table, alter("DROP TABLE " + Server.id(table)) + "; " + add(table));
    }

    private static String asOwner(CapturedTable table, String statement) {
        return "As the owner of " + table + " and of the publication: " + statement + ";";
    }

    private String byOther(CapturedTable table, String statement) {
        return asOwner(table, statement) + " Then set publication: " + name + " in the connection.";
    }

    private Problem notHeld(CapturedTable table) {
        return notReady("The publication " + name + " does not hold the table " + table + ".");
    }

    private Problem inParts(CapturedTable table) {
        return notReady("The publication " + name + " tells the changes of " + table + " as those of its partitions.");
    }

    private Problem ofAncestor(CapturedTable table, String ancestor) {
        return notReady("The publication " + name + " gives the changes of " + table + " as those of " + ancestor
                        + ", whose partition it is.")
                .fix("Read " + ancestor
                        + " as a whole, or the partition by a connection with a slot of its own (slot:).");
    }

    private static Problem notReady(String what) {
        return Problem.of(CdcError.NOT_READY, what);
    }
}
