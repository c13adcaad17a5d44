package dev.ingot.lake.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of troubled files out again in the one form that the engine cannot misread: every field quoted,
 * LF line ends, in front the file's index and the record's number. Broken records go to {@link Rejects}.
 */
final class Careful implements AutoCloseable {

    private final Path good;
    private final OutputStream out;
    private final Rejects rejects;
    private boolean newlines;

    Careful(Path work) throws IOException {
        String id = UUID.randomUUID().toString();
        this.good = work.resolve("records-" + id + ".csv");
        this.rejects = new Rejects(work.resolve("rejects-" + id + ".csv"));
        this.out = new BufferedOutputStream(Files.newOutputStream(good), 1 << 16);
    }

    /**
     * Copies what is left in the reader.
     *
     * @param columns how many fields a good record has; −1: lines that are not blank are records of one field
     * @param trailing as {@link Rejects#problem} takes it
     * @param header kept with broken records, so that they can be replayed; null where there is none
     */
    void copy(RecordReader reader, String file, int fileIndex, int columns, boolean trailing, @Nullable String header)
            throws IOException {
        long number = 0;
        while (reader.next()) {
            if (columns < 0 && isBlank(reader.fields())) {
                continue;
            }
            number++;
            String problem = Rejects.problem(reader, Math.abs(columns), trailing);
            if (problem == null) {
                good(reader, fileIndex, number, Math.abs(columns));
            } else {
                rejects.add(file, number, problem, reader.raw(), header);
            }
        }
    }

    /** Writes one record of which only the text is left; text that is not exactly one record is broken. */
    void replay(
            RecordReader reader,
            String file,
            int fileIndex,
            long number,
            String raw,
            int columns,
            boolean trailing,
            String header)
            throws IOException {
        String problem = reader.next()
                ? Rejects.problem(reader, columns, trailing)
                : "empty" + Names.REASON + "the record is empty";
        if (problem == null && reader.more()) {
            problem = "several" + Names.REASON + "the text is more than one record";
        }
        if (problem == null) {
            good(reader, fileIndex, number, columns);
        } else {
            rejects.add(file, number, problem, raw, header);
        }
    }

    private void good(RecordReader reader, int fileIndex, long number, int columns) throws IOException {
        newlines |= reader.newlineInField();
        out.write((fileIndex + "," + number + ",").getBytes(StandardCharsets.US_ASCII));
        Rejects.quoted(out, reader.fields().subList(0, columns));
    }

    private static boolean isBlank(List<byte[]> fields) {
        return fields.size() == 1 && new String(fields.get(0), StandardCharsets.ISO_8859_1).isBlank();
    }

    Path good() {
        return good;
    }

    Rejects rejects() {
        return rejects;
    }

    /** Whether a good record has a line break in a field: then the engine must read on one thread. */
    boolean newlines() {
        return newlines;
    }

    /** Closes the files and takes them away. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(good);
        rejects.delete();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            rejects.close();
        }
    }
}
