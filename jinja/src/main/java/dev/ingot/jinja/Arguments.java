package dev.ingot.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call.
 *
 * @param positional in order
 * @param named in the order written
 */
public record Arguments(List<Object> positional, Map<String, Object> named) {

    public static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** Positional arguments; Java values are turned into template values. */
    public static Arguments of(@Nullable Object... values) {
        return new Arguments(Stream.of(values).map(Values::of).toList(), Map.of());
    }

    public Arguments with(String name, @Nullable Object value) {
        Map<String, Object> more = new LinkedHashMap<>(named);
        more.put(name, Values.of(value));
        return new Arguments(positional, more);
    }

    /** The same call with {@code first} before all others, as a filter gets its value. */
    public Arguments prepend(Object first) {
        return new Arguments(
                Stream.concat(Stream.of(first), positional.stream()).toList(), named);
    }

    /** The same call without its first {@code count} positional arguments. */
    public Arguments skip(int count) {
        return new Arguments(positional.subList(Math.min(count, positional.size()), positional.size()), named);
    }

    public int size() {
        return positional.size() + named.size();
    }

    public boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    /** The argument at that place or of that name. */
    public Object value(int index, String name) {
        Object value = index < positional.size() ? positional.get(index) : named.get(name);
        if (value == null) {
            throw new EvaluationException("missing required argument '" + name + "'");
        }
        return value;
    }

    /** The argument at that place or of that name, or {@code fallback}. */
    public Object value(int index, String name, Object fallback) {
        if (index < positional.size()) {
            return positional.get(index);
        }
        Object value = named.get(name);
        return value == null ? fallback : value;
    }

    /** The argument as text. */
    public String text(int index, String name) {
        return Values.print(value(index, name));
    }

    public String text(int index, String name, String fallback) {
        return has(index, name) ? text(index, name) : fallback;
    }

    public boolean flag(int index, String name, boolean fallback) {
        return has(index, name) ? Values.truth(value(index, name)) : fallback;
    }

    /** The argument as a whole number that fits an int. */
    public int number(int index, String name) {
        Object value = value(index, name);
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Long whole && whole.intValue() == whole) {
            return whole.intValue();
        }
        throw new EvaluationException(
                "argument '" + name + "' must be an integer, not '" + Values.typeName(value) + "'");
    }

    public int number(int index, String name, int fallback) {
        return has(index, name) ? number(index, name) : fallback;
    }

    /** Refuses arguments that {@code function} does not take: more than {@code names}, unknown or doubled ones. */
    public Arguments expect(String function, String... names) {
        if (positional.size() > names.length) {
            throw new EvaluationException(
                    function + "() takes at most " + names.length + " arguments (" + positional.size() + " given)");
        }
        if (!named.isEmpty()) {
            Set<String> taken = Stream.of(names).limit(positional.size()).collect(Collectors.toSet());
            Set<String> known = Set.of(names);
            for (String name : named.keySet()) {
                if (taken.contains(name)) {
                    throw new EvaluationException(function + "() got multiple values for argument '" + name + "'");
                }
                if (!known.contains(name)) {
                    throw new EvaluationException(
                            function + "() got an unexpected keyword argument '" + name + "'",
                            Suggestions.didYouMean(name, known));
                }
            }
        }
        return this;
    }
}
