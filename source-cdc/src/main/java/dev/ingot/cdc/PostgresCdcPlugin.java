package dev.ingot.cdc;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The changes of a PostgreSQL database, from its write-ahead log: every committed change once, in order, as rows of a
 * change log. PostgreSQL 14 and newer.
 *
 * <p>All pipelines of a connection share one replication slot. A table is first read as it is, and from there on every
 * change. A batch ends only where a transaction ends. A position is a {@link CdcPosition}; it is committed with the rows
 * of its table, and the slot follows the table that is furthest behind.
 */
public final class PostgresCdcPlugin implements SourcePlugin {

    @Override
    public String type() {
        return "postgres-cdc";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        List<OptionSpec> own = List.of(
                OptionSpec.required("host", OptionSpec.Type.STRING, "The server's name or address.")
                        .example("db.example.org"),
                OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "5432", "The server's port."),
                OptionSpec.required("database", OptionSpec.Type.STRING, "The database.")
                        .example("shop"),
                OptionSpec.required(
                                "user",
                                OptionSpec.Type.STRING,
                                "A user with the attribute REPLICATION that may read the tables.")
                        .example("ingot"),
                OptionSpec.optional("password", OptionSpec.Type.STRING, "The user's password.")
                        .asSecret(),
                OptionSpec.withDefault(
                                "sslmode",
                                OptionSpec.Type.STRING,
                                "prefer",
                                "Whether the connection is encrypted and the server's certificate checked, as in libpq.")
                        .choices("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                OptionSpec.optional(
                                "slot",
                                OptionSpec.Type.STRING,
                                "The replication slot that all pipelines of the connection share, made on the first run;"
                                        + " a name from project and connection where not given.")
                        .example("ingot_shop"),
                OptionSpec.optional(
                                "publication",
                                OptionSpec.Type.STRING,
                                "A publication that is there and holds the tables. Where not given, one is made with the"
                                        + " slot's name; the user must own the tables then.")
                        .example("ingot"),
                OptionSpec.withDefault(
                        "warn_slot_bytes",
                        OptionSpec.Type.SIZE,
                        "1GB",
                        "From when on a run and ingot doctor report that a slot makes the server keep its log."));
        return Stream.concat(own.stream(), Limits.options().stream()).toList();
    }

    @Override
    public List<OptionSpec> pipelineOptions() {
        return List.of(OptionSpec.required("table", OptionSpec.Type.STRING, "The table, as schema.table.")
                .example("public.orders"));
    }

    /** A log of changes is appended. By a key it would lose deletes, and put null where a long value did not change. */
    @Override
    public Set<LoadMode> loads() {
        return EnumSet.of(LoadMode.APPEND);
    }

    @Override
    public boolean isLog() {
        return true;
    }

    @Override
    public boolean hasOneReader() {
        return true;
    }

    @Override
    public Source open(String name, Map<String, Object> options, Path project, Path work) {
        return open(name, options, project, WorkFiles.in(work));
    }

    static Source open(String name, Map<String, Object> options, Path project, WorkFiles work) {
        Limits limits = Limits.of(options);
        Server server = new Server(name, options);
        String slot = options.get("slot") instanceof String given ? given : slotName(name, project);
        String publication = options.get("publication") instanceof String given ? given : null;
        long warnBytes = Limits.number(options, "warn_slot_bytes", 1L << 30);
        PostgresLog log = new PostgresLog(server, slot, publication, limits, warnBytes);
        return new PostgresCdcSource(server, warnBytes, log, new Feed(log, limits, work));
    }

    /** A name that another project's connection of the same name does not take. */
    private static String slotName(String connection, Path project) {
        CRC32 hash = new CRC32();
        hash.update((project.toAbsolutePath().normalize() + "\n" + connection).getBytes(StandardCharsets.UTF_8));
        String plain = connection.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String head = plain.length() > 48 ? plain.substring(0, 48) : plain;
        return String.format(Locale.ROOT, "ingot_%s_%08x", head, hash.getValue());
    }
}
