package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.Delimited;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What has to be known of a text file before the engine scans it.
 *
 * @param columns from the header or as stated; empty for an empty file without stated columns
 * @param skip lines before the header, or before the first record where there is no header
 * @param newlines a field in the first records has a line break
 */
record Head(FileRef file, Compression compression, List<String> columns, int skip, boolean newlines) {

    private static final int SAMPLE = 200;

    Head {
        columns = List.copyOf(columns);
    }

    static Head ofLines(FileRef file) {
        try {
            return new Head(file, Compression.of(Path.of(file.location())), List.of("line"), 0, false);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads the header; of several rows each column's fields are joined. A column without a name is called {@code column_N} after its place, a name that was there
     * before, ignoring case, gets {@code _2}, {@code _3}, ….
     */
    static Head of(FileRef file, Delimited format) {
        Path path = Path.of(file.location());
        try (InputStream in = Compression.open(path)) {
            RecordReader reader = new RecordReader(in, file.path(), format);
            reader.skipLines(format.skipLines());
            int skip = format.skipLines() + reader.skipBlank();
            List<String> columns = format.columns() == null ? List.of() : format.columns();
            if (format.header()) {
                List<List<String>> rows = new ArrayList<>();
                while (rows.size() < format.headerRows()) {
                    // Where the engine is to look for the last row, the others are lines to pass over.
                    skip += rows.isEmpty() ? 0 : 1 + lineBreaks(rows.get(rows.size() - 1)) + reader.skipBlank();
                    if (!reader.next()) {
                        break;
                    }
                    rows.add(header(file, reader, format, skip + 1));
                }
                columns = format.columns() == null && !rows.isEmpty() ? names(file, joined(rows)) : columns;
            }
            boolean newlines = false;
            for (int i = 0; i < SAMPLE && !newlines && format.quote() != null && reader.next(); i++) {
                newlines = reader.newlineInField();
            }
            return new Head(file, Compression.of(path), columns, skip, newlines);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The fields of one row of the header. */
    private static List<String> header(FileRef file, RecordReader reader, Delimited format, int line) {
        String problem = reader.problem();
        if (problem != null) {
            throw new IngotException(Problem.of(LoadError.HEADER, "The header of " + file.path() + " cannot be read.")
                    .at(Place.of(file.path(), line, 0))
                    .because(problem.substring(problem.indexOf(Names.REASON) + 1))
                    .fix("State the file's encoding and quote, or mend the header."));
        }
        List<String> fields = new ArrayList<>();
        reader.fields().forEach(field -> fields.add(new String(field, StandardCharsets.UTF_8).strip()));
        int last = fields.size() - 1;
        if (format.trailingDelimiter() && last > 0 && fields.get(last).isEmpty()) {
            fields.remove(last);
        }
        return fields;
    }

    private static int lineBreaks(List<String> fields) {
        return fields.stream()
                .mapToInt(field -> (int) field.chars().filter(c -> c == '\n').count())
                .sum();
    }

    /** One name for each column: what its rows of the header say, with a blank between. */
    private static List<String> joined(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, columns)
                .mapToObj(i -> rows.stream()
                        .filter(row -> i < row.size() && !row.get(i).isEmpty())
                        .map(row -> row.get(i))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> names(FileRef file, List<String> fields) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String text = fields.get(i);
            String base = text.isEmpty() ? "column_" + (i + 1) : text;
            String name = base;
            for (int n = 2; !seen.add(name.toLowerCase(Locale.ROOT)); n++) {
                name = base + "_" + n;
            }
            names.add(name);
        }
        List<String> taken = names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(Names.PREFIX))
                .toList();
        if (!taken.isEmpty()) {
            throw new IngotException(Problem.of(
                            LoadError.HEADER,
                            "The header of " + file.path() + " has names that Ingot uses itself: "
                                    + String.join(", ", taken) + ".")
                    .fix("Rename these columns in the source."));
        }
        return names;
    }

    static IngotException unreadable(FileRef file, IOException e) {
        return new IngotException(
                Problem.of(LoadError.UNREADABLE, "The file " + file.path() + " cannot be read.")
                        .at(Place.of(file.path()))
                        .because(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                        .fix("Check that it is whole and not still being written."),
                e);
    }
}
