package dev.ingot.jinja.internal;

import dev.ingot.jinja.Names;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One template or macro while it runs: its source, its outermost names, and the place it is at. For one thread. */
public final class Activation {

    private final Source source;
    private final Settings settings;
    private final Names names;
    private final Run run;
    private int at;

    Activation(Source source, Settings settings, Names names) {
        this.source = source;
        this.settings = settings;
        this.names = names;
        this.run = Run.current();
    }

    Source source() {
        return source;
    }

    Settings settings() {
        return settings;
    }

    Names names() {
        return names;
    }

    /** Notes where a failure that may follow belongs. */
    void at(int offset) {
        at = offset;
    }

    int at() {
        return at;
    }

    void enter() {
        run.enter(settings);
    }

    void leave() {
        run.leave();
    }

    void step() {
        run.step(settings);
    }

    @Nullable
    Object outer(String name) {
        Object value = names.lookup(name);
        if (value == null) {
            value = settings.globals().get(name);
        }
        return value == null ? null : Values.of(value);
    }

    Collection<String> outerNames() {
        List<String> all = new ArrayList<>(names.known());
        all.addAll(settings.globals().keySet());
        return all;
    }

    Undefined undefined(String name, String message, Supplier<String> hint) {
        return new Undefined(settings.undefined(), name, message, hint);
    }

    Undefined undefined(String name, String message) {
        return undefined(name, message, () -> "");
    }
}
