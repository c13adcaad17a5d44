package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.PyDict;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of dbt's own objects, such as a result of a run: attributes that are read as a dict's, and {@code to_dict()}. */
public final class ObjectValue extends PyDict implements HostObject {

    public ObjectValue(Map<?, ?> attributes) {
        super(attributes);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return name.equals("to_dict") && !containsKey(name) ? (Callable) this::toDict : null;
    }

    private Object toDict(Arguments arguments) {
        PyDict dict = new PyDict(this);
        if (arguments.flag(0, "omit_none", false)) {
            dict.values().removeIf(value -> value == dev.ingot.jinja.None.NONE);
        }
        return dict;
    }

    @Override
    public boolean isMapping() {
        return true;
    }

    @Override
    public String typeName() {
        return "dict";
    }

    @Override
    public Object toJava() {
        return Objects.requireNonNull(dev.ingot.jinja.Values.toJava(new PyDict(this)));
    }

    @Override
    public String toString() {
        return dev.ingot.jinja.Values.print(new PyDict(this));
    }
}
