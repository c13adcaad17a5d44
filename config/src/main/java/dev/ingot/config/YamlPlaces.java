package dev.ingot.config;

import dev.ingot.api.error.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** Turns marks of the parser into places with the text of their line. */
final class YamlPlaces {

    /** A key that usually holds a secret, and its value up to the end of the value, if that is not a reference. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)((?:[\\w.-]*(?:pass?w(?:or)?d|passphrase|secret|token|credential|(?:api|access|private|account)_?key)[\\w.-]*"
                    + "|(?<![\\w.-])(?:[\\w.-]+_)?pass|[\\w.-]+_pwd)[\"']?\\s*:\\s+)(?!\\$\\{|[\"']\\$\\{)(\"[^\"]*\"?|'[^']*'?|[^\\s,}#]+)");

    /** Part of each such key, and quick to look for: few lines have one. */
    private static final Pattern MAYBE_SECRET = Pattern.compile("(?i)pas|secret|token|credential|key");

    private final String file;
    private final String[] lines;
    private final @Nullable String[] shown;

    YamlPlaces(String file, String text) {
        this.file = file;
        // the line breaks that the scanner counts
        this.lines = text.split("\r\n|[\r\n\u0085\u2028\u2029]", -1);
        this.shown = new String[lines.length];
    }

    String file() {
        return file;
    }

    Place at(@Nullable Mark mark) {
        return mark == null ? Place.of(file) : at(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /**
     * A tab is shown as one space, so that the caret stands under its character; a literal password is shown as stars,
     * as many as it has characters, for the same reason.
     */
    Place at(int line, int column) {
        return new Place(file, line, column, line <= shown.length ? shown(line - 1) : "");
    }

    /** Each line is masked once: a file may be one long line with thousands of values. */
    private String shown(int index) {
        String done = shown[index];
        if (done == null) {
            String line = lines[index].replace('\t', ' ');
            done = MAYBE_SECRET.matcher(line).find() ? masked(line) : line;
            shown[index] = done;
        }
        return done;
    }

    private static String masked(String line) {
        return SECRET.matcher(line).replaceAll(found -> {
            String stars = "*".repeat(found.group(2).length());
            return Matcher.quoteReplacement(found.group(1) + stars);
        });
    }

    Place atCodePoint(String text, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            boolean isBreak = text.charAt(i) == '\n';
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : column + 1;
        }
        return at(line, column);
    }
}
