package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references in the values of a YAML tree: a variable in {@code $}-braces, a variable with a default after
 * {@code :-}, the content of a file after {@code file:}. A doubled dollar sign before the brace makes it literal. What
 * comes in is never evaluated again, and keys are left alone. A reference without a value is a problem at its own place,
 * and its scalar stays as written. Values of secret files and of variables with telling names ({@code *_PASSWORD},
 * {@code *_TOKEN}, …) are remembered in {@link Secrets}. Immutable.
 *
 * @param folder where relative paths of secret files start
 */
public record Interpolator(Variables variables, Secrets secrets, Path folder) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final long LARGEST_SECRET = 1 << 20;

    /** Unresolved references become problems. */
    public YamlNode apply(YamlNode node, Problems problems) {
        if (node instanceof YamlScalar scalar) {
            return scalar(scalar, problems);
        }
        if (node instanceof YamlSequence sequence) {
            List<YamlNode> items =
                    sequence.items().stream().map(item -> apply(item, problems)).toList();
            return new YamlSequence(sequence.place(), items);
        }
        return mapping((YamlMapping) node, problems);
    }

    public YamlMapping mapping(YamlMapping mapping, Problems problems) {
        Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach(entry ->
                        entries.put(entry.name(), new YamlMapping.Entry(entry.key(), apply(entry.value(), problems))));
        return new YamlMapping(mapping.place(), entries);
    }

    /** Whether the text still holds a reference. */
    static boolean hasReference(String text) {
        return text.contains("${");
    }

    private YamlScalar scalar(YamlScalar scalar, Problems problems) {
        String text = scalar.text();
        if (!hasReference(text)) {
            return scalar;
        }
        StringBuilder result = new StringBuilder();
        int done = 0;
        boolean complete = true;
        for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", done)) {
            if (at > done && text.charAt(at - 1) == '$') {
                result.append(text, done, at - 1).append("${");
                done = at + 2;
                continue;
            }
            result.append(text, done, at);
            int end = text.indexOf('}', at);
            String body = end < 0 ? text.substring(at + 2) : text.substring(at + 2, end);
            Place place = placeOf(scalar, at, body);
            String value = end < 0 ? notClosed(place, problems) : evaluate(body, place, problems);
            if (value == null) {
                complete = false;
            } else {
                result.append(value);
            }
            done = end < 0 ? text.length() : end + 1;
        }
        result.append(text, done, text.length());
        return complete ? scalar.withText(result.toString()) : scalar;
    }

    private @Nullable String notClosed(Place place, Problems problems) {
        problems.add(
                ConfigError.BAD_REFERENCE,
                "'${' is not closed.",
                place,
                "Close it with '}', or write '$${' if the characters are meant literally.");
        return null;
    }

    private @Nullable String evaluate(String body, Place place, Problems problems) {
        if (body.startsWith("file:")) {
            return file(body.substring("file:".length()), place, problems);
        }
        int split = body.indexOf(":-");
        String name = split < 0 ? body : body.substring(0, split);
        if (!NAME.matcher(name).matches() || body.contains("${")) {
            problems.add(
                    ConfigError.BAD_REFERENCE,
                    body.contains("${") ? "References do not nest." : "'${" + body + "}' is not a reference.",
                    place,
                    "Write ${NAME}, ${NAME:-default} or ${file:/path}; write '$${' for a literal '${'.");
            return null;
        }
        String value = variables.find(name).orElse(null);
        if (split >= 0 && (value == null || value.isEmpty())) {
            return body.substring(split + 2);
        }
        if (value == null) {
            String help = Suggestion.nearest(name, variables.names())
                            .map(near -> "Did you mean '" + near + "'? ")
                            .orElse("")
                    + "Set it in the environment or in .env, or give a default: ${" + name + ":-value}.";
            problems.add(ConfigError.UNRESOLVED_VARIABLE, "The variable '" + name + "' is not set.", place, help);
            return null;
        }
        secrets.addFrom(name, value);
        return value;
    }

    private @Nullable String file(String path, Place place, Problems problems) {
        Path file = folder.resolve(path);
        String why;
        try {
            if (!Presence.isFile(file)) {
                why = "There is no such file.";
            } else if (Files.size(file) > LARGEST_SECRET) {
                why = "It is larger than 1 MB.";
            } else {
                String value = Files.readString(file).replaceFirst("\\R\\z", "");
                secrets.add(value);
                return value;
            }
        } catch (IOException | UncheckedIOException e) {
            why = "It is not readable as text: " + e.getMessage() + ".";
        }
        problems.add(Problem.of(ConfigError.SECRET_FILE, "The secret file '" + path + "' cannot be read.")
                .at(place)
                .because(why)
                .fix("Create it, or check who may read it."));
        return null;
    }

    /** The reference's own column where its line is at hand, else the scalar's place. */
    private static Place placeOf(YamlScalar scalar, int index, String body) {
        Place place = scalar.place();
        String line = place.text();
        if (line == null) {
            return place;
        }
        String reference = "${" + body;
        int guess = place.column() - 1 + index + (scalar.style() == YamlScalar.Style.PLAIN ? 0 : 1);
        int found = line.startsWith(reference, guess) ? guess : line.indexOf(reference, place.column() - 1);
        return found < 0 ? place : new Place(place.file(), place.line(), found + 1, line);
    }
}
