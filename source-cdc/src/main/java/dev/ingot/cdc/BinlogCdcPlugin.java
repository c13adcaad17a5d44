package dev.ingot.cdc;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The changes of a MariaDB or MySQL, from its binary log: every committed change once, in order, as rows of a change log.
 *
 * <p>A table is read as it is at one place of the log, and from there on every change. A batch ends only where a
 * transaction ends. A position is a file and a place in it; it is committed with the rows, and the server knows nothing
 * of it.
 */
public abstract sealed class BinlogCdcPlugin implements SourcePlugin permits MariaDbCdcPlugin, MySqlCdcPlugin {

    private final boolean mariaDb;

    BinlogCdcPlugin(boolean mariaDb) {
        this.mariaDb = mariaDb;
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        List<OptionSpec> own = List.of(
                OptionSpec.required("host", OptionSpec.Type.STRING, "The server's name or address.")
                        .example("db.example.org"),
                OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "3306", "The server's port."),
                OptionSpec.required("database", OptionSpec.Type.STRING, "The database of tables that name none.")
                        .example("shop"),
                OptionSpec.required(
                                "user", OptionSpec.Type.STRING, "A user that may read the tables and the server's log.")
                        .example("ingot"),
                OptionSpec.optional("password", OptionSpec.Type.STRING, "The user's password.")
                        .asSecret(),
                OptionSpec.withDefault(
                                "sslmode",
                                OptionSpec.Type.STRING,
                                "prefer",
                                "Whether the connection is encrypted and the server's certificate checked.")
                        .choices("disable", "prefer", "require", "verify-ca", "verify-full"));
        return Stream.concat(own.stream(), Limits.options().stream()).toList();
    }

    @Override
    public List<OptionSpec> pipelineOptions() {
        return List.of(OptionSpec.required("table", OptionSpec.Type.STRING, "The table, or database.table.")
                .example("shop.orders"));
    }

    /** A log of changes is appended. By a key it would lose deletes. */
    @Override
    public Set<LoadMode> loads() {
        return EnumSet.of(LoadMode.APPEND);
    }

    @Override
    public boolean isLog() {
        return true;
    }

    @Override
    public Source open(String name, Map<String, Object> options, Path project, Path work) {
        return open(name, options, WorkFiles.in(work));
    }

    Source open(String name, Map<String, Object> options, WorkFiles work) {
        Limits limits = Limits.of(options);
        BinlogServer server = new BinlogServer(name, options);
        BinlogLog log = new BinlogLog(server, mariaDb, limits);
        return new BinlogSource(server, mariaDb, log, new Feed(log, limits, work));
    }
}
