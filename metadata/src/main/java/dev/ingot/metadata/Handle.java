package dev.ingot.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * JDBC with named parameters, no more. A mapping library was tried here: it cost more time at start than all statements
 * of a short run together.
 */
final class Handle {

    private final Connection connection;

    Handle(Connection connection) {
        this.connection = connection;
    }

    /** A statement with parameters like {@code :name}. */
    NamedStatement sql(String text) {
        return new NamedStatement(connection, text);
    }

    void execute(String text) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }
}
