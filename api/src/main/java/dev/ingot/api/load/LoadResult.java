package dev.ingot.api.load;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import java.util.List;

/**
 * What a load did.
 *
 * @param change the table's versions; before equals after where nothing had to be written
 * @param rowsBefore rows of the table before
 * @param rowsAfter rows of the table after
 * @param removed rows of the table that went away without a read row asking for it: all old rows of a full load
 * @param badAgain how many of the bad rows were in quarantine before, as of an earlier batch, and stay there as of that one
 * @param alreadyLoaded the table had this batch from an earlier run that did not live to say so
 */
public record LoadResult(
        Counts counts,
        TableChange change,
        long rowsBefore,
        long rowsAfter,
        long removed,
        List<SchemaChange> schemaChanges,
        List<Rejection> rejections,
        long badAgain,
        boolean alreadyLoaded) {

    public LoadResult {
        schemaChanges = List.copyOf(schemaChanges);
        rejections = List.copyOf(rejections);
    }

    /**
     * One entry of the schema history.
     *
     * @param kind {@code create}, {@code add} or {@code widen}
     * @param column empty for {@code create}
     */
    public record SchemaChange(String kind, String column, String before, String after) {}

    /**
     * Quarantined rows of one reason, for audit, report and e-mail.
     *
     * @param rule which check failed, for example {@code cast:price} or {@code not_null:order_id}
     * @param sample one of the rows
     */
    public record Rejection(String rule, String reason, long rows, QuarantinedRow sample) {}
}
