package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.file.Presence;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code .env} files: {@code NAME=value}, an optional {@code export}, single quotes (literal), double quotes
 * (with {@code \n}, {@code \t}, {@code \"}, {@code \\}, {@code \$}), comments. References inside values are not
 * evaluated. Stateless.
 */
public final class EnvFile {

    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=(.*)");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("\\s*'([^']*)'\\s*(#.*)?");
    private static final Pattern DOUBLE_QUOTED = Pattern.compile("\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(#.*)?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");

    private EnvFile() {}

    /** A file that does not exist has no variables. A line that is not understood is a problem that never shows it. */
    public static Map<String, String> read(Path file, String shownAs, Problems problems) {
        if (!Presence.isThere(file) || Presence.isFolder(file)) {
            // Some projects have a folder of this name, with a file for each environment.
            return Map.of();
        }
        try {
            return parse(Files.readString(file), shownAs, problems);
        } catch (MalformedInputException e) {
            problems.add(
                    ConfigError.ENCODING,
                    shownAs + " is not valid UTF-8.",
                    Place.of(shownAs),
                    "Save the file as UTF-8.");
        } catch (IOException e) {
            problems.add(
                    ConfigError.UNREADABLE,
                    "Cannot read " + shownAs + ": " + e.getMessage() + ".",
                    Place.of(shownAs),
                    null);
        }
        return Map.of();
    }

    static Map<String, String> parse(String text, String shownAs, Problems problems) {
        Map<String, String> variables = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (content.isBlank() || content.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(content);
            if (matcher.matches()) {
                String name = matcher.group(1);
                String value = value(matcher.group(2));
                if (value != null) {
                    variables.put(name, value);
                    continue;
                }
            }
            problems.add(
                    ConfigError.BAD_ENV_LINE,
                    "This line is not NAME=value.",
                    Place.of(shownAs, number, 0),
                    "Write NAME=value, and close every quote that you open.");
        }
        return Collections.unmodifiableMap(variables);
    }

    private static @Nullable String value(String written) {
        String stripped = written.stripLeading();
        if (stripped.startsWith("'")) {
            Matcher quoted = SINGLE_QUOTED.matcher(written);
            return quoted.matches() ? quoted.group(1) : null;
        }
        if (stripped.startsWith("\"")) {
            Matcher quoted = DOUBLE_QUOTED.matcher(written);
            return quoted.matches() ? unescape(quoted.group(1)) : null;
        }
        return COMMENT.matcher(written).replaceFirst("").strip();
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            String escaped = found.group(1);
            return Matcher.quoteReplacement(
                    switch (escaped) {
                        case "n" -> "\n";
                        case "r" -> "\r";
                        case "t" -> "\t";
                        case "\"", "\\", "$" -> escaped;
                        default -> "\\" + escaped;
                    });
        });
    }
}
