package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.util.Map;

/**
 * The table of a MariaDB or MySQL that a pipeline reads.
 *
 * @param pipeline for messages
 */
record SourceTable(String database, String name, String pipeline) {

    /**
     * @param database where the pipeline names none
     */
    static SourceTable of(String pipeline, Map<String, Object> options, String database) {
        String text = String.valueOf(options.get("table"));
        int dot = text.indexOf('.');
        SourceTable table = dot < 0
                ? new SourceTable(database, text, pipeline)
                : new SourceTable(text.substring(0, dot), text.substring(dot + 1), pipeline);
        if (table.database().isBlank() || table.name().isBlank()) {
            throw Problem.of(
                            CdcError.BAD_OPTION,
                            "The pipeline '" + pipeline + "' names the table '" + text + "', which is no name.")
                    .fix("Write the table, or database.table, for example shop.orders.")
                    .toException();
        }
        return table;
    }

    String sql() {
        return BinlogServer.id(database) + "." + BinlogServer.id(name);
    }

    /** That going on would leave a gap. */
    IngotException lost(String why) {
        return Problem.of(CdcError.STREAM_LOST, "The changes of " + this + " are not all there any more.")
                .because(why)
                .fix("Load the table as it is now: ingot run --select " + pipeline
                        + " --full-refresh. The change log begins anew with it.")
                .toException();
    }

    @Override
    public String toString() {
        return database + "." + name;
    }
}
