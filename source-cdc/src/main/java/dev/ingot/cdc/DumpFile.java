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
    private static final byte[] NULL = "\\N".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTHING_MORE = 4;

    private final OutputStream out;
    private final String place;
    private final long before;
    private long rows;
    private long bytes;
    private int length;
    private int longest;

    /**
     * @param place of the snapshot
     * @param before how many of its rows are in other files
     */
    DumpFile(Path file, long place, long before) throws IOException {
        this.place = Long.toString(place);
        this.before = before;
        this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    }

    /** Begins a row with the columns of the change log. */
    void row() throws IOException {
        if (rows++ > 0) {
            end();
        }
        put('r');
        value(place);
        value(Long.toString(before + rows));
        for (int i = 0; i < NOTHING_MORE; i++) {
            value(null);
        }
    }

    /**
     * @param value text, bytes, or null
     */
    void value(@Nullable Object value) throws IOException {
        put('\t');
        if (value == null) {
            write(NULL, 0, NULL.length);
        } else if (value instanceof byte[] bytes) {
            byte[] digits = HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
            write(digits, 0, digits.length);
        } else {
            escaped(((String) value).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void escaped(byte[] text) throws IOException {
        int from = 0;
        for (int i = 0; i < text.length; i++) {
            char escape = escape(text[i]);
            if (escape != 0) {
                write(text, from, i - from);
                put('\\');
                put(escape);
                from = i + 1;
            }
        }
        write(text, from, text.length - from);
    }

    private static char escape(byte character) {
        return switch (character) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
        };
    }

    private void put(char c) throws IOException {
        out.write(c);
        length++;
    }

    private void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        length += count;
    }

    private void end() throws IOException {
        put('\n');
        bytes += length;
        longest = Math.max(longest, length);
        length = 0;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
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
