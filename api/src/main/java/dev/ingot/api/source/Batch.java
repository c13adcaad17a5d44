package dev.ingot.api.source;

import org.jspecify.annotations.Nullable;

/**
 * What a source hands over at once.
 *
 * @param position where the source stands after this batch; opaque text (JSON) that the same source understands
 * @param times when its rows were committed at the source, null where that is not known
 */
public record Batch(
        Relation relation, String position, @Nullable SourceTime times) {

    public Batch(Relation relation, String position) {
        this(relation, position, null);
    }
}
