package dev.ingot.sql;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs SQL on one connection and tells failures as problems. For one thread. */
public record Jdbc(Connection connection, Dialect dialect) {

    private static final Logger LOG = LoggerFactory.getLogger(Jdbc.class);

    /** Reads a result, or its current row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet result) throws SQLException;
    }

    /** Returns how many rows the statement wrote, −1 where the database does not say. */
    public long execute(String sql) {
        return execute(sql, sql, StepControl.NONE);
    }

    /** @param written the part of {@code sql} that a person wrote */
    public long execute(String sql, String written, StepControl control) {
        LOG.debug("{}", sql);
        try (Statement statement = connection.createStatement();
                StepControl.AutoUnregister hook = control.onCancel(() -> cancel(statement))) {
            if (control.cancelled()) {
                throw Problem.of(SqlError.STOPPED, "The step was stopped before the statement began.")
                        .toException();
            }
            LOG.trace("{} can be cancelled", hook);
            return statement.execute(sql) ? -1 : statement.getLargeUpdateCount();
        } catch (SQLException e) {
            throw dialect.failure(e, sql, written);
        }
    }

    public <T> List<T> rows(String sql, Reader<T> row) {
        return result(sql, sql, 0, result -> {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        });
    }

    /**
     * Reads a result as a whole.
     *
     * @param most how many rows the driver is to fetch; 0: all
     */
    public <T> T result(String sql, String written, int most, Reader<T> reader) {
        LOG.debug("{}", sql);
        try (Statement statement = connection.createStatement()) {
            if (most > 0) {
                statement.setMaxRows(most);
            }
            try (ResultSet result = statement.executeQuery(sql)) {
                return reader.read(result);
            }
        } catch (SQLException e) {
            throw dialect.failure(e, sql, written);
        }
    }

    /** The only value of a query that gives one whole number. */
    public long number(String sql) {
        return rows(sql, row -> row.getLong(1)).get(0);
    }

    /** Runs the work in one transaction: all of it happens, or nothing. */
    public void atomically(Runnable work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (RuntimeException | Error e) {
                undo(e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw dialect.failure(e, "", "");
        }
    }

    /** From here on nothing takes effect before {@link #commit}. */
    public void begin() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw dialect.failure(e, "", "");
        }
    }

    /** What was done takes effect, and each statement to come by itself. */
    public void commit() {
        try {
            if (!connection.getAutoCommit()) {
                connection.commit();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw dialect.failure(e, "", "");
        }
    }

    /** Takes back what has not taken effect. */
    public void rollback() {
        try {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            // The connection is gone, and the transaction with it.
            LOG.debug("A connection was not there to be rolled back", e);
        }
    }

    private void undo(Throwable why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and the transaction with it.
            why.addSuppressed(e);
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("The statement was already gone", e);
        }
    }
}
