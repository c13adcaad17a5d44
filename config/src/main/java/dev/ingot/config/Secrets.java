package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secret values of a project, so that they can be taken out of any text before it is shown, logged or sent.
 * Thread-safe. Values of fewer than four characters are not replaced: they occur in ordinary words.
 */
public final class Secrets {

    private static final String MASK = "***";
    private static final int SHORTEST = 4;
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(passw(or)?d|passphrase|secret|token|credential|(api|access|private|account)_?key).*");

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /** Remembers a value; each line of a value with several lines counts by itself too. */
    public void add(String value) {
        addOne(value);
        if (value.indexOf('\n') >= 0) {
            value.lines().forEach(this::addOne);
        }
    }

    private void addOne(String value) {
        String stripped = value.strip();
        if (stripped.length() >= SHORTEST) {
            values.add(stripped);
        }
    }

    /** The text with every known secret replaced by {@code ***}. */
    public String redact(String text) {
        List<String> longestFirst = new ArrayList<>(values);
        longestFirst.sort(Comparator.comparingInt(String::length).reversed());
        String redacted = text;
        for (String value : longestFirst) {
            redacted = redacted.replace(value, MASK);
        }
        return redacted;
    }

    /** The problem without secrets in any of its texts. */
    public Problem redact(Problem problem) {
        Place place = problem.place();
        return new Problem(
                problem.code(),
                redact(problem.what()),
                place == null
                        ? null
                        : new Place(place.file(), place.line(), place.column(), redactOrNull(place.text())),
                redactOrNull(problem.why()),
                redactOrNull(problem.fix()));
    }

    private @Nullable String redactOrNull(@Nullable String text) {
        return text == null ? null : redact(text);
    }

    /** Whether a variable or key of this name usually holds a secret. */
    public static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** Never shows a value. */
    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
