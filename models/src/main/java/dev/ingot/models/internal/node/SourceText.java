package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Template text and the file that it stands in.
 *
 * @param file as messages name it
 * @param whole the file's text, with {@code \n} line ends, unless they are data
 * @param block the name of the snapshot block that is meant; null for the whole file
 * @param text the stripped part that is meant: dbt's {@code raw_code}
 */
public record SourceText(
        String file, String whole, @Nullable String block, String text) {

    public static SourceText ofFile(String file, String content) {
        String whole = normalized(content);
        return new SourceText(file, whole, null, whole.strip());
    }

    /** A file whose line ends are data. */
    public static SourceText ofData(String file, String content) {
        String whole = content.startsWith("\uFEFF") ? content.substring(1) : content;
        return new SourceText(file, whole, null, whole.strip());
    }

    /** Text that no person wrote into a file. */
    public static SourceText generated(String file, String text) {
        return new SourceText(file, text, null, text);
    }

    /** Without a byte order mark, and with {@code \n} line ends. */
    public static String normalized(String content) {
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        return text.replace("\r\n", "\n");
    }

    /** A place in the file, both from 1, with the line's text. */
    public Place place(int line, int column) {
        List<String> lines = whole.lines().toList();
        String shown = line >= 1 && line <= lines.size() ? lines.get(line - 1) : null;
        return new Place(file, line, column, shown);
    }

    /** The place of the first of the needles that occurs, or of the text's start. */
    public Place placeOf(List<String> needles) {
        int start = Math.max(0, whole.indexOf(text));
        for (String needle : needles) {
            int at = whole.indexOf(needle, start);
            if (at >= 0) {
                return placeAt(at);
            }
        }
        return placeAt(start);
    }

    Place placeAt(int at) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            if (whole.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return place(line, at - lineStart + 1);
    }
}
