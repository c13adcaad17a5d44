package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the tables of a store up to date. Flyway applies the numbered SQL files and keeps their checksums. It costs a
 * good part of a second even where there is nothing to do, so the number of the last migration is kept in SQLite's
 * {@code user_version} as well, and Flyway is called only where that is behind.
 */
final class Migrations {

    /** The number of the newest SQL file. A test holds it equal to what Flyway finds. */
    static final int LATEST = 4;

    /** Tells an Ingot store from any other SQLite file: "INGO". */
    static final int APPLICATION_ID = 0x494E474F;

    private static final String FOLDER = "classpath:dev/ingot/metadata/sqlite";

    /** File locks are held by the whole process, so its threads need a lock of their own. */
    private static final Object ONE_AT_A_TIME = new Object();

    private Migrations() {}

    static void bringUpToDate(Database database) {
        int version = userVersion(database);
        if (version > LATEST) {
            throw new IngotException(Problem.of(
                            MetadataError.TOO_NEW,
                            "The metadata store has version " + version + "; this Ingot knows versions up to " + LATEST
                                    + ".")
                    .at(Place.of(database.file().toString()))
                    .fix("Use the newer Ingot that wrote it."));
        }
        if (version < LATEST) {
            migrate(database);
        }
    }

    static FluentConfiguration flyway(Path file) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource("jdbc:sqlite:" + file.toAbsolutePath(), null, null)
                .locations(FOLDER)
                .table("schema_migration")
                .loggers("slf4j")
                .cleanDisabled(true)
                .failOnMissingLocations(true);
    }

    private static void migrate(Database database) {
        Path file = database.file();
        Path guard = file.resolveSibling(file.getFileName() + ".migrating");
        // Flyway takes no lock of its own on SQLite: two first runs at once would both create the tables.
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && userVersion(database) < LATEST) {
                    flyway(file).load().migrate();
                    // Last, so that a crash in between leads back to Flyway, which then finds nothing to do.
                    database.pragma("application_id = " + APPLICATION_ID);
                    database.pragma("user_version = " + LATEST);
                }
            } catch (IOException e) {
                throw new IngotException(
                        Problem.of(MetadataError.CANNOT_OPEN, "The folder of the metadata store cannot be written.")
                                .at(Place.of(guard.toString()))
                                .because(e.getMessage()),
                        e);
            } catch (FlywayException e) {
                for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                    if (cause instanceof SQLException refused && FreeSpace.maySay(refused.getMessage())) {
                        throw Database.translate(refused, file, e);
                    }
                }
                throw new IngotException(
                        Problem.of(MetadataError.MIGRATION, "The metadata store cannot be brought up to date.")
                                .at(Place.of(file.toString()))
                                .because(e.getMessage())
                                .fix("If the file belongs to another program, point Ingot to another one."),
                        e);
            }
        }
    }

    private static int userVersion(Database database) {
        return database.read(handle -> handle.sql("PRAGMA user_version").one(row -> row.getInt(1)));
    }
}
