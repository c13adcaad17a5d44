package dev.ingot.lake.load;

import dev.ingot.api.source.DelimiterGuess;
import dev.ingot.api.source.Format.Delimited;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What to do about a delimited file of which nothing fits, where its first lines show it. */
final class FitHint {

    private static final int FIRST_BYTES = 1 << 16;
    private static final int FIRST_RECORDS = 200;

    private FitHint() {}

    static Optional<String> of(Head head, Delimited format) {
        try {
            Optional<String> longer = oneMore(head, format);
            return longer.isPresent() ? longer : delimiter(head, format);
        } catch (IOException e) {
            return Optional.empty(); // the file has been read before; this is about a hint
        }
    }

    /** Records with one field more than the header has names. */
    private static Optional<String> oneMore(Head head, Delimited format) throws IOException {
        int names = head.columns().size();
        try (InputStream in = Compression.open(Path.of(head.file().location()))) {
            RecordReader reader = new RecordReader(in, head.file().path(), format);
            reader.skipLines(head.skip());
            if (!format.header() || !reader.next()) {
                return Optional.empty();
            }
            boolean empty = true;
            int records = 0;
            for (; records < FIRST_RECORDS && reader.next(); records++) {
                if (reader.fields().size() != names + 1) {
                    return Optional.empty();
                }
                empty &= reader.fields().get(names).length == 0;
            }
            if (records == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    empty
                            ? "The last field is empty in all records. If a delimiter ends each line, set"
                                    + " 'trailing_delimiter: true'; if the header lacks a delimiter, mend it."
                            : "The header has one name less than the records have fields. If the first field is the row's"
                                    + " name, as R writes it, set 'header: false', 'skip_lines: " + (head.skip() + 1)
                                    + "' and 'columns: [row, " + String.join(", ", head.columns()) + "]'; if it lacks a"
                                    + " delimiter, mend it.");
        }
    }

    private static Optional<String> delimiter(Head head, Delimited format) throws IOException {
        try (InputStream in = Compression.open(Path.of(head.file().location()))) {
            String text = new String(in.readNBytes(FIRST_BYTES), StandardCharsets.UTF_8);
            return DelimiterGuess.of(text.lines().skip(head.skip()).toList(), format.delimiter())
                    .map(guess -> "The lines look as if " + DelimiterGuess.inWords(guess)
                            + " stood between their fields: set 'delimiter: " + DelimiterGuess.inYaml(guess) + "'.");
        }
    }
}
