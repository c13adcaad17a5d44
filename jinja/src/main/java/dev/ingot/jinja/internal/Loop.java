package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code loop} variable. Looks ahead only when asked to, so that a loop whose list changes under it behaves as in
 * Python.
 */
final class Loop implements HostObject, Callable, Named {

    private static final List<String> NAMES = List.of(
            "index",
            "index0",
            "revindex",
            "revindex0",
            "first",
            "last",
            "length",
            "depth",
            "depth0",
            "previtem",
            "nextitem",
            "cycle",
            "changed");

    private final Statement.For statement;
    private final Frame frame;
    private final @Nullable Object whole;
    private final int depth;
    private Iterator<Object> items;
    private int index = -1;
    private @Nullable Object before;
    private @Nullable Object now;
    private @Nullable Object next;
    private int length = -1;
    private @Nullable Object lastChecked;

    Loop(Statement.For statement, Frame frame, Iterator<Object> items, @Nullable Object whole, int depth) {
        this.statement = statement;
        this.frame = frame;
        this.items = items;
        this.whole = whole;
        this.depth = depth;
    }

    boolean advance() {
        Object following = next != null ? next : items.hasNext() ? items.next() : null;
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
        return now != null ? now : dev.ingot.jinja.None.NONE;
    }

    private @Nullable Object peek() {
        if (next == null && items.hasNext()) {
            next = items.next();
        }
        return next;
    }

    private int length() {
        if (length < 0) {
            if (whole instanceof java.util.Collection<?>
                    || whole instanceof java.util.Map<?, ?>
                    || whole instanceof String) {
                length = Iteration.length(whole);
            } else {
                PyList rest = new PyList();
                items.forEachRemaining(rest::add);
                items = rest.iterator();
                length = rest.size() + index + 1 + (next != null ? 1 : 0);
            }
        }
        return length;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) length() - index;
            case "revindex0" -> (long) length() - index - 1;
            case "first" -> index == 0;
            case "last" -> peek() == null;
            case "length" -> (long) length();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" ->
                before != null ? before : frame.activation().undefined(name, "there is no previous item");
            case "nextitem" -> {
                Object following = peek();
                yield following != null ? following : frame.activation().undefined(name, "there is no next item");
            }
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> null;
        };
    }

    private Object cycle(Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new EvaluationException("no items for cycling given");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Object changed(Arguments arguments) {
        Object value = new dev.ingot.jinja.PyTuple(arguments.positional());
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
        Activation activation = frame.activation();
        int place = activation.at();
        activation.enter();
        try {
            Output out = new Output();
            statement.walk(frame, arguments.value(0, "iterable"), depth + 1, out);
            return out.toString();
        } finally {
            activation.leave();
            activation.at(place);
        }
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
