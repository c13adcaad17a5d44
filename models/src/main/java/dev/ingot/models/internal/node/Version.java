package dev.ingot.models.internal.node;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * One version of a model. Immutable.
 *
 * @param name as it is written: {@code 2}, {@code 1.5}, {@code beta}
 * @param latest the version that a reference without one means
 */
public record Version(String name, String latest) {

    /** Numbers by size and below names; names by letters. */
    public static final Comparator<String> ORDER = Comparator.comparing((String name) -> !numeric(name))
            .thenComparing(name -> numeric(name) ? new BigDecimal(name) : BigDecimal.ZERO)
            .thenComparing(name -> name);

    private static boolean numeric(String name) {
        return name.matches("[0-9]{1,20}(\\.[0-9]{1,20})?");
    }

    /** A version as dbt gives it to templates and artefacts: a whole number as a number, anything else as text. */
    public static Object value(String name) {
        return name.matches("[0-9]{1,18}") ? (Object) Long.valueOf(name) : name;
    }

    public boolean isLatest() {
        return name.equals(latest);
    }

    /** Behind a model's name in unique ids and selectors: {@code v2}. */
    public String suffix() {
        return "v" + name;
    }
}
