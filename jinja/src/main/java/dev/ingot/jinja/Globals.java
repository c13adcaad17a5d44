package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja2's global functions, and {@code zip}, which hosts commonly add. */
final class Globals {

    private Globals() {}

    static Map<String, Object> builtin() {
        return Map.of(
                "range", (Callable) Globals::range,
                "dict", (Callable) Globals::dict,
                "namespace", (Callable) arguments -> new Namespace(dict(arguments)),
                "cycler", (Callable) Cycler::new,
                "joiner", (Callable) Globals::joiner,
                "zip", (Callable) Globals::zip);
    }

    private static Object range(Arguments arguments) {
        int count = arguments.positional().size();
        if (count == 0 || count > 3) {
            throw new EvaluationException("range expected 1 to 3 arguments, got " + count);
        }
        long first = whole(arguments.positional().get(0));
        if (count == 1) {
            return new Range(0, first, 1);
        }
        long step = count == 3 ? whole(arguments.positional().get(2)) : 1;
        return new Range(first, whole(arguments.positional().get(1)), step);
    }

    private static long whole(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Values.isInteger(value)) {
            throw new EvaluationException(
                    "'" + Values.typeName(value) + "' object cannot be interpreted as an integer");
        }
        return Numbers.toBig(value).longValue();
    }

    private static PyDict dict(Arguments arguments) {
        PyDict dict = new PyDict();
        if (!arguments.positional().isEmpty()) {
            Operators.mapping(arguments.positional().get(0))
                    .forEach((key, value) -> dict.put(Values.of(key), Values.of(value)));
        }
        arguments.named().forEach(dict::put);
        return dict;
    }

    private static Object joiner(Arguments arguments) {
        String separator = arguments.text(0, "sep", ", ");
        boolean[] used = {false};
        return (Callable) none -> {
            String text = used[0] ? separator : "";
            used[0] = true;
            return text;
        };
    }

    private static Object zip(Arguments arguments) {
        List<Iterator<Object>> sources = new ArrayList<>();
        arguments.positional().forEach(item -> sources.add(Values.iterate(item)));
        return new Generator("zip", new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !sources.isEmpty() && sources.stream().allMatch(Iterator::hasNext);
            }

            @Override
            public Object next() {
                return new PyTuple(sources.stream().map(Iterator::next).toList());
            }
        });
    }

    private static final class Cycler implements HostObject {
        private final List<Object> items;
        private int position;

        Cycler(Arguments arguments) {
            if (arguments.positional().isEmpty()) {
                throw new EvaluationException("at least one item has to be provided");
            }
            items = arguments.positional();
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(position);
                case "next" ->
                    (Callable) none -> {
                        Object item = items.get(position);
                        position = (position + 1) % items.size();
                        return item;
                    };
                case "reset" ->
                    (Callable) none -> {
                        position = 0;
                        return None.NONE;
                    };
                default -> null;
            };
        }

        @Override
        public List<String> attributeNames() {
            return List.of("current", "next", "reset");
        }
    }
}
