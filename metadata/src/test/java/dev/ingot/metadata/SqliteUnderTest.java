package dev.ingot.metadata;

import dev.ingot.testing.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** How the contracts reach SQLite. */
final class SqliteUnderTest {

    private SqliteUnderTest() {}

    static Path file(Path folder) {
        return folder.resolve(".ingot").resolve("metadata.db");
    }

    static SqliteMetadata open(Path folder, SettableClock clock, FakeProcesses processes) {
        return SqliteMetadata.open(file(folder), clock, processes, 5_000);
    }

    /** A connection as any tool opens it, without the settings of the store. */
    static List<String> byHand(Path folder, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(folder));
                Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (statement.execute(sql)) {
                ResultSet result = statement.getResultSet();
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        values.add(result.getString(i));
                    }
                    rows.add(String.join("|", values));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
