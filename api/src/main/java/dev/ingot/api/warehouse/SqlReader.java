package dev.ingot.api.warehouse;

/** Runs queries over a warehouse. For one thread. */
public interface SqlReader extends AutoCloseable {

    /**
     * Runs a query and returns at most {@code limit} rows.
     *
     * @throws dev.ingot.api.error.IngotException with the line and column in the statement as place, where it fails
     */
    Rows query(String sql, int limit);

    @Override
    void close();
}
