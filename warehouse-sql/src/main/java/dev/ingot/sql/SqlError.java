package dev.ingot.sql;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong in a database that is a warehouse. */
public enum SqlError implements ErrorCode {
    SYNTAX(
            "INGOT-DB-001",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The database cannot parse the SQL",
            "The statement is not right at the marked place, or just before it: a missing comma, an unclosed bracket or"
                    + " quote."),
    NAME(
            "INGOT-DB-002",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The SQL names something that the database does not have, or types do not fit",
            "A table, column, function, schema or type is not there under this name, or an operator does not take these"
                    + " types."),
    VALUE(
            "INGOT-DB-003",
            ErrorKind.USER,
            ExitCode.FAILED,
            "A value does not fit its type or breaks a constraint",
            "A cast, an arithmetic operation or a constraint met a value that it cannot take. Filter or mend such rows"
                    + " first."),
    PRIVILEGE(
            "INGOT-DB-004",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The database user may not do this",
            "Building models needs CREATE on the database, or schemas that are there and belong to the user."),
    UNREACHABLE(
            "INGOT-DB-005",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The database cannot be reached",
            "Host or port are wrong, the server is down or starting, a firewall is in between, or it takes no more"
                    + " connections."),
    LOGIN(
            "INGOT-DB-006",
            ErrorKind.USER,
            ExitCode.UNREACHABLE,
            "The database refused the login",
            "User, password or the name of the database is wrong, or the server's pg_hba.conf does not let this host in."),
    CONFLICT(
            "INGOT-DB-007",
            ErrorKind.EXTERNAL,
            ExitCode.FAILED,
            "Somebody else changed the table or held it locked",
            "Another run published the table between building and publishing, or a lock was not given in time. Nothing"
                    + " was changed; the step is tried again."),
    RESOURCES(
            "INGOT-DB-008",
            ErrorKind.RESOURCE,
            ExitCode.FAILED,
            "The database has run out of memory or disk",
            "The message says of what. Make room, or raise the limit."),
    STOPPED(
            "INGOT-DB-009",
            ErrorKind.USER,
            ExitCode.INTERRUPTED,
            "The statement was stopped",
            "Somebody asked the run to stop, or the database's statement_timeout ended it. Nothing of it took effect."),
    UNSUPPORTED(
            "INGOT-DB-010",
            ErrorKind.USER,
            ExitCode.FAILED,
            "This kind of warehouse does not have this",
            "A database keeps no old versions of its tables and loads no pipelines yet; the lake does both."),
    NO_SUCH_TABLE(
            "INGOT-DB-011",
            ErrorKind.USER,
            ExitCode.USAGE,
            "There is no such table in the database",
            "It was never built, it was dropped, or its name is written otherwise."),
    SCHEMA_CHANGED(
            "INGOT-DB-012",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The columns of a model do not fit its table",
            "An incremental model selects other columns than its table has, and its on_schema_change does not say what"
                    + " to do about it."),
    KEY(
            "INGOT-DB-013",
            ErrorKind.USER,
            ExitCode.FAILED,
            "The key of a merge or snapshot does not identify its rows",
            "A key column is not in the select, or the select has two rows with the same key, so that it is not known"
                    + " which of them is to be kept."),
    ENGINE(
            "INGOT-DB-014",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "The database failed",
            "It reported a failure of its own. The log has the details."),
    FOREIGN_STAGED(
            "INGOT-DB-015",
            ErrorKind.INTERNAL,
            ExitCode.FAILED,
            "A table was built in another warehouse",
            "What is built aside can only be seen and published where it was built."),
    READ_ONLY(
            "INGOT-DB-016",
            ErrorKind.USER,
            ExitCode.USAGE,
            "The statement does more than read",
            "A query that people write is one SELECT over the warehouse's tables. It writes nothing, reads no file beside"
                    + " them, loads nothing and changes no setting. Tables are made by models and filled by pipelines.");

    private final Entry entry;

    SqlError(String id, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(id, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
