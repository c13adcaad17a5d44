package dev.ingot.acceptance;

import dev.ingot.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One PostgreSQL for all tests of this process; each makes a database of its own. */
final class Postgres {

    private static final LocalPostgres SERVER = start();

    private Postgres() {}

    static LocalPostgres server() {
        return SERVER;
    }

    /** It ends with the process; its folder too, where the process ends in order. */
    private static LocalPostgres start() {
        try {
            return LocalPostgres.start(
                    Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
