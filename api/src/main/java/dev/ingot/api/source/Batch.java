package dev.ingot.api.source;

/**
 * What a source hands over at once.
 *
 * @param position where the source stands after this batch; opaque text (JSON) that the same source understands
 */
public record Batch(Relation relation, String position) {}
