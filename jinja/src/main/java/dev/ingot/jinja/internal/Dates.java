package dev.ingot.jinja.internal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

@SuppressWarnings("DoNotCallSuggester")
final class Dates {
    private Dates() {}

    static String str(Object value) {
        return value.toString();
    }

    static String repr(Object value) {
        return value.toString();
    }

    static boolean isAware(Object value) {
        return value instanceof OffsetDateTime || value instanceof ZonedDateTime;
    }

    static Instant instant(Object value) {
        return value instanceof OffsetDateTime one ? one.toInstant() : ((ZonedDateTime) value).toInstant();
    }

    static Object add(Object left, Object right) {
        throw Operators.unsupported("+", left, right);
    }

    static Object subtract(Object left, Object right) {
        throw Operators.unsupported("-", left, right);
    }

    static Object scale(String operator, Object left, Object right) {
        throw Operators.unsupported(operator, left, right);
    }

    static @Nullable Object attribute(Object value, String name) {
        return null;
    }
}
