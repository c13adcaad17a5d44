package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a MariaDB or MySQL gives its changes, with the SQL to run where it does not. For one thread. */
final class BinlogPreflight {

    /** Since these versions the log has the names of columns. */
    private static final int MARIADB_NAMES = 100_500;

    private static final int MYSQL_NAMES = 80_001;

    /** Since this version a year counts as a number in the log. */
    private static final int YEARS_COUNT = 80_020;

    private static final Pattern CASCADE =
            Pattern.compile("CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY .* ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)");

    private final Connection sql;
    private final BinlogServer server;
    private final BinlogVersion version;
    private final boolean mariaDb;

    BinlogPreflight(Connection sql, BinlogServer server) {
        this.sql = sql;
        this.server = server;
        this.version = BinlogVersion.of(sql);
        this.mariaDb = version.mariaDb();
    }

    /**
     * @param wantsMariaDb what the connection's type says that it is
     */
    List<Problem> server(boolean wantsMariaDb) {
        if (wantsMariaDb != mariaDb) {
            return List.of(notReady(
                            "The server of '" + server.connection() + "' is a " + (mariaDb ? "MariaDB" : "MySQL") + ".")
                    .fix("Write type: " + (mariaDb ? "mariadb-cdc" : "mysql-cdc") + "."));
        }
        if (one("SELECT @@global.log_bin").equals("0")) {
            return List.of(notReady("The server writes no binary log.")
                    .fix("Write log_bin (and a server_id) into the section [mysqld] of its configuration, and restart"
                            + " the server."));
        }
        List<Problem> problems = new ArrayList<>();
        if (version.number() < (mariaDb ? MARIADB_NAMES : MYSQL_NAMES)) {
            problems.add(notReady("The server is version " + one("SELECT VERSION()") + ".")
                    .fix("Changes are read from MariaDB 10.5, MySQL 8.0 and newer."));
            return problems;
        }
        requireSetting(problems, "binlog_format", "ROW");
        requireSetting(problems, "binlog_row_image", "FULL");
        requireSetting(problems, "binlog_row_metadata", "FULL");
        if (!mariaDb) {
            requireSetting(problems, "binlog_row_value_options", "");
        }
        replica(problems);
        if (problems.isEmpty()) {
            readable(problems);
        }
        return problems;
    }

    private void requireSetting(List<Problem> problems, String name, String value) {
        String found = one("SELECT @@global." + name);
        if (!found.equalsIgnoreCase(value)) {
            problems.add(notReady("The server's " + name + " is " + found + "; reading changes needs "
                            + (value.isEmpty() ? "nothing there" : value) + ".")
                    .fix("As an administrator: SET " + (mariaDb ? "GLOBAL" : "PERSIST") + " " + name + " = '" + value
                            + "';"
                            + (mariaDb ? " and the same in the section [mysqld] of its configuration." : "")));
        }
    }

    private void readable(List<Problem> problems) {
        List<BinlogLogs.End> files;
        try {
            files = BinlogLogs.files(sql);
        } catch (IngotException e) {
            problems.add(notReady("The user " + server.user() + " may not list the server's logs.")
                    .because(e.first().why())
                    .fix("GRANT " + (mariaDb ? "BINLOG MONITOR" : "REPLICATION CLIENT")
                            + ", REPLICATION SLAVE ON *.* TO '" + server.user() + "'@'…';"));
            return;
        }
        try {
            BinlogLogs.birth(server, files.get(files.size() - 1).file());
        } catch (IngotException e) {
            problems.addAll(e.problems());
        }
    }

    /**
     * @param type {@code BASE TABLE} where it is an ordinary one
     * @param transactions {@code YES} where its engine has them
     */
    private record Kind(
            String type,
            @Nullable String transactions,
            @Nullable String engine) {}

    List<Problem> table(CapturedTable table) {
        List<Kind> kinds = Server.rows(
                sql,
                "SELECT t.table_type, e.transactions, t.engine FROM information_schema.tables t LEFT JOIN"
                        + " information_schema.engines e ON e.engine = t.engine WHERE t.table_schema = ? AND t.table_name = ?",
                row -> new Kind(row.getString(1), row.getString(2), row.getString(3)),
                table.schema(),
                table.name());
        if (kinds.isEmpty()) {
            return List.of(notReady("The database has no table " + table + " that " + server.user() + " may read.")
                    .fix("ingot discover " + server.connection()
                            + " lists the tables that can be read. To see one more: GRANT SELECT ON "
                            + BinlogServer.id(table)
                            + " TO '" + server.user() + "'@'…';"));
        }
        Kind kind = kinds.get(0);
        List<Problem> problems = new ArrayList<>();
        switch (kind.type()) {
            case "BASE TABLE" -> {}
            case "SYSTEM VERSIONED" ->
                problems.add(notReady("The table " + table + " keeps its own history (WITH SYSTEM VERSIONING).")
                        .because("The log has its old rows among its changes, with columns that no select shows.")
                        .fix("Read a table without one, or give the history up: ALTER TABLE " + BinlogServer.id(table)
                                + " DROP SYSTEM VERSIONING;"));
            default -> {
                return List.of(notReady("The table " + table + " is a "
                                + kind.type().toLowerCase(Locale.ROOT) + ": it has no rows of its own in the log.")
                        .fix("Read the tables that its rows come from."));
            }
        }
        if (!"YES".equals(kind.transactions())) {
            problems.add(notReady("The table " + table + " has no transactions.")
                    .because("Its engine is " + kind.engine() + ", so there is no moment in which table and log agree.")
                    .fix("ALTER TABLE " + BinlogServer.id(table) + " ENGINE = InnoDB;"));
        }
        filters(table, problems);
        columns(table, problems);
        cascades(table, problems);
        return problems;
    }

