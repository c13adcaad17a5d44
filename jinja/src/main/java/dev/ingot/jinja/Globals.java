package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja2's global functions, and {@code zip}, which hosts commonly add. */
final class Globals {

    static final Map<String, Object> BUILTIN = Map.of(
            "range", (Callable) Globals::range,
            "dict", (Callable) Globals::dict,
            "namespace", (Callable) arguments -> new Namespace(dict(arguments)),
            "cycler", (Callable) Cycler::new,
            "joiner", (Callable) Globals::joiner,
            "zip", (Callable) Globals::zip);

    private Globals() {}

    private static Object range(Arguments arguments) {
        List<Long> given = arguments.positional().stream().map(Globals::whole).toList();
        return switch (given.size()) {
            case 1 -> new Range(0, given.get(0), 1);
            case 2 -> new Range(given.get(0), given.get(1), 1);
            case 3 -> new Range(given.get(0), given.get(1), given.get(2));
            default -> throw new EvaluationException("range expected 1 to 3 arguments, got " + given.size());
        };
    }

    private static long whole(Object value) {
        Undefined.refuse(value);
        if (!Values.isInteger(value)) {
            throw new EvaluationException(
                    "'" + Values.typeName(value) + "' object cannot be interpreted as an integer");
        }
        return Numbers.toBig(value).longValue();
    }

    private static PyDict dict(Arguments arguments) {
        PyDict dict = new PyDict(
                arguments.positional().isEmpty()
                        ? Map.of()
                        : Operators.mapping(arguments.positional().get(0)));
        dict.putAll(arguments.named());
        return dict;
    }

    private static Callable joiner(Arguments arguments) {
        String separator = arguments.text(0, "sep", ", ");
        boolean[] used = {false};
        return none -> {
            String text = used[0] ? separator : "";
            used[0] = true;
            return text;
        };
    }

    private static Object zip(Arguments arguments) {
        List<Iterator<Object>> sources = new ArrayList<>();
        arguments.positional().forEach(item -> sources.add(Values.iterate(item)));
        return new Generator(
                "zip",
                Iteration.iterator(
                        () -> !sources.isEmpty() && sources.stream().allMatch(Iterator::hasNext),
                        () -> new PyTuple(sources.stream().map(Iterator::next).toList())));
    }

    private static final class Cycler implements HostObject {
        private final List<Object> items;
        private int position;

        Cycler(Arguments arguments) {
            items = arguments.positional();
            if (items.isEmpty()) {
                throw new EvaluationException("at least one item has to be provided");
            }
        }

        private Object moveTo(int next, Object result) {
            position = next % items.size();
            return result;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(position);
                case "next" -> (Callable) none -> moveTo(position + 1, items.get(position));
                case "reset" -> (Callable) none -> moveTo(0, None.NONE);
                default -> null;
            };
        }

        @Override
        public List<String> attributeNames() {
            return List.of("current", "next", "reset");
        }
    }
}
