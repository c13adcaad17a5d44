package dev.ingot.cdc;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes rows of a snapshot as {@link dev.ingot.api.source.Relation.Dump} has them. For one thread. */
final class DumpFile implements AutoCloseable {

    private static final int BUFFER = 1 << 18;
    private static final byte[] NOTHING_MORE = ",,,,".getBytes(StandardCharsets.UTF_8);

    private final OutputStream out;
    private long rows;
    private int length;
    private int longest;

    DumpFile(Path file) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    }

    /**
     * Begins a row with the columns of the change log.
     *
     * @param place of the snapshot
     */
    void row(String place) throws IOException {
        if (rows++ > 0) {
            end();
        }
        quoted("r".getBytes(StandardCharsets.UTF_8));
        value(place);
        value(Long.toString(rows));
        write(NOTHING_MORE);
    }

    /**
     * @param value text, bytes, or null
     */
    void value(@Nullable Object value) throws IOException {
        put(',');
        if (value instanceof byte[] bytes) {
            quoted(HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        } else if (value instanceof String text) {
            quoted(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void quoted(byte[] text) throws IOException {
        put('"');
        int from = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '"') {
                out.write(text, from, i + 1 - from);
                length += i + 1 - from;
                from = i;
            }
        }
        out.write(text, from, text.length - from);
        length += text.length - from;
        put('"');
    }

    private void put(char c) throws IOException {
        out.write(c);
        length++;
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        length += bytes.length;
    }

    private void end() throws IOException {
        put('\n');
        longest = Math.max(longest, length);
        length = 0;
    }

    long rows() {
        return rows;
    }

    int longest() {
        return longest;
    }

    /** All rows are written. */
    void finish() throws IOException {
        if (length > 0) {
            end();
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
