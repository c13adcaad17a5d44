package dev.ingot.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outermost names that a template or macro sees, looked up when used: a map, or the host's own rule (for example own
 * package, then the project, then built-in macros). Must be safe to read from the threads that render with it.
 */
@FunctionalInterface
public interface Names {

    Names EMPTY = name -> null;

    /** The value of that name; {@code null} if there is none. */
    @Nullable
    Object lookup(String name);

    /** All names, for did-you-mean. */
    default Collection<String> known() {
        return List.of();
    }

    static Names of(Map<String, ?> values) {
        return new Names() {
            @Override
            public @Nullable Object lookup(String name) {
                Object value = values.get(name);
                return value == null && values.containsKey(name) ? None.NONE : value;
            }

            @Override
            public Collection<String> known() {
                return values.keySet();
            }
        };
    }

    /** These names, and behind them those of {@code other}. */
    default Names or(Names other) {
        Names self = this;
        return new Names() {
            @Override
            public @Nullable Object lookup(String name) {
                Object value = self.lookup(name);
                return value == null ? other.lookup(name) : value;
            }

            @Override
            public Collection<String> known() {
                List<String> all = new ArrayList<>(self.known());
                all.addAll(other.known());
                return all;
            }
        };
    }
}
