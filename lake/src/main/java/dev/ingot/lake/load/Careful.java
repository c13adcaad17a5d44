package dev.ingot.lake.load;

import dev.ingot.api.source.Relation.RawRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of troubled files out again in the one form that the engine cannot misread: every field quoted,
 * LF line ends, in front the file's index and the record's number. Broken records go to a second file with the reason.
 */
final class Careful implements AutoCloseable {

    private final Path good;
    private final Path bad;
    private final OutputStream goodOut;
    private final OutputStream badOut;
    private long goodRecords;
    private long badRecords;
    private boolean newlines;

    Careful(Path good, Path bad) throws IOException {
        this.good = good;
        this.bad = bad;
        this.goodOut = new BufferedOutputStream(Files.newOutputStream(good), 1 << 16);
        this.badOut = new BufferedOutputStream(Files.newOutputStream(bad), 1 << 16);
    }

    /**
     * Copies what is left in the reader.
     *
     * @param columns how many fields a good record has; −1: lines that are not blank are records of one field
     * @param header kept with broken records, so that they can be replayed; null where there is none
     */
    void copy(RecordReader reader, String file, int fileIndex, int columns, @Nullable String header)
            throws IOException {
        long number = 0;
        while (reader.next()) {
            if (columns < 0 && isBlank(reader.fields())) {
                continue;
            }
            record(reader, file, fileIndex, ++number, columns, header);
        }
    }

    private void record(
            RecordReader reader, String file, int fileIndex, long number, int columns, @Nullable String header)
            throws IOException {
        String problem = problem(reader, Math.abs(columns));
        if (problem == null) {
            good(reader, fileIndex, number);
        } else {
            bad(file, number, problem, reader.raw(), header);
        }
    }

    /** Writes one record of which only the text is left; text that is not exactly one record is broken. */
    void replay(RecordReader reader, RawRecord record, int fileIndex, int columns, String header) throws IOException {
        String problem = reader.next() ? problem(reader, columns) : "empty" + Names.REASON + "the record is empty";
        if (problem == null && reader.more()) {
            problem = "several" + Names.REASON + "the text is more than one record";
        }
        if (problem == null) {
            good(reader, fileIndex, record.position());
        } else {
            bad(record.file(), record.position(), problem, record.raw(), header);
        }
    }

    private static @Nullable String problem(RecordReader reader, int expected) {
        int found = reader.fields().size();
        if (reader.problem() != null || found == expected) {
            return reader.problem();
        }
        return (found < expected ? "too_few_columns" : "too_many_columns") + Names.REASON + "the record has " + found
                + " fields, the header has " + expected;
    }

    private void bad(String file, long number, String problem, String raw, @Nullable String header) throws IOException {
        int cut = problem.indexOf(Names.REASON);
        badRecords++;
        line(
                badOut,
                List.of(
                        bytes(file),
                        bytes(Long.toString(number)),
                        bytes("record:" + problem.substring(0, cut)),
                        bytes(problem.substring(cut + 1)),
                        bytes(raw),
                        bytes(header == null ? "" : header)));
    }

    private void good(RecordReader reader, int fileIndex, long number) throws IOException {
        goodRecords++;
        newlines |= reader.newlineInField();
        goodOut.write(Integer.toString(fileIndex).getBytes(StandardCharsets.US_ASCII));
        goodOut.write(',');
        goodOut.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        goodOut.write(',');
        line(goodOut, reader.fields());
    }

    private static boolean isBlank(List<byte[]> fields) {
        return fields.size() == 1 && new String(fields.get(0), StandardCharsets.ISO_8859_1).isBlank();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void line(OutputStream out, List<byte[]> fields) throws IOException {
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

    Path good() {
        return good;
    }

    Path bad() {
        return bad;
    }

    long goodRecords() {
        return goodRecords;
    }

    long badRecords() {
        return badRecords;
    }

    /** Whether a good record has a line break in a field: then the engine must read on one thread. */
    boolean newlines() {
        return newlines;
    }

    @Override
    public void close() throws IOException {
        try (goodOut) {
            badOut.close();
        }
    }
}
