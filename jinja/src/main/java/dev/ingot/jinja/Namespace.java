package dev.ingot.jinja;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's {@code namespace(...)}: the object whose attributes {@code set ns.name = value} may change. */
public final class Namespace implements HostObject {

    private final PyDict attributes;

    public Namespace(Map<?, ?> attributes) {
        this.attributes = new PyDict(attributes);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    public void set(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public Collection<String> attributeNames() {
        return attributes.keySet().stream().map(String::valueOf).toList();
    }

    @Override
    public String typeName() {
        return "Namespace";
    }

    @Override
    public String toString() {
        return "<Namespace " + attributes + ">";
    }
}
