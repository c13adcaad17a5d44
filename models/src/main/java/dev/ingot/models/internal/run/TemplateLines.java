package dev.ingot.models.internal.run;

import dev.ingot.api.error.Place;
import dev.ingot.models.internal.node.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the line of a template that a line of compiled SQL came from. Text between tags comes out as it went in, so a
 * template line fits a compiled line if its literal pieces occur there in order; of several, the one whose order among
 * its equals is the same. Stateless.
 */
final class TemplateLines {

    private static final Pattern TAG = Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}|\\{#.*?#\\}");

    private TemplateLines() {}

    /**
     * @param compiled the whole compiled SQL
     * @param line of it, from 1
     * @param column of it, from 1; 0 where it is not known
     */
    static Optional<Place> find(SourceText source, String compiled, int line, int column) {
        List<String> out = compiled.lines().toList();
        if (line < 1 || line > out.size() || out.get(line - 1).isBlank()) {
            return Optional.empty();
        }
        List<String> in = source.whole().lines().toList();
        String wanted = out.get(line - 1);
        long equalBefore =
                out.subList(0, line - 1).stream().filter(wanted::equals).count();
        int best = 0;
        long seen = 0;
        for (int i = 0; i < in.size(); i++) {
            if (in.get(i).strip().equals(wanted.strip())) {
                best = i + 1;
                if (seen++ == equalBefore) {
                    break;
                }
            }
        }
        for (int i = 0; best == 0 && i < in.size(); i++) {
            if (TAG.matcher(in.get(i)).find()
                    && pattern(in.get(i)).matcher(wanted).matches()) {
                best = i + 1;
            }
        }
        return best == 0 ? Optional.empty() : Optional.of(source.place(best, column(in.get(best - 1), wanted, column)));
    }

    private static Pattern pattern(String templateLine) {
        StringBuilder regex = new StringBuilder("\\s*");
        String stripped = templateLine.strip();
        Matcher tags = TAG.matcher(stripped);
        int at = 0;
        boolean literal = false;
        while (tags.find()) {
            literal |= tags.start() > at;
            regex.append(Pattern.quote(stripped.substring(at, tags.start()))).append(".*");
            at = tags.end();
        }
        literal |= at < stripped.length();
        regex.append(Pattern.quote(stripped.substring(at))).append("\\s*");
        return Pattern.compile(literal ? regex.toString() : "(?!)");
    }

    /** The same column where the line came out unchanged up to it; the place of the same word where it did not. */
    private static int column(String template, String compiled, int column) {
        if (column < 1 || column > compiled.length()) {
            return 0;
        }
        if (template.length() >= column && template.startsWith(compiled.substring(0, column))) {
            return column;
        }
        Matcher word = Pattern.compile("[\\w$]+|\\S").matcher(compiled);
        if (word.find(column - 1)) {
            int at = template.indexOf(word.group());
            return at < 0 ? 0 : at + 1;
        }
        return 0;
    }
}
