package dev.ingot.api.load;

/**
 * Quarantined rows of one file, attempt and reason, counted. However many rows wait, their groups are no more than files,
 * rules and attempts.
 *
 * @param run that found them bad last
 * @param batch that they came with, also after a replay that found them bad again
 * @param sample the first of them
 */
public record QuarantineGroup(
        String pipeline, String run, long batch, String rule, String file, long rows, QuarantinedRow sample) {}
