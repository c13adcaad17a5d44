package dev.ingot.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.sql.SqlError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Whether a statement is one that reads, as the engine's own parser sees it ({@code json_serialize_sql}). The first word
 * does not tell: since DuckDB 2.0 a {@code WITH} may hold an INSERT, an UPDATE, a DELETE or a COPY that writes a file.
 */
final class PlainQuery {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every kind of node that a statement which only reads is made of. */
    private static final Set<String> READING =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    /** Functions that give rows and touch nothing outside of the engine. */
    private static final Set<String> TABLE_FUNCTIONS =
            Set.of("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary");

    private PlainQuery() {}

    /**
     * Refuses a statement that is not one query, or holds a part that writes.
     *
     * @return the statement as the parser sees it
     */
    static JsonNode require(DuckDBConnection connection, String sql) {
        JsonNode parsed = parse(connection, sql);
        if (parsed.path("error").asBoolean()) {
            if (parsed.path("error_type").asText().equals("parser")) {
                return parsed; // the engine tells what is wrong, and where, when it is asked to run it
            }
            throw refused("This statement is no query.", sql);
        }
        if (parsed.path("statements").size() != 1) {
            throw refused("There is more than one statement where one query is wanted.", sql);
        }
        for (JsonNode type : parsed.findValues("type")) {
            if (type.isTextual() && type.asText().endsWith("_NODE") && !READING.contains(type.asText())) {
                throw refused("A part of the query writes.", sql);
            }
        }
        return parsed;
    }

    /** Refuses also what reads files, for an engine that cannot be kept from them as a whole. */
    static void requireWithoutFiles(DuckDBConnection connection, String sql) {
        JsonNode parsed = require(connection, sql);
        for (JsonNode table : parsed.findParents("table_name")) {
            if (table.path("table_name").asText().matches(".*[./:\\\\*?].*")) {
                throw refused("'" + table.path("table_name").asText() + "' is a file and no table.", sql);
            }
        }
        for (JsonNode reference : parsed.findParents("function")) {
            String name = reference.path("function").path("function_name").asText();
            if (reference.path("type").asText().equals("TABLE_FUNCTION")
                    && !TABLE_FUNCTIONS.contains(name)
                    && !name.startsWith("duckdb_")
                    && !name.startsWith("pragma_")) {
                throw refused("The function " + name + " may read outside of the database.", sql);
            }
        }
    }

    private static JsonNode parse(DuckDBConnection connection, String sql) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT json_serialize_sql(?)")) {
            statement.setString(1, sql);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return JSON.readTree(result.getString(1));
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new IngotException(
                    Problem.of(SqlError.READ_ONLY, "The query cannot be checked before it runs.")
                            .because(e.getMessage()),
                    e);
        }
    }

    private static IngotException refused(String what, String sql) {
        return Problem.of(SqlError.READ_ONLY, what)
                .because(
                        "A query reads the warehouse's tables: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE or SHOW."
                                + (sql.toLowerCase(java.util.Locale.ROOT).contains("pivot")
                                        ? " A PIVOT without its values makes a type first: write PIVOT … ON column IN (…)."
                                        : ""))
                .fix("Leave one query without anything that writes, or make it a model.")
                .toException();
    }
}
