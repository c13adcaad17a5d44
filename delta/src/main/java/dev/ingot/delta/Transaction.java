package dev.ingot.delta;

/**
 * A writer's own number for what it commits, kept in the table (Delta's {@code txn} action): a batch is never applied
 * twice.
 *
 * @param appId who counts, for example a pipeline
 * @param version its number, growing
 */
public record Transaction(String appId, long version) {}
