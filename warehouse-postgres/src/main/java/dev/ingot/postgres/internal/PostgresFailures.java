package dev.ingot.postgres.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.sql.SqlError;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns PostgreSQL's failures into problems, by their SQLSTATE and position. Stateless. */
final class PostgresFailures {

    private PostgresFailures() {}

    static IngotException translate(SQLException failure, String executed, String written, String server) {
        ServerErrorMessage message = failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        SqlError code = gone(message) ? SqlError.CONFLICT : code(state);
        String what = message == null || message.getMessage() == null
                ? String.valueOf(failure.getMessage()).lines().findFirst().orElse(state)
                : message.getMessage();
        boolean connecting = code == SqlError.UNREACHABLE || code == SqlError.LOGIN;
        Problem problem = Problem.of(code, connecting ? server + ": " + what : what)
                .at(connecting ? null : place(message, executed, written))
                .because(message == null ? null : message.getDetail())
                .fix(message == null ? null : message.getHint());
        return new IngotException(problem, failure);
    }

    /** Something was dropped between being found and being looked at. */
    private static boolean gone(@Nullable ServerErrorMessage message) {
        return message != null && String.valueOf(message.getMessage()).startsWith("could not open relation with OID");
    }

    private static SqlError code(String state) {
        return switch (state) {
            case "42601", "42P10", "42P20", "42803" -> SqlError.SYNTAX;
            case "42501" -> SqlError.PRIVILEGE;
            case "57014" -> SqlError.STOPPED;
            case "40001", "40P01", "55P03", "55006" -> SqlError.CONFLICT;
            case "3D000" -> SqlError.LOGIN;
            case "57P01", "57P02", "57P03", "53300" -> SqlError.UNREACHABLE;
            case "0A000" -> SqlError.UNSUPPORTED;
            default -> byClass(state);
        };
    }

    private static SqlError byClass(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08" -> SqlError.UNREACHABLE;
            case "28" -> SqlError.LOGIN;
            case "42", "3F" -> SqlError.NAME;
            case "22", "23", "21", "P0", "2B", "44" -> SqlError.VALUE;
            case "53", "54" -> SqlError.RESOURCES;
            case "25" -> SqlError.VALUE;
            default -> SqlError.ENGINE;
        };
    }

    private static Place place(@Nullable ServerErrorMessage message, String executed, String written) {
        int start = executed.indexOf(written);
        int at = (message == null ? 0 : message.getPosition()) - 1 - start;
        if (message == null || message.getPosition() == 0 || start < 0 || at < 0 || at > written.length()) {
            return Place.of("sql");
        }
        String before = written.substring(0, at);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = at - (before.lastIndexOf('\n') + 1) + 1;
        return new Place(
                "sql", line, column, written.lines().skip(line - 1L).findFirst().orElse(null));
    }
}
