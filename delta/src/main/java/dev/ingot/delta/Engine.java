package dev.ingot.delta;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How Ingot signs its commits. */
final class Engine {

    static final String NAME = "Ingot/" + version();

    private Engine() {}

    private static String version() {
        try (InputStream in = Engine.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
