package dev.ingot.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One group of {@code groupby}: a tuple (grouper, list) whose parts have names too. */
final class Group extends PyTuple implements HostObject {

    Group(Object grouper, PyList items) {
        super(List.of(grouper, items));
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("grouper") ? get(0) : name.equals("list") ? get(1) : null;
    }

    @Override
    public String typeName() {
        return "tuple";
    }
}
