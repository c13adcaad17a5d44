package dev.ingot.postgres;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehousePlugin;
import dev.ingot.postgres.internal.PostgresDialect;
import dev.ingot.postgres.internal.PostgresOptions;
import dev.ingot.sql.Databases;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Connections of type {@code postgres}: a database that holds models. Stateless. */
public final class PostgresPlugin implements WarehousePlugin {

    @Override
    public String type() {
        return "postgres";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(
                OptionSpec.withDefault("host", OptionSpec.Type.STRING, "localhost", "The server's name or address."),
                OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "5432", "The server's port."),
                OptionSpec.required("user", OptionSpec.Type.STRING, "Who logs in.")
                        .example("${POSTGRES_USER}"),
                OptionSpec.optional("password", OptionSpec.Type.STRING, "The user's password.")
                        .asSecret()
                        .example("${POSTGRES_PASSWORD}"),
                OptionSpec.required("database", OptionSpec.Type.STRING, "The database.")
                        .example("shop"),
                OptionSpec.withDefault(
                                "sslmode",
                                OptionSpec.Type.STRING,
                                "prefer",
                                "Whether the connection is encrypted and the server checked.")
                        .choices("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                OptionSpec.optional(
                                "sslrootcert",
                                OptionSpec.Type.STRING,
                                "The file with the certificates of trusted authorities.")
                        .example("certs/root.crt"),
                OptionSpec.optional("sslcert", OptionSpec.Type.STRING, "The file with the client's certificate.")
                        .example("certs/client.crt"),
                OptionSpec.optional("sslkey", OptionSpec.Type.STRING, "The file with the client's key, PKCS-8 in DER.")
                        .example("certs/client.pk8"),
                OptionSpec.optional(
                                "search_path",
                                OptionSpec.Type.STRING,
                                "The schemas in which names without a schema are sought.")
                        .example("analytics, public"),
                OptionSpec.optional("role", OptionSpec.Type.STRING, "The role that statements run as.")
                        .example("transformer"),
                OptionSpec.withDefault(
                        "connect_timeout",
                        OptionSpec.Type.DURATION,
                        "10s",
                        "How long to wait for the server to answer."),
                OptionSpec.optional(
                                "keepalives_idle",
                                OptionSpec.Type.DURATION,
                                "Keeps idle connections alive; the operating system decides how often.")
                        .example("60s"),
                OptionSpec.withDefault(
                        "application_name",
                        OptionSpec.Type.STRING,
                        "ingot",
                        "What the server shows in pg_stat_activity."));
    }

    @Override
    public Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock) {
        return Databases.warehouse(name, new PostgresDialect(PostgresOptions.of(options, project)), clock);
    }
}
