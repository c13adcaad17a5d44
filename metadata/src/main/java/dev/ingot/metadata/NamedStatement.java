package dev.ingot.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One statement with named parameters, run once. */
final class NamedStatement {

    /** A quoted text, which is left alone, or a parameter. */
    private static final Pattern PARAMETER = Pattern.compile("'[^']*'|:([a-z_]+)");

    private final Connection connection;
    private final String text;
    private final Map<String, @Nullable Object> values = new HashMap<>();

    NamedStatement(Connection connection, String text) {
        this.connection = connection;
        this.text = text;
    }

    NamedStatement bind(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    /** Runs it and returns how many rows it changed. */
    int execute() {
        try (PreparedStatement statement = prepare()) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    <T> List<T> list(RowMapper<T> mapper) {
        try (PreparedStatement statement = prepare();
                ResultSet rows = statement.executeQuery()) {
            List<T> mapped = new ArrayList<>();
            while (rows.next()) {
                mapped.add(mapper.map(rows));
            }
            return mapped;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** The first row, if there is one. */
    <T> Optional<T> first(RowMapper<T> mapper) {
        return list(mapper).stream().findFirst();
    }

    /** The only row of a statement that always has one. */
    <T> T one(RowMapper<T> mapper) {
        List<T> rows = list(mapper);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows instead of one: " + text);
        }
        return rows.get(0);
    }

    private PreparedStatement prepare() throws SQLException {
        List<String> names = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(text);
        String positional = matcher.replaceAll(match -> positional(match, names));
        PreparedStatement statement = connection.prepareStatement(positional);
        try {
            for (int i = 0; i < names.size(); i++) {
                statement.setObject(i + 1, value(names.get(i)));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static String positional(MatchResult match, List<String> names) {
        if (match.group(1) == null) {
            return Matcher.quoteReplacement(match.group());
        }
        names.add(match.group(1));
        return "?";
    }

    private @Nullable Object value(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalStateException("the parameter :" + name + " has no value in: " + text);
        }
        return values.get(name);
    }

    /** Makes a value of the row that the cursor stands on. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }
}
