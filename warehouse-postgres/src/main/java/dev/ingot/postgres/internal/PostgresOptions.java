package dev.ingot.postgres.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A connection's options as the driver takes them.
 *
 * @param role to be set on each connection; null: the user's own
 */
public record PostgresOptions(
        String url, Properties properties, @Nullable String role) {

    public static PostgresOptions of(Map<String, Object> options, Path project) {
        Properties properties = new Properties();
        put(properties, "user", options.get("user"));
        put(properties, "password", options.get("password"));
        put(properties, "sslmode", options.get("sslmode"));
        put(properties, "ApplicationName", options.get("application_name"));
        put(properties, "currentSchema", options.get("search_path"));
        for (String file : new String[] {"sslrootcert", "sslcert", "sslkey"}) {
            if (options.get(file) instanceof String path) {
                put(properties, file, project.resolve(path).toString());
            }
        }
        if (options.get("connect_timeout") instanceof Duration wait) {
            put(properties, "connectTimeout", Math.max(1, wait.toSeconds()));
            put(properties, "loginTimeout", Math.max(1, wait.toSeconds()));
        }
        put(properties, "tcpKeepAlive", options.containsKey("keepalives_idle"));
        String url = "jdbc:postgresql://" + options.getOrDefault("host", "localhost") + ":"
                + options.getOrDefault("port", 5432L) + "/"
                + java.net.URLEncoder.encode(
                        String.valueOf(options.get("database")), java.nio.charset.StandardCharsets.UTF_8);
        return new PostgresOptions(url, properties, (String) options.get("role"));
    }

    private static void put(Properties properties, String key, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(key, value.toString());
        }
    }

    /** Without the properties: one of them is the password. */
    @Override
    public String toString() {
        return url;
    }
}
