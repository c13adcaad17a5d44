package dev.ingot.jinja;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host's object with attributes and methods. It may also be a {@link Callable} (then it can be called), an
 * {@link Iterable} (then it can be looped over), a {@link java.util.Collection} (then it has a length), or
 * {@link Comparable} (then it can be sorted). It prints with {@link Object#toString}, compares with {@link Object#equals}.
 */
public interface HostObject {

    /** The attribute or method of that name; {@code null} if there is none ({@link None#NONE} is a value). */
    @Nullable
    Object attribute(String name);

    /** What {@code object[key]} gives; {@code null} if there is no such item. */
    default @Nullable Object item(Object key) {
        return key instanceof String name ? attribute(name) : null;
    }

    /** Names of attributes, for did-you-mean. */
    default Collection<String> attributeNames() {
        return List.of();
    }

    /** The name of the type as messages show it. */
    default String typeName() {
        return getClass().getSimpleName();
    }

    /** Whether {@code if object} holds. */
    default boolean truth() {
        return true;
    }

    /** Whether {@code object is mapping} holds. */
    default boolean isMapping() {
        return false;
    }
}
