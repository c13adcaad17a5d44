package dev.ingot.cdc;

import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.source.Relation.Chunks.ChunkReader;
import dev.ingot.cdc.TableSnapshot.Part;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a snapshot in a file, as tuples of PostgreSQL's binary {@code COPY}: the number of values, and for each its
 * length and its bytes; null has the length -1. A number is as PostgreSQL sends it in binary, all else is text. For one
 * thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
final class PartFile implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final WorkFile file;
    private final DataOutputStream out;
    private long rows;
    private long bytes;
    private int longest;
    private int length;

    private PartFile(WorkFile file) throws IOException {
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(file.write(), BUFFER));
    }

    /** What fills a file. */
    @FunctionalInterface
    interface Filling {
        Part fill(PartFile file) throws SQLException, IOException;
    }

    /** A part in a file of its own, which is gone where making it fails. */
    static Part make(WorkFiles work, CapturedTable table, Filling filling) {
        try {
            WorkFile file = WorkFile.create(work, "snapshot-", ".part");
            try (PartFile out = new PartFile(file)) {
                return filling.fill(out);
            } catch (SQLException | IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Server.failed(e, "Reading " + table);
        } catch (IOException e) {
            throw WorkFile.failed(e);
        }
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
     * All rows are written.
     *
     * @param columns of the table
     * @param place of the snapshot
     * @param before the number of the row before the first
     * @param next behind these rows
     */
    Part finish(CapturedTable table, List<ChunkColumn> columns, long place, long before, Position next)
            throws IOException {
        out.flush();
        List<ChunkColumn> all = ChangeLog.columns(place, columns);
        ChunkReader reader = new PartReader(file, columns, longest, before);
        return new Part(file, new Chunks(table.toString(), all, rows, bytes, reader), next);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
