package dev.ingot.core.project;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.config.BlockSpec;
import dev.ingot.config.KeySpec;
import java.util.List;
import java.util.Map;

/** The keys of a pipeline. Reader, editor schema and docs follow from this description. */
final class PipelineLayout {

    /** What a controller row has columns for; the rest of a pipeline is in its options. */
    static final List<String> COLUMNS =
            List.of("name", "source_table", "to", "data_source", "load", "active", "description");

    private static final BlockSpec COLUMN = BlockSpec.of(
            "a column",
            "What the contract says of one column. A value that breaks a rule sends its row to quarantine; a value is "
                    + "never changed to fit.",
            KeySpec.required("name", OptionSpec.Type.STRING, "The column's name in the table.", "price"),
            KeySpec.optional(
                    "from", OptionSpec.Type.STRING, "Its name in the source, where that is another one.", "Unit Price"),
            KeySpec.optional(
                    "type",
                    OptionSpec.Type.STRING,
                    "boolean, tinyint, smallint, integer, bigint, float, double, decimal(p,s), string, binary, date, time, "
                            + "timestamp (an instant), timestamp_ntz (without time zone), uuid or json. Without it the type is inferred on the first load.",
                    "decimal(10,2)"),
            KeySpec.withDefault("not_null", OptionSpec.Type.BOOLEAN, "false", "Whether every row must have a value."),
            KeySpec.withDefault(
                    "optional",
                    OptionSpec.Type.BOOLEAN,
                    "false",
                    "Whether a file may lack the column; its rows then have null. Else a file of which no record has it "
                            + "breaks the contract."),
            new KeySpec.Option(OptionSpec.optional(
                            "epoch", OptionSpec.Type.STRING, "Numbers are instants counted from 1970 in this unit.")
                    .choices("s", "ms", "us", "ns")),
            KeySpec.optional(
                    "format",
                    OptionSpec.Type.STRING,
                    "A strptime pattern of dates and times that are not ISO 8601.",
                    "%d.%m.%Y"),
            KeySpec.optional("accepted", OptionSpec.Type.STRINGS, "The only values allowed.", "[new, paid, shipped]"),
            KeySpec.optional("min", OptionSpec.Type.STRING, "The smallest value allowed.", "0"),
            KeySpec.optional("max", OptionSpec.Type.STRING, "The largest value allowed.", "500"),
            KeySpec.optional(
                    "pattern",
                    OptionSpec.Type.STRING,
                    "A regular expression that the whole text must match.",
                    "[A-Z]{2}[0-9]+"));

    private static final BlockSpec CONTRACT = BlockSpec.of(
            "a contract",
            "What the table promises about its columns.",
            new KeySpec.Option(OptionSpec.withDefault(
                            "mode",
                            OptionSpec.Type.STRING,
                            "evolve",
                            "What happens when the source has other columns: evolve adds columns and widens types, "
                                    + "freeze stops the load, quarantine sets aside rows with unknown columns.")
                    .choices("evolve", "freeze", "quarantine")),
            new KeySpec.Blocks("columns", "The declared columns.", COLUMN));

    private static final BlockSpec QUARANTINE = BlockSpec.of(
            "a quarantine limit",
            "How many rows of a batch may be quarantined before the load stops with nothing written to the table.",
            KeySpec.optional("max_rows", OptionSpec.Type.INTEGER, "The most rows; 0: none.", "100"),
            KeySpec.optional(
                    "max_percent", OptionSpec.Type.NUMBER, "The largest share of the rows read, in percent.", "0.5"));

    static final BlockSpec DEFAULTS = defaults();

    private PipelineLayout() {}

