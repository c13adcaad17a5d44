package dev.ingot.cdc;

import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.source.Relation.Chunks.ChunkReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@link PartFile} as rows of a change log: the log's own columns, then the table's. For one thread. */
final class PartReader implements ChunkReader {

    private static final int BUFFER = 1 << 20;

    private final WorkFile file;
    private final List<ChunkColumn> columns;
    private final int longest;
    private long ordinal;
    private @Nullable ReadableByteChannel in;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /**
     * @param columns of the table
     * @param longest bytes of the longest row
     * @param before the number of the row before the first
     */
    PartReader(WorkFile file, List<ChunkColumn> columns, int longest, long before) {
        this.file = file;
        this.columns = columns;
        this.longest = longest;
        this.ordinal = before;
    }

    @Override
    public int read(ColumnChunk into) {
        try {
            int row = 0;
            while (row < into.capacity() && more()) {
                into.setNumber(ChangeLog.ORDINAL, row, ++ordinal);
                row(into, row);
                row++;
            }
            return row;
        } catch (IOException e) {
            throw WorkFile.failed(e);
        }
    }

    private void row(ColumnChunk into, int row) {
        int count = buffer.getShort();
        if (count != columns.size()) {
            throw new IllegalStateException("a row of " + count + " values, not " + columns.size());
        }
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt();
            if (length < 0) {
                continue;
            }
            ChunkColumn column = columns.get(i);
            int to = ChangeLog.OWN.size() + i;
            if (column.as() == As.NUMBER) {
                int end = buffer.position() + length;
                PgBinary.read(buffer, column.column().type(), into, to, row);
                buffer.position(end);
            } else {
                byte[] text = new byte[length];
                buffer.get(text);
                into.setText(to, row, text);
            }
        }
    }

    /** Whether there is another row; all of it is in the buffer then. */
    private boolean more() throws IOException {
        if (buffer.remaining() >= longest && buffer.hasRemaining()) {
            return true;
        }
        ReadableByteChannel from = in;
        if (from == null) {
            from = file.read();
            in = from;
            buffer = ByteBuffer.allocate(Math.max(BUFFER, longest)).limit(0);
        }
        if (!from.isOpen()) {
            return buffer.hasRemaining();
        }
        buffer.compact();
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = from.read(buffer);
        }
        buffer.flip();
        if (read < 0) {
            from.close();
        }
        return buffer.hasRemaining();
    }
}
