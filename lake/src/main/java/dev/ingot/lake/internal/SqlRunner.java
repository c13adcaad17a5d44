package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.lake.LakeError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;

/**
 * Runs SQL on one connection and tells failures as problems. With a {@link StepControl} a statement can be stopped, and
 * says how far it is. For one thread.
 */
public final class SqlRunner implements AutoCloseable {

    /** Reads the current row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Statement statement) throws SQLException;
    }

    private static final long LOOK_EVERY_MS = 200;

    private final DuckDBConnection connection;
    private final ScheduledExecutorService watch;

    SqlRunner(DuckDBConnection connection, ScheduledExecutorService watch) {
        this.connection = connection;
        this.watch = watch;
    }

    public DuckDBConnection connection() {
        return connection;
    }

    public void execute(String sql) {
        execute(sql, sql, StepControl.NONE, 0);
    }

    /**
     * @param written the part of {@code sql} that the user wrote: places in problems are counted in it
     * @param bytes what the statement reads, for progress; 0 where unknown
     */
    public void execute(String sql, String written, StepControl control, long bytes) {
        run(sql, written, control, bytes, statement -> {
            return statement.execute(sql);
        });
    }

    public <T> List<T> rows(String sql, RowMapper<T> mapper) {
        return rows(sql, sql, StepControl.NONE, 0, mapper);
    }

    public <T> List<T> rows(String sql, String written, StepControl control, long bytes, RowMapper<T> mapper) {
        return run(sql, written, control, bytes, statement -> {
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    rows.add(mapper.map(result));
                }
            }
            return rows;
        });
    }

    /** Reads a result as a whole. */
    public <T> T result(String sql, String written, StepControl control, RowMapper<T> reader) {
        return run(sql, written, control, 0, statement -> {
            try (ResultSet result = statement.executeQuery(sql)) {
                return reader.map(result);
            }
        });
    }

    /** The only value of a query that gives one whole number. */
    public long number(String sql, StepControl control) {
        List<Long> values = rows(sql, sql, control, 0, row -> row.getLong(1));
        if (values.size() != 1) {
            throw new IllegalStateException("expected one number, got " + values.size() + " rows: " + sql);
        }
        return values.get(0);
    }

    private <T> T run(String sql, String written, StepControl control, long bytes, Work<T> work) {
        try (Statement statement = connection.createStatement()) {
            if (control == StepControl.NONE) {
                return work.run(statement);
            }
            return watched(statement, control, bytes, work);
        } catch (SQLException e) {
            throw SqlFailures.translate(e, sql, written);
        }
    }

    private <T> T watched(Statement statement, StepControl control, long bytes, Work<T> work) throws SQLException {
        DuckDBPreparedStatement duck = statement.unwrap(DuckDBPreparedStatement.class);
        StepControl.AutoUnregister hook = control.onCancel(() -> cancel(statement));
        // A cancel that comes just before the statement starts is lost in the engine; the watch repeats it.
        Future<?> looking = watch.scheduleWithFixedDelay(
                () -> look(duck, control, bytes), LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        try {
            if (control.cancelled()) {
                throw Problem.of(LakeError.SQL_INTERRUPTED, "The step was stopped before the statement began.")
                        .toException();
            }
            return work.run(statement);
        } finally {
            looking.cancel(false);
            hook.close();
        }
    }

    private static void look(DuckDBPreparedStatement statement, StepControl control, long bytes) {
        try {
            if (control.cancelled()) {
                statement.cancel();
                return;
            }
            QueryProgress progress = statement.getQueryProgress();
            double share = Math.max(0, Math.min(100, progress.getPercentage())) / 100;
            control.progress(progress.getRowsProcessed(), (long) (share * bytes), bytes);
        } catch (SQLException e) {
            // The statement has ended between two looks.
            org.slf4j.LoggerFactory.getLogger(SqlRunner.class).trace("no progress", e);
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            org.slf4j.LoggerFactory.getLogger(SqlRunner.class).debug("The statement was already gone", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqlFailures.translate(e, "", "");
        }
    }
}
