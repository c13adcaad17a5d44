package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.config.BlockSpec;
import dev.ingot.config.KeySpec;
import java.util.List;
import java.util.Map;

/** The keys of {@code ingot.yml}. Reader, editor schema and docs follow from this description. */
final class ProjectLayout {

    static final BlockSpec RETRY = BlockSpec.of(
            "retry",
            "What happens after a failure that may pass by itself, such as a system that cannot be reached.",
            KeySpec.withDefault("retries", OptionSpec.Type.INTEGER, "2", "How often a step is tried again; 0: never."),
            KeySpec.withDefault(
                    "backoff", OptionSpec.Type.DURATION, "1s", "The wait before the first retry; doubled each time."),
            KeySpec.withDefault("max_backoff", OptionSpec.Type.DURATION, "1m", "The longest wait."));

    static final BlockSpec NOTIFICATION = BlockSpec.of(
            "a notification",
            "Who is told of a finished run.",
            KeySpec.required("via", OptionSpec.Type.STRING, "The connection that sends it.", "mail"),
            new KeySpec.Option(OptionSpec.withDefault(
                            "on",
                            OptionSpec.Type.STRINGS,
                            "[success, failure]",
                            "After which runs: success, failure, change (ended otherwise than the one before).")
                    .choices("success", "failure", "change")),
            KeySpec.optional(
                    "to",
                    OptionSpec.Type.STRINGS,
                    "Recipients. Without it those of the connection.",
                    "[team@example.org]"));

    static final BlockSpec SCHEDULE = BlockSpec.of(
            "a schedule",
            "What 'ingot start' runs at certain times.",
            KeySpec.required("name", OptionSpec.Type.STRING, "What it is called.", "nightly"),
            KeySpec.required(
                    "cron",
                    OptionSpec.Type.STRING,
                    "When it is due: a cron expression of five fields, or @daily and the like.",
                    "0 3 * * *"),
            KeySpec.withDefault(
                    "time_zone", OptionSpec.Type.STRING, "UTC", "The time zone in which the expression is meant."),
            KeySpec.optional(
                    "select",
                    OptionSpec.Type.STRINGS,
                    "What to run, as --select has it. Without it everything.",
                    "[tag:nightly]"),
            KeySpec.optional(
                    "exclude", OptionSpec.Type.STRINGS, "What to leave out, as --exclude has it.", "[tag:slow]"));

    private ProjectLayout() {}

    static BlockSpec project(Plugins plugins) {
        return BlockSpec.of(
                "ingot.yml",
                "The project: its connections, targets and pipelines.",
                KeySpec.required("name", OptionSpec.Type.STRING, "The project's name.", "shop"),
                KeySpec.withDefault("version", OptionSpec.Type.INTEGER, "1", "The version of this file's format."),
                KeySpec.optional(
                        "target", OptionSpec.Type.STRING, "The target that is used where none is asked for.", "dev"),
                new KeySpec.Named(
                        "targets", "Named sets of connections, such as dev and prod.", "target", target(plugins)),
                new KeySpec.Named(
                        "connections", "How to reach outside systems.", "connection", connection(plugins, true)),
                new KeySpec.Block(
                        "defaults", "What pipelines take where they say nothing.", false, PipelineLayout.DEFAULTS),
                new KeySpec.Blocks(
                        "pipelines",
                        "Pipelines can stand here or in their own files.",
                        PipelineLayout.pipeline(plugins)),
                KeySpec.withDefault(
                        "pipeline_paths",
                        OptionSpec.Type.STRINGS,
                        "[pipelines]",
                        "Folders with further pipelines, read with all that is below; or single files."),
                KeySpec.optional(
                        "models",
                        OptionSpec.Type.STRINGS,
                        "Folders of dbt projects. Without it this folder if it has a dbt_project.yml, else models/.",
                        "[transform]"),
                new KeySpec.Blocks("notifications", "Who is told of finished runs.", NOTIFICATION),
                new KeySpec.Blocks("schedules", "What 'ingot start' runs at certain times.", SCHEDULE),
                new KeySpec.Option(OptionSpec.withDefault(
                                "publish",
                                OptionSpec.Type.STRING,
                                "tested",
                                "When readers see what a model builds: after its tests have passed (tested), or as soon"
                                        + " as it is built (built), as dbt has it. A bare dbt project says it in"
                                        + " dbt_project.yml under 'flags'; its default is built.")
                        .choices("tested", "built")),
                KeySpec.withDefault(
                        "retention",
                        OptionSpec.Type.DURATION,
                        "30d",
                        "How long a continuous run or the service keeps runs, steps, metrics and sent reports in the"
                                + " metadata store. The last attempt at each node is kept in any case."),
                new KeySpec.Values("vars", "Variables for models: var('name')."),
                KeySpec.withDefault("threads", OptionSpec.Type.INTEGER, "4", "How many steps run at once."),
                new KeySpec.Block("retry", "What happens after a failure that may pass by itself.", false, RETRY),
                KeySpec.withDefault(
                        "metadata",
                        OptionSpec.Type.STRING,
                        ".ingot/metadata.db",
                        "The file with controller, audit and positions (SQLite)."));
    }

    static BlockSpec target(Plugins plugins) {
        return BlockSpec.of(
                "a target",
                "A named set of connections.",
                KeySpec.optional(
                        "warehouse",
                        OptionSpec.Type.STRING,
                        "The connection that holds the tables. Without it the only warehouse among the connections.",
                        "lake"),
                KeySpec.withDefault("schema", OptionSpec.Type.STRING, "main", "Where models go that name no schema."),
                new KeySpec.Values("vars", "Over the variables of the project."),
                KeySpec.optional("threads", OptionSpec.Type.INTEGER, "Over the project's.", "8"),
                KeySpec.withDefault("notify", OptionSpec.Type.BOOLEAN, "true", "Whether people are told of runs."),
                new KeySpec.Named(
                        "connections",
                        "Changes to connections: single keys, or a whole other connection if the type differs.",
                        "connection",
                        connection(plugins, false)));
    }

    static BlockSpec connection(Plugins plugins, boolean whole) {
        OptionSpec type = OptionSpec.required("type", OptionSpec.Type.STRING, "What it is.")
                .example("files");
        KeySpec key = new KeySpec.Option(type);
        return new BlockSpec(
                        whole ? "a connection" : "a changed connection",
                        "How to reach an outside system. The further keys depend on the type.",
                        List.of(whole ? key : key.optional()),
                        Map.of(),
                        null)
                .variants("type", plugins.connectionOptions());
    }
}
