package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import java.util.function.UnaryOperator;

/**
 * The table that a pipeline reads, as the pipeline names it.
 *
 * @param schema of PostgreSQL; a database of MariaDB and MySQL
 * @param pipeline for messages
 */
record CapturedTable(String schema, String name, String pipeline) {

    /**
     * @param schema where the pipeline names none
     */
    static CapturedTable of(ReadRequest request, String schema) {
        String text = String.valueOf(request.options().get("table"));
        int dot = text.indexOf('.');
        CapturedTable table = dot < 0
                ? new CapturedTable(schema, text, request.pipeline())
                : new CapturedTable(text.substring(0, dot), text.substring(dot + 1), request.pipeline());
        if (table.schema().isBlank() || table.name().isBlank()) {
            throw Problem.of(
                            CdcError.BAD_OPTION,
                            "The pipeline '" + table.pipeline() + "' names the table '" + text + "', which is no name.")
                    .fix("Write the table with what it lies in before it, for example " + schema + ".orders.")
                    .toException();
        }
        return table;
    }

    /**
     * @param quoted how the database writes a name
     */
    String sql(UnaryOperator<String> quoted) {
        return quoted.apply(schema) + "." + quoted.apply(name);
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
        return schema + "." + name;
    }
}
