package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project folder of a test, and the questions that tests ask of it. */
record Project(Path folder) {

    /** A copy of an example, with its variables in {@code .env}. */
    static Project ofExample(String name, Path folder, Map<String, String> variables) {
        Path example = Path.of("..", "examples", name).toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = example.relativize(file);
                // What somebody's own run of the example left beside it.
                if (List.of("landing", "lake", ".ingot", "target", ".env")
                        .contains(relative.getName(0).toString())) {
                    continue;
                }
                Path copy = folder.resolve(relative);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
            Files.write(
                    folder.resolve(".env"),
                    new TreeMap<>(variables)
                            .entrySet().stream()
                                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Project(folder);
    }

    void write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An {@code ingot.yml} with a lake and these connections beside it. */
    void configure(String name, String connections) {
        configure(name, connections, "");
    }

    /**
     * @param more further keys
     */
    void configure(String name, String connections, String more) {
        write("ingot.yml", """
                name: %s
                target: dev
                targets:
                  dev:
                    warehouse: lake
                connections:
                  lake: {type: lake, path: lake}
                """.formatted(name) + connections.indent(2) + more);
    }

    Cli.Result ingot(String... arguments) {
        return Cli.run(folder, arguments);
    }

    /** Runs {@code ingot run …} in this process and returns its steps. */
    Steps run(String... options) {
        return new Steps(ingot(withJson(options)).succeeded().json());
    }

    private static String[] withJson(String... options) {
        return Stream.concat(Stream.of("run", "--output", "json"), Stream.of(options))
                .toArray(String[]::new);
    }

    /** The rows of a query on the warehouse; numbers and texts as JSON has them, joined by a bar. */
    List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        ingot("query", sql, "--limit", "1000000", "--output", "json")
                .succeeded()
                .json()
                .forEach(row -> {
                    List<String> cells = new ArrayList<>();
                    row.forEach(cell -> cells.add(cell.asText()));
                    rows.add(String.join("|", cells));
                });
        return rows;
    }

    String one(String sql) {
        List<String> rows = query(sql);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0);
    }

    /** The rows of a query on the metadata store, cells joined by a bar. */
    List<String> metadata(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = store();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", cells));
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
        return rows;
    }

    /** Changes the metadata store by plain SQL, as a person would with any SQLite tool. */
    int editMetadata(String sql) {
        try (Connection connection = store();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private Connection store() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".ingot/metadata.db"));
    }

    /** Everything in these tables, for comparing before and after. */
    Map<String, List<String>> contents(String... tables) {
        return Stream.of(tables)
                .collect(Collectors.toMap(
                        table -> table,
                        table -> query("select * from " + table + " order by all"),
                        (a, b) -> b,
                        TreeMap::new));
    }

    /** The steps of one run, as {@code --output json} prints them. */
    record Steps(JsonNode report) {

        String run() {
            return report.path("run").asText();
        }

        JsonNode step(String table) {
            for (JsonNode step : report.path("steps")) {
                if (step.path("table").asText().equals(table)
                        && !step.path("kind").asText().equals("test")) {
                    return step;
                }
            }
            throw new AssertionError("no step for " + table + " in " + report.toPrettyString());
        }

        /** A step's counts that are not zero, {@code read} first, as one line. */
        String counts(String table) {
            JsonNode counts = step(table).path("counts");
            List<String> parts = new ArrayList<>();
            counts.properties().forEach(count -> {
                if (count.getValue().asLong() != 0) {
                    parts.add(count.getKey() + " " + count.getValue().asLong());
                }
            });
            return String.join(", ", parts);
        }

        /** How many steps had this status. */
        Map<String, Long> statuses() {
            return report.path("steps").findValuesAsText("status").stream()
                    .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
        }
    }
}
