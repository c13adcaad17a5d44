package dev.ingot.api.source;

import java.util.List;
import java.util.Optional;

/** Which character stands between the fields of a text, told by its first lines. Stateless. */
public final class DelimiterGuess {

    private static final char[] KNOWN = {';', '\t', '|', ',', '^', '~'};
    private static final int LINES = 50;

    private DelimiterGuess() {}

    /**
     * The delimiter that cuts each of the lines, two at least, into the same number of fields; of several the one with
     * the most fields. Blank lines and the last line, which may be cut off, do not count where there are others.
     *
     * @param not a delimiter that is known to be wrong; empty: none
     */
    public static Optional<Character> of(List<String> lines, String not) {
        List<String> looked =
                lines.stream().filter(line -> !line.isBlank()).limit(LINES).toList();
        if (looked.size() < 2) {
            return Optional.empty();
        }
        char best = 0;
        int most = 1;
        for (char candidate : KNOWN) {
            int fields = not.equals(String.valueOf(candidate)) ? 1 : fields(looked, candidate);
            if (fields > most) {
                most = fields;
                best = candidate;
            }
        }
        return best == 0 ? Optional.empty() : Optional.of(best);
    }

    /** How many fields each line has; 1 where they differ. */
    private static int fields(List<String> lines, char delimiter) {
        int expected = fields(lines.get(0), delimiter);
        return lines.stream().allMatch(line -> fields(line, delimiter) == expected) ? expected : 1;
    }

    private static int fields(String line, char delimiter) {
        int fields = 1;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            fields += c == delimiter && !quoted ? 1 : 0;
        }
        return fields;
    }

    /** As it stands in a sentence: {@code ';'}. */
    public static String inWords(char delimiter) {
        return delimiter == '\t' ? "a tab" : "'" + delimiter + "'";
    }

    /** As a pipeline says it: {@code ";"}, {@code tab}. */
    public static String inYaml(char delimiter) {
        return delimiter == '\t' ? "tab" : "\"" + delimiter + "\"";
    }
}