    static BlockSpec pipeline(Plugins plugins) {
        return BlockSpec.of(
                        "a pipeline",
                        "Brings one table from a source into the warehouse.",
                        KeySpec.required("name", OptionSpec.Type.STRING, "Its name, unique in the project.", "orders"),
                        KeySpec.withDefault(
                                "description", OptionSpec.Type.STRING, "", "What the table is, for people."),
                        KeySpec.optional(
                                "tags",
                                OptionSpec.Type.STRINGS,
                                "Labels to select it by: --select tag:daily.",
                                "[daily]"),
                        KeySpec.withDefault("active", OptionSpec.Type.BOOLEAN, "true", "Whether it runs."),
                        new KeySpec.Block("from", "Where the rows come from.", true, from(plugins)),
                        KeySpec.optional(
                                "source_table",
                                OptionSpec.Type.STRING,
                                "What the table is called in the source; {table} in the path. Without it as in 'to'.",
                                "orders"),
                        KeySpec.optional(
                                "data_source",
                                OptionSpec.Type.STRING,
                                "What {data_source} in the path stands for; can be changed in the controller table.",
                                "orders"),
                        KeySpec.required("to", OptionSpec.Type.STRING, "The table: schema.name.", "bronze.orders"),
                        new KeySpec.Option(OptionSpec.withDefault(
                                        "load",
                                        OptionSpec.Type.STRING,
                                        "full",
                                        "full replaces the table, append adds rows, merge adds or replaces by key, "
                                                + "snapshot keeps every version of a row; incremental is merge with a "
                                                + "key and append without.")
                                .choices(PipelineSpec.LOAD_TYPES.toArray(String[]::new))),
                        KeySpec.optional(
                                "key",
                                OptionSpec.Type.STRINGS,
                                "The columns that identify a row. Duplicates inside a batch are resolved by it.",
                                "order_id"),
                        KeySpec.optional(
                                "order_by",
                                OptionSpec.Type.STRINGS,
                                "Which of two rows with the same key wins, in a batch and against the table: the first by "
                                        + "this order.",
                                "[updated_at desc]"),
                        new KeySpec.Option(OptionSpec.withDefault(
                                        "missing_rows",
                                        OptionSpec.Type.STRING,
                                        "keep",
                                        "What becomes of rows whose key a file lacks. keep: a file says nothing of other "
                                                + "rows. Else each file, or with a {date} all files of a date, is the "
                                                + "whole table: close ends their version (load: snapshot), delete "
                                                + "deletes them (load: merge).")
                                .choices("keep", "close", "delete")),
                        KeySpec.optional(
                                "partition_by",
                                OptionSpec.Type.STRINGS,
                                "Columns that split the table into folders.",
                                "[day]"),
                        new KeySpec.Block("contract", "What the table promises about its columns.", false, CONTRACT),
                        new KeySpec.Block("quarantine", "When bad rows stop the load.", false, QUARANTINE),
                        KeySpec.withDefault(
                                "record_position",
                                OptionSpec.Type.BOOLEAN,
                                "false",
                                "Whether the table gets _ingot_position, the record's number in its file."),
                        KeySpec.optional(
                                "schedule",
                                OptionSpec.Type.STRING,
                                "When it is due: a cron expression of five fields, or @daily and the like.",
                                "0 6 * * *"),
                        KeySpec.optional(
                                "retries",
                                OptionSpec.Type.INTEGER,
                                "How often it is tried again after a passing failure.",
                                "2"))
                .removed("load_type", "Write 'load' instead.")
                .removed("destination_table", "Write 'to: schema.table' instead.")
                .removed("unique_key", "Write 'key' instead.");
    }

    private static BlockSpec from(Plugins plugins) {
        return BlockSpec.of(
                        "from",
                        "Where the rows come from. The further keys depend on the type of the connection.",
                        KeySpec.optional(
                                "connection",
                                OptionSpec.Type.STRING,
                                "The connection's name. Without it that of 'defaults', or the only source.",
                                "raw"))
                .variants(null, plugins.pipelineOptions());
    }

    private static BlockSpec defaults() {
        return new BlockSpec(
                "defaults",
                "What pipelines take where they say nothing.",
                List.of(
                        KeySpec.optional("connection", OptionSpec.Type.STRING, "The connection of 'from'.", "raw"),
                        KeySpec.optional(
                                "schema",
                                OptionSpec.Type.STRING,
                                "The schema of 'to' without a dot. Without it bronze.",
                                "bronze"),
                        plain("tags"),
                        plain("active"),
                        plain("load"),
                        new KeySpec.Block(
                                "contract",
                                "The mode of contracts that name none.",
                                false,
                                CONTRACT.subset("the contract of defaults", "For all pipelines.", List.of("mode"))),
                        new KeySpec.Block("quarantine", "When bad rows stop the load.", false, QUARANTINE),
                        plain("record_position"),
                        plain("schedule"),
                        plain("retries")),
                Map.of(),
                null);
    }

    private static KeySpec plain(String key) {
        return pipeline(new Plugins(List.of(), List.of(), List.of()))
                .find(key)
                .orElseThrow()
                .optional();
    }

    static BlockSpec file(Plugins plugins) {
        return BlockSpec.of(
                "a pipelines file",
                "A file below pipelines/.",
                new KeySpec.Block(
                        "defaults", "For the pipelines of this file, over those of ingot.yml.", false, DEFAULTS),
                new KeySpec.Blocks("pipelines", "The pipelines.", pipeline(plugins)));
    }
}
