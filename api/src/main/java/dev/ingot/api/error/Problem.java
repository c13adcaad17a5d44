package dev.ingot.api.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, told in full: what happened, where, why, what to do. Immutable.
 *
 * @param what one sentence with the names and values in it
 * @param place where, or null where there is no file to point at
 * @param why the cause, where it says more than {@code what}; may be null
 * @param fix what to do about it, an imperative sentence or a did-you-mean; may be null
 */
public record Problem(
        ErrorCode code,
        String what,
        @Nullable Place place,
        @Nullable String why,
        @Nullable String fix) {

    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(what, "what");
    }

    public static Problem of(ErrorCode code, String what) {
        return new Problem(code, what, null, null, null);
    }

    public Problem at(@Nullable Place newPlace) {
        return new Problem(code, what, newPlace, why, fix);
    }

    public Problem because(@Nullable String newWhy) {
        return new Problem(code, what, place, newWhy, fix);
    }

    public Problem fix(@Nullable String newFix) {
        return new Problem(code, what, place, why, newFix);
    }

    public IngotException toException() {
        return new IngotException(this);
    }

    /** The problem on as many lines as it needs, with the source line and a caret, without colours. */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(code.id()).append(": ").append(what).append('\n');
        if (place != null) {
            text.append("  --> ").append(place).append('\n');
            if (place.text() != null && place.line() > 0) {
                String number = Integer.toString(place.line());
                text.append("  ")
                        .append(number)
                        .append(" | ")
                        .append(place.text())
                        .append('\n');
                if (place.column() > 0) {
                    text.append("  ")
                            .append(" ".repeat(number.length()))
                            .append(" | ")
                            .append(" ".repeat(place.column() - 1))
                            .append("^\n");
                }
            }
        }
        if (why != null) {
            text.append("  why: ").append(why).append('\n');
        }
        if (fix != null) {
            text.append("  fix: ").append(fix).append('\n');
        }
        return text.toString();
    }
}
