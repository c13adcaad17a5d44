package dev.ingot.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/**
 * The shop's database of the example {@code olist-realtime}: makes its tables and loads Olist's files, by the same scripts
 * that a person gives to {@code psql}. Stateless.
 */
public final class OlistShop {

    private static final Pattern COPY = Pattern.compile("\\\\copy (.+?) from '(.+?)' (.+)");

    private OlistShop() {}

    /**
     * Makes the tables and loads the files, all of it or nothing.
     *
     * @param sql a connection to PostgreSQL; its transaction is committed
     * @param example the example's folder
     * @param files the folder with the CSV files
     */
    public static void load(Connection sql, Path example, Path files) throws SQLException, IOException {
        sql.setAutoCommit(false);
        run(sql, example.resolve("oltp/schema.sql"), files);
        run(sql, example.resolve("oltp/load.sql"), files);
        sql.commit();
        sql.setAutoCommit(true);
    }

    /** Runs a script in which lines may be psql's {@code \copy}. */
    private static void run(Connection sql, Path script, Path files) throws SQLException, IOException {
        StringBuilder statements = new StringBuilder();
        for (String line : Files.readAllLines(script)) {
            Matcher copy = COPY.matcher(line);
            if (!copy.matches()) {
                statements.append(line).append('\n');
                continue;
            }
            execute(sql, statements);
            try (InputStream rows = Files.newInputStream(files.resolve(copy.group(2)))) {
                sql.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + copy.group(1) + " from stdin " + copy.group(3), rows);
            }
        }
        execute(sql, statements);
    }

    private static void execute(Connection sql, StringBuilder statements) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute(statements.toString());
        }
        statements.setLength(0);
    }
}
