package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code loop} variable. Looks ahead only when asked to, so that a loop whose list changes under it behaves as in
 * Python.
 */
final class Loop implements HostObject, Callable, Named {

    private static final List<String> NAMES =
            List.of("index index0 revindex revindex0 first last length depth depth0 previtem nextitem cycle changed"
                    .split(" "));

    private final ForLoop statement;
    private final Frame frame;
    private final @Nullable Object whole;
    private final int depth;
    private Iterator<Object> items;
    private int index = -1;
    private long length = -1;
    private @Nullable Object before;
    private @Nullable Object now;
    private @Nullable Object next;
    private @Nullable Object lastChecked;

    Loop(ForLoop statement, Frame frame, Iterator<Object> items, @Nullable Object whole, int depth) {
        this.statement = statement;
        this.frame = frame;
        this.items = items;
        this.whole = whole;
        this.depth = depth;
    }

    boolean advance() {
        Object following = peek();
        next = null;
        if (following == null) {
            return false;
        }
        before = now;
        now = following;
        index++;
        return true;
    }

    Object current() {
        return now != null ? now : None.NONE;
    }

    private @Nullable Object peek() {
        if (next == null && items.hasNext()) {
            next = items.next();
        }
        return next;
    }

    private long length() {
        if (length < 0 && (whole instanceof Collection<?> || whole instanceof Map<?, ?> || whole instanceof String)) {
            length = Iteration.length(whole);
        } else if (length < 0) {
            List<Object> rest = new ArrayList<>();
            items.forEachRemaining(rest::add);
            items = rest.iterator();
            length = index + 1L + rest.size() + (next != null ? 1 : 0);
        }
        return length;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> length() - index;
            case "revindex0" -> length() - index - 1;
            case "first" -> index == 0;
            case "last" -> peek() == null;
            case "length" -> length();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> orUndefined(before, name, "there is no previous item");
            case "nextitem" -> orUndefined(peek(), name, "there is no next item");
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> null;
        };
    }

    private Object orUndefined(@Nullable Object item, String name, String message) {
        return item != null ? item : frame.activation.undefined(name, message);
    }

    private Object cycle(Arguments arguments) {
        List<Object> choices = arguments.positional();
        if (choices.isEmpty()) {
            throw new EvaluationException("no items for cycling given");
        }
        return choices.get(index % choices.size());
    }

    private Object changed(Arguments arguments) {
        Object value = new PyTuple(arguments.positional());
        boolean same = lastChecked != null && Values.equal(lastChecked, value);
        lastChecked = value;
        return !same;
    }

    /** A recursive loop: {@code loop(children)}. */
    @Override
    public Object call(Arguments arguments) {
        if (!statement.recursive()) {
            throw new EvaluationException(
                    "the loop is not recursive", "Write {% for ... in ... recursive %} to call loop().");
        }
        return frame.activation.deeper(statement.items().at(), () -> {
            Output out = new Output();
            statement.walk(frame, arguments.value(0, "iterable"), depth + 1, out);
            return out.toString();
        });
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public List<String> attributeNames() {
        return NAMES;
    }

    @Override
    public String typeName() {
        return "LoopContext";
    }

    @Override
    public String toString() {
        return "<LoopContext " + (index + 1) + "/" + length() + ">";
    }
}
