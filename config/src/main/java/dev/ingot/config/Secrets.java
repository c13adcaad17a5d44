package dev.ingot.config;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secret values of a project, so that they can be taken out of any text before it is shown, logged, kept or sent.
 * A value is found as it is, and as it stands in JSON, in an SQL literal and in a URL. Thread-safe. Values of fewer than
 * four characters are not replaced: they occur in ordinary words.
 */
public final class Secrets {

    private static final String MASK = "***";
    private static final int SHORTEST = 4;
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(passw(or)?d|passphrase|secret|token|credential"
            + "|(api|access|private|account|signing|encryption)_?key).*|(.+_)?pass|.+_pwd|pass_.+");

    /** A password inside a URL: {@code postgresql://user:password@host/db}. */
    private static final Pattern IN_URL = Pattern.compile("\\w://[^/@\\s:]*:([^@\\s]+)@");

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /** Remembers what is secret in the value of a variable or key: all of it, or a password in a URL. */
    public void addFrom(String name, String value) {
        if (isSecretName(name)) {
            add(value);
            return;
        }
        Matcher url = IN_URL.matcher(value);
        while (url.find()) {
            add(url.group(1));
        }
    }

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
            values.add(stripped.replace("'", "''"));
            values.add(inJson(stripped));
            values.add(inJson(stripped.replace("'", "''")));
            values.add(URLEncoder.encode(stripped, StandardCharsets.UTF_8));
            values.add(URLEncoder.encode(stripped, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }

    /** As JSON writes it between quotes, with the escapes that are a must. */
    private static String inJson(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
        return text.toString();
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

    /** The failure without secrets in its problems, with the same cause. */
    public IngotException redact(IngotException failure) {
        return new IngotException(failure.problems().stream().map(this::redact).toList(), failure.getCause());
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
