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
     * Reads the header. A column without a name is called {@code column_N} after its place, a name that was there
     * before, ignoring case, gets {@code _2}, {@code _3}, ….
     */
    static Head of(FileRef file, Delimited format) {
        Path path = Path.of(file.location());
        try (InputStream in = Compression.open(path)) {
            RecordReader reader = new RecordReader(in, format.delimiter(), format.quote(), format.escape());
            reader.skipLines(format.skipLines());
            int skip = format.skipLines() + reader.skipBlank();
            List<String> columns = format.columns() == null ? List.of() : format.columns();
            if (format.header() && reader.next()) {
                if (reader.problem() != null) {
                    throw new IngotException(
                            Problem.of(LoadError.HEADER, "The header of " + file.path() + " cannot be read.")
                                    .at(Place.of(file.path(), format.skipLines() + 1, 0))
                                    .because(reader.problem().replace(Names.REASON, ' '))
                                    .fix("State the file's encoding and quote, or mend the header."));
                }
                columns = format.columns() == null ? names(file, reader.fields()) : columns;
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

    private static List<String> names(FileRef file, List<byte[]> fields) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String text = new String(fields.get(i), StandardCharsets.UTF_8).strip();
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
