package dev.ingot.config;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables that {@code ${NAME}} and {@code env_var()} see: those of the {@code .env} file, and over them those of
 * the environment. Immutable.
 */
public final class Variables {

    private final Map<String, String> values;

    private Variables(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    public static Variables of(Map<String, String> environment) {
        return of(environment, Map.of());
    }

    /** @param envFile what a {@code .env} file says; the environment wins */
    public static Variables of(Map<String, String> environment, Map<String, String> envFile) {
        Map<String, String> all = new TreeMap<>(envFile);
        all.putAll(environment);
        return new Variables(all);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "variables " + values.keySet();
    }
}
