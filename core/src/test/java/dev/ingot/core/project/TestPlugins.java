package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.NotifierPlugin;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.api.warehouse.WarehousePlugin;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Descriptors of connection types; nothing is ever opened here. */
final class TestPlugins {

    private TestPlugins() {}

    static Plugins all() {
        return new Plugins(
                List.of(new Described(
                        "files",
                        List.of(OptionSpec.required("path", OptionSpec.Type.STRING, "The folder.")),
                        List.of(
                                OptionSpec.required("path", OptionSpec.Type.STRING, "Which files."),
                                OptionSpec.withDefault("format", OptionSpec.Type.STRING, "auto", "What they hold.")
                                        .choices("auto", "csv", "json"),
                                OptionSpec.optional("null_tokens", OptionSpec.Type.STRINGS, "What means null."),
                                OptionSpec.withDefault(
                                        "max_batch_bytes", OptionSpec.Type.SIZE, "4GB", "How much at once.")))),
                List.of(new Described(
                        "lake",
                        List.of(OptionSpec.required("path", OptionSpec.Type.STRING, "The folder.")),
                        List.of())),
                List.of(new Described(
                        "smtp",
                        List.of(
                                OptionSpec.required("host", OptionSpec.Type.STRING, "The server."),
                                OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "587", "Its port."),
                                OptionSpec.optional("password", OptionSpec.Type.STRING, "The login's.")
                                        .asSecret()),
                        List.of())));
    }

    /** With the databases that a profile of dbt may name. */
    static Plugins withDatabases() {
        Plugins all = all();
        List<WarehousePlugin> warehouses = List.of(
                all.warehouses().get(0),
                new Described(
                        "duckdb",
                        List.of(
                                OptionSpec.optional("path", OptionSpec.Type.STRING, "The file."),
                                OptionSpec.optional("settings", OptionSpec.Type.MAP, "Settings.")),
                        List.of()),
                new Described(
                        "postgres",
                        List.of(
                                OptionSpec.required("host", OptionSpec.Type.STRING, "The server."),
                                OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "5432", "Its port."),
                                OptionSpec.required("database", OptionSpec.Type.STRING, "The database."),
                                OptionSpec.required("user", OptionSpec.Type.STRING, "Who logs in."),
                                OptionSpec.optional("connect_timeout", OptionSpec.Type.DURATION, "The wait."),
                                OptionSpec.optional("password", OptionSpec.Type.STRING, "The login's.")
                                        .asSecret()),
                        List.of()));
        return new Plugins(all.sources(), warehouses, all.notifiers());
    }

    private record Described(String type, List<OptionSpec> connectionOptions, List<OptionSpec> pipelineOptions)
            implements SourcePlugin, WarehousePlugin, NotifierPlugin {

        @Override
        public Source open(String name, Map<String, Object> options, Path project, Path work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Warehouse open(String name, Map<String, Object> options, Path project, Path work, InstantSource clock) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Notifier open(String name, Map<String, Object> options) {
            throw new UnsupportedOperationException();
        }
    }
}
