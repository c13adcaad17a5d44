package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Arguments prepend(Object first) {
        List<Object> all = new ArrayList<>(positional);
        all.add(0, first);
        return new Arguments(all, named);
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

    public Object value(int index, String name, Object fallback) {
        return has(index, name) ? value(index, name) : fallback;
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
        if (Values.isInteger(value) && Numbers.toBig(value).bitLength() < Integer.SIZE) {
            return Numbers.toBig(value).intValue();
        }
        throw new EvaluationException(
                "argument '" + name + "' must be an integer, not '" + Values.typeName(value) + "'");
    }

    public int number(int index, String name, int fallback) {
        return has(index, name) ? number(index, name) : fallback;
    }

    boolean isNone(int index, String name) {
        return value(index, name, None.NONE) instanceof None;
    }

    /** Refuses arguments that {@code function} does not take: more than {@code names}, unknown or doubled ones. */
    public Arguments expect(String function, String... names) {
        int given = positional.size();
        if (given > names.length) {
            throw new EvaluationException(
                    function + "() takes at most " + names.length + " arguments (" + given + " given)");
        }
        List<String> known = List.of(names);
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                throw new EvaluationException(
                        function + "() got an unexpected keyword argument '" + name + "'",
                        Suggestions.didYouMean(name, known));
            }
            if (known.indexOf(name) < given) {
                throw new EvaluationException(function + "() got multiple values for argument '" + name + "'");
            }
        }
        return this;
    }
}
