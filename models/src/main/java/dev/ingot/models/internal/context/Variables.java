package dev.ingot.models.internal.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code var()} for the nodes of one package. First found wins: command line, the project's block for the
 * package, the project, the package's own block for itself, the package. Immutable.
 */
public final class Variables {

    private final Map<String, @Nullable Object> values;

    public Variables(String packageName, Map<String, ?> commandLine, Map<String, ?> project, Map<String, ?> ofPackage) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(ofPackage);
        putBlock(all, ofPackage.get(packageName));
        all.putAll(project);
        putBlock(all, project.get(packageName));
        all.putAll(commandLine);
        this.values = Collections.unmodifiableMap(all);
    }

    private static void putBlock(Map<String, @Nullable Object> all, @Nullable Object block) {
        if (block instanceof Map<?, ?> map) {
            map.forEach((key, value) -> all.put(String.valueOf(key), value));
        }
    }

    private Variables(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    Variables with(Map<String, @Nullable Object> others) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.putAll(others);
        return new Variables(all);
    }

    Variables without(String name) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(values);
        rest.remove(name);
        return new Variables(rest);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    Object value(String name) {
        return values.get(name);
    }

    Set<String> names() {
        return new TreeSet<>(values.keySet());
    }
}
