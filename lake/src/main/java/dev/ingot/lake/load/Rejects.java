package dev.ingot.lake.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of records that are broken as a whole, with place and reason, for the quarantine to be read by the engine. */
final class Rejects implements AutoCloseable {

    private final Path file;
    private final OutputStream out;
    private long records;

    Rejects(Path file) throws IOException {
        this.file = file;
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /**
     * Why a record is broken, as rule and reason.
     *
     * @param expected how many fields a good record has
     * @param trailing an empty field more means nothing
     */
    static @Nullable String problem(RecordReader reader, int expected, boolean trailing) {
        int found = reader.fields().size();
        boolean ended = trailing && found == expected + 1 && reader.fields().get(expected).length == 0;
        if (reader.problem() != null || found == expected || ended) {
            return reader.problem();
        }
        return (found < expected ? "too_few_columns" : "too_many_columns") + Names.REASON + "the record has " + found
                + " fields, the header has " + expected;
    }

    /**
     * @param problem of {@link #problem}
     * @param header kept with the record, so that it can be replayed; null where there is none
     */
    void add(String source, long number, String problem, String raw, @Nullable String header) throws IOException {
        int cut = problem.indexOf(Names.REASON);
        records++;
        quoted(
                out,
                List.of(
                        bytes(source),
                        bytes(Long.toString(number)),
                        bytes("record:" + problem.substring(0, cut)),
                        bytes(problem.substring(cut + 1)),
                        bytes(raw),
                        bytes(header == null ? "" : header)));
    }

    /** One line in which every field is quoted. */
    static void quoted(OutputStream out, List<byte[]> fields) throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write('"');
            for (byte c : fields.get(i)) {
                if (c == '"') {
                    out.write('"');
                }
                out.write(c);
            }
            out.write('"');
        }
        out.write('\n');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Path file() {
        return file;
    }

    long records() {
        return records;
    }

    /** Closes the file and takes it away. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
