package dev.ingot.config;

import dev.ingot.api.error.Place;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** Turns marks of the parser into places with the text of their line. */
final class YamlPlaces {

    private final String file;
    private final String[] lines;

    YamlPlaces(String file, String text) {
        this.file = file;
        // the line breaks that the scanner counts
        this.lines = text.split("\r\n|[\r\n\u0085\u2028\u2029]", -1);
    }

    String file() {
        return file;
    }

    Place at(@Nullable Mark mark) {
        return mark == null ? Place.of(file) : at(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** A tab is shown as one space, so that the caret stands under its character. */
    Place at(int line, int column) {
        String text = line <= lines.length ? lines[line - 1].replace('\t', ' ') : "";
        return new Place(file, line, column, text);
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
