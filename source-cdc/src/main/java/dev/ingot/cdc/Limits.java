package dev.ingot.cdc;

import dev.ingot.api.config.OptionSpec;
import java.util.List;
import java.util.Map;

/**
 * When a batch is full, how much may wait for its tables, and how much of the log may go by before the position of a table
 * without changes is written anew.
 */
record Limits(long rows, long bytes, long waitingBytes, long idleBytes) {

    /** The keys of a connection that say them. */
    static List<OptionSpec> options() {
        return List.of(
                OptionSpec.withDefault(
                        "max_batch_rows",
                        OptionSpec.Type.INTEGER,
                        "100000",
                        "A batch ends with the first transaction that reaches this many changes."),
                OptionSpec.withDefault(
                        "max_batch_bytes",
                        OptionSpec.Type.SIZE,
                        "256MB",
                        "A batch ends with the first transaction that reaches this size."),
                OptionSpec.withDefault(
                        "max_waiting_bytes",
                        OptionSpec.Type.SIZE,
                        "2GB",
                        "When this much was read and waits in files for its tables, no more is read until they have taken"
                                + " some."),
                OptionSpec.withDefault(
                        "idle_bytes",
                        OptionSpec.Type.SIZE,
                        "16MB",
                        "When other tables have written this much of the log, the position of a table without changes is"
                                + " written anew, so that the server need not keep its log."));
    }

    static Limits of(Map<String, Object> options) {
        return new Limits(
                number(options, "max_batch_rows", 100_000),
                number(options, "max_batch_bytes", 256L << 20),
                number(options, "max_waiting_bytes", 2L << 30),
                number(options, "idle_bytes", 16L << 20));
    }

    /** About the size of a part of a table's first reading. */
    long part() {
        return bytes / 4;
    }

    static long number(Map<String, Object> options, String key, long otherwise) {
        return options.get(key) instanceof Long value ? value : otherwise;
    }
}