    /** Databases whose changes the server does not log, by its configuration. */
    private void filters(CapturedTable table, List<Problem> problems) {
        List<List<String>> filters;
        try {
            filters = Server.rows(
                    sql, version.showEnd(), row -> List.of(nonNull(row.getString(3)), nonNull(row.getString(4))));
        } catch (IngotException e) {
            return; // the user may not see the log at all, which is said of the server
        }
        for (List<String> filter : filters) {
            List<String> only = names(filter.get(0));
            boolean left = !only.isEmpty() && !only.contains(table.schema());
            if (left || names(filter.get(1)).contains(table.schema())) {
                problems.add(notReady("The server does not log the database " + table.schema() + ".")
                        .because(
                                left
                                        ? "Its configuration says binlog_do_db = " + filter.get(0) + "."
                                        : "Its configuration says binlog_ignore_db = " + filter.get(1) + ".")
                        .fix("Take that out of the section [mysqld] of its configuration, and restart the server."));
            }
        }
    }

    private static String nonNull(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> names(String list) {
        return list.isBlank() ? List.of() : List.of(list.trim().split("\\s*,\\s*"));
    }

    /** A replica may keep what it replicates out of its own log. */
    private void replica(List<Problem> problems) {
        boolean writes = Server.rows(
                        sql,
                        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_slave_updates', 'log_replica_updates')",
                        row -> row.getString(2))
                .contains("ON");
        if (writes) {
            return;
        }
        Problem silent = notReady("The server is a replica that does not log what it replicates.")
                .fix(
                        "Write log_slave_updates into the section [mysqld] of its configuration and restart it, or read from"
                                + " its primary.");
        try {
            if (!Server.rows(sql, version.showReplica(), row -> 1).isEmpty()) {
                problems.add(silent);
            }
        } catch (IngotException e) {
            // The user may not ask. What a MariaDB has replicated is left in this variable.
            if (mariaDb && !one("SELECT @@global.gtid_slave_pos").isEmpty()) {
                problems.add(silent.because(
                        "It has replicated. Whether it still does is not to be seen without a grant: GRANT"
                                + " SLAVE MONITOR ON *.* TO '" + server.user() + "'@'…';"));
            }
        }
    }

    private void columns(CapturedTable table, List<Problem> problems) {
        List<CatalogColumn> columns = BinlogColumns.of(sql, table);
        String reserved = columns.stream()
                .map(CatalogColumn::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("_ingot_"))
                .collect(Collectors.joining(", "));
        if (!reserved.isEmpty()) {
            problems.add(
                    notReady("The table " + table + " has columns that a lake's table cannot have: " + reserved + ".")
                            .because("Names may not begin with _ingot_."));
        }
        String unknown = columns.stream()
                .filter(column -> column.type() == null && !column.computed())
                .map(column -> column.name() + " " + column.declared())
                .collect(Collectors.joining(", "));
        boolean years = columns.stream().anyMatch(column -> column.declared().startsWith("year"));
        if (years && !mariaDb && version.number() < YEARS_COUNT) {
            problems.add(notReady("The table " + table + " has a column of type year, and the server is version "
                            + one("SELECT VERSION()") + ".")
                    .because("What its log says of the signs of numbers cannot be told apart from what newer versions"
                            + " say of them.")
                    .fix("Use MySQL 8.0.20 or newer, or give the column the type smallint."));
        }
        if (!unknown.isEmpty()) {
            problems.add(notReady("The table " + table + " has columns whose type is not read: " + unknown + ".")
                    .fix("Give them another type."));
        }
    }

    /** What the engine does to rows by itself, on behalf of another table, it does not log. */
    private void cascades(CapturedTable table, List<Problem> problems) {
        // The catalog shows foreign keys only to who may do more than read.
        String definition = Server.rows(sql, "SHOW CREATE TABLE " + BinlogServer.id(table), row -> row.getString(2))
                .get(0);
        String cascading = CASCADE.matcher(definition)
                .results()
                .map(key -> key.group(1).replace("``", "`"))
                .collect(Collectors.joining(", "));
        if (!cascading.isEmpty()) {
            problems.add(Problem.of(
                            CdcError.UNLOGGED_CHANGES,
                            "Rows of " + table + " change without a word in the log, by the foreign key " + cascading
                                    + ".")
                    .because("What InnoDB deletes or updates by CASCADE or SET NULL is not written to the binary log.")
                    .fix("Let the application change these rows itself, and make the key ON DELETE RESTRICT ON UPDATE"
                            + " RESTRICT."));
        }
    }

    private String one(String query) {
        return Server.one(sql, query);
    }

    private static Problem notReady(String what) {
        return Problem.of(CdcError.NOT_READY, what);
    }
}
