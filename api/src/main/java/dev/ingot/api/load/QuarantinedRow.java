package dev.ingot.api.load;

import java.time.Instant;

/**
 * A row that could not be taken, with all that is needed to understand and replay it.
 *
 * @param id stable: the same bad record read again has the same id
 * @param rule which check failed, for example {@code cast:price}
 * @param reason the sentence for people, with the value in it
 * @param position the record's number in its file, from 1; 0 where unknown
 * @param raw the record as it stood in the file; a delimited one may lack quotes that it did not need
 */
public record QuarantinedRow(
        String id,
        String pipeline,
        String run,
        long batch,
        Instant at,
        String rule,
        String reason,
        String file,
        long position,
        String raw) {}
