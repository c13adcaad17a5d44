package dev.ingot.jinja;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host's object with attributes and methods. It may also be a {@link Callable} (then it can be called), an
 * {@link Iterable} (then it can be looped over), a {@link java.util.Collection} (then it has a length), or
 * {@link Comparable} (then it can be sorted). It prints with {@link Object#toString}, compares with
 * {@link Object#equals}, and may have operators, as a date needs them.
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

    /** Python's {@code repr}: how it prints inside a list or dict. */
    default String repr() {
        return toString();
    }

    /** What {@code '{:spec}'.format(object)} gives. */
    default String format(String spec) {
        throw new EvaluationException("unsupported format string passed to " + typeName() + ".__format__");
    }

    /**
     * What an arithmetic operator gives; {@code null} if there is no such operation.
     *
     * @param operator one of {@code + - * / // % **}
     * @param reflected whether {@code other} stands on its left
     */
    default @Nullable Object operate(String operator, Object other, boolean reflected) {
        return null;
    }

    /** What {@link Values#toJava} makes of it. */
    default Object toJava() {
        return this;
    }
}
