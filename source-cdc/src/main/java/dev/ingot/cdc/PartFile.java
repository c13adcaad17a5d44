package dev.ingot.cdc;

import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.Held;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a snapshot in a file, as tuples of PostgreSQL's binary {@code COPY}: the number of values, and for each its
 * length and its bytes; null has the length -1. What the bytes mean is the {@link PartColumn}'s. For one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
final class PartFile implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final DataOutputStream out;
    private long rows;
    private long bytes;
    private int longest;
    private int length;

    PartFile(Path file) throws IOException {
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    /** A whole row, as the server made it. */
    void tuple(byte[] from, int offset) throws IOException {
        out.write(from, offset, from.length - offset);
        length = from.length - offset;
        end();
    }

    /**
     * A row.
     *
     * @param values text, bytes, or null
     */
    void row(@Nullable Object[] values) throws IOException {
        out.writeShort(values.length);
        length = Short.BYTES;
        for (Object value : values) {
            if (value == null) {
                out.writeInt(-1);
                length += Integer.BYTES;
            } else {
                write(
                        value instanceof byte[] binary
                                ? HexFormat.of().formatHex(binary).getBytes(StandardCharsets.US_ASCII)
                                : ((String) value).getBytes(StandardCharsets.UTF_8));
            }
        }
        end();
    }

    private void write(byte[] text) throws IOException {
        out.writeInt(text.length);
        out.write(text);
        length += Integer.BYTES + text.length;
    }

    private void end() {
        rows++;
        bytes += length;
        longest = Math.max(longest, length);
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /**
     * All rows are written: what the engine reads of them.
     *
     * @param place of the snapshot
     * @param before the number of the row before the first
     */
    Chunks finish(String origin, List<PartColumn> columns, long place, long before) throws IOException {
        out.flush();
        List<Held> held = ChangeLog.held(place, columns);
        return new Chunks(origin, held, rows, bytes, new PartReader(file, columns, longest, before));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
