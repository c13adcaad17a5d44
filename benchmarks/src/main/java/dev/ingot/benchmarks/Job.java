package dev.ingot.benchmarks;

import dev.ingot.api.source.FileRef;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.lake.LakePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;

/** What a probe was asked for, and the two engines, both with the same limits. */
record Job(Map<String, String> arguments) {

    String text(String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the argument " + name + " is missing");
        }
        return value;
    }

    Path path(String name) {
        return Path.of(text(name));
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    /** Ingot's warehouse over the folder {@code lake}, through its plug-in, as the product opens it. */
    Warehouse lake() {
        return new LakePlugin()
                .open(
                        "bench",
                        Map.of("path", text("lake"), "threads", number("threads"), "memory_limit", memoryBytes()),
                        path("lake"),
                        path("work"),
                        InstantSource.system());
    }

    /** DuckDB alone. */
    Connection duckDb() throws SQLException {
        Properties properties = new Properties();
        properties.put("threads", text("threads"));
        properties.put("memory_limit", memoryBytes() + "B");
        properties.put("temp_directory", path("work").resolve("duckdb.tmp").toString());
        properties.put("autoinstall_known_extensions", "false");
        properties.put("autoload_known_extensions", "false");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET GLOBAL TimeZone = 'UTC'");
        }
        return connection;
    }

    private long memoryBytes() {
        return number("memory_mb") << 20;
    }

    /** A file as a source would hand it over; the checksum is the source's work and not measured here. */
    static FileRef file(Path path) throws IOException {
        return new FileRef(
                path.getFileName().toString(),
                path.toString(),
                Files.size(path),
                Files.getLastModifiedTime(path).toInstant(),
                "sha256:not-computed");
    }

    static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
