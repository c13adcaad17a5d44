package dev.ingot.lineage.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;

/**
 * DuckDB as a parser: {@code json_serialize_sql} gives the tree of a select as JSON, with the fields that are empty left
 * out. The shape of the tree is DuckDB's own (seen in 2.0) and in no document; what is not known in it ends the tracing.
 */
public final class ParseTree implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Connection connection;
    private final Set<String> aggregates;

    private ParseTree(Connection connection, Set<String> aggregates) {
        this.connection = connection;
        this.aggregates = aggregates;
    }

    /**
     * @throws Untraceable where the engine does not start
     */
    public static ParseTree open() {
        Properties properties = new Properties();
        properties.put("threads", "1");
        properties.put("autoinstall_known_extensions", "false");
        properties.put("autoload_known_extensions", "false");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
            try {
                return new ParseTree(connection, aggregates(connection));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new Untraceable("the parser does not start: " + e.getMessage());
        }
    }

    private static Set<String> aggregates(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return Set.copyOf(names);
    }

    /** Names of functions that make one value of many rows, in lower case. */
    public Set<String> aggregates() {
        return aggregates;
    }

    /** The query node of the only statement. */
    public JsonNode select(String sql) {
        JsonNode tree = parse(sql);
        if (tree.path("error").asBoolean()) {
            throw new Untraceable(
                    "DuckDB's parser says: " + tree.path("error_message").asText());
        }
        JsonNode statements = tree.path("statements");
        if (statements.size() != 1) {
            throw new Untraceable("it is " + statements.size() + " statements and not one select");
        }
        return statements.path(0).path("node");
    }

    private synchronized JsonNode parse(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT json_serialize_sql(CAST(? AS VARCHAR), skip_null := true, skip_empty := true,"
                        + " skip_default := true)")) {
            statement.setString(1, sql);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return JSON.readTree(rows.getString(1));
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new Untraceable("the parser failed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the parser does not close", e);
        }
    }
}
