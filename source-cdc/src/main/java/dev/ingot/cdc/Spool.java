package dev.ingot.cdc;

import dev.ingot.api.table.Column;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one batch, in a file until they are loaded: a transaction of any size takes no memory. The table may change
 * its columns on the way; the batch has all of them, each with its last type. Written, then read once. For one thread.
 */
final class Spool implements Iterable<Object[]>, AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte BYTES = 2;

    private final WorkFile file;
    private final DataOutputStream out;
    private final List<TableShape> shapes = new ArrayList<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private @Nullable DataInputStream in;
    private long rows;
    private long bytes;

    private Spool(WorkFile file, DataOutputStream out) {
        this.file = file;
        this.out = out;
        ChangeLog.OWN.forEach(column -> columns.put(column.name(), column));
    }

    static Spool create(WorkFiles work) {
        try {
            WorkFile file = WorkFile.create(work, "changes-", ".spool");
            try {
                return new Spool(file, new DataOutputStream(new BufferedOutputStream(file.write(), BUFFER)));
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw WorkFile.failed(e);
        }
    }

    void add(TableShape shape, @Nullable Object[] row) {
        if (shapes.isEmpty() || !shapes.get(shapes.size() - 1).equals(shape)) {
            shapes.add(shape);
            shape.columns().forEach(column -> columns.put(column.name(), column.column()));
        }
        try {
            out.writeInt(shapes.size() - 1);
            bytes += Integer.BYTES;
            for (Object value : row) {
                write(value);
            }
        } catch (IOException e) {
            throw WorkFile.failed(e);
        }
        rows++;
    }

    private void write(@Nullable Object cell) throws IOException {
        if (cell == null) {
            out.writeByte(NULL);
            bytes++;
            return;
        }
        byte[] value = cell instanceof byte[] raw ? raw : ((String) cell).getBytes(StandardCharsets.UTF_8);
        out.writeByte(cell instanceof String ? TEXT : BYTES);
        out.writeInt(value.length);
        out.write(value);
        bytes += 1 + Integer.BYTES + value.length;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    List<Column> columns() {
        return List.copyOf(columns.values());
    }

    @Override
    public Iterator<Object[]> iterator() {
        try {
            out.close();
            in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file.read()), BUFFER));
            return new Reader(in);
        } catch (IOException e) {
            throw WorkFile.failed(e);
        }
    }

    private final class Reader implements Iterator<Object[]> {
        private final DataInputStream from;
        private final List<int[]> places;
        private final int width = columns.size();
        private long left = rows;

        Reader(DataInputStream from) {
            this.from = from;
            List<String> names = List.copyOf(columns.keySet());
            this.places = shapes.stream()
                    .map(shape -> shape.columns().stream()
                            .mapToInt(column -> names.indexOf(column.name()))
                            .toArray())
                    .toList();
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Object[] next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            left--;
            try {
                int[] place = places.get(from.readInt());
                @Nullable Object[] row = new @Nullable Object[width];
                int own = ChangeLog.OWN.size();
                for (int i = 0; i < own; i++) {
                    row[i] = read();
                }
                for (int target : place) {
                    row[target] = read();
                }
                return row;
            } catch (IOException e) {
                throw WorkFile.failed(e);
            }
        }

        private @Nullable Object read() throws IOException {
            byte kind = from.readByte();
            if (kind == NULL) {
                return null;
            }
            byte[] bytes = from.readNBytes(from.readInt());
            return kind == TEXT ? new String(bytes, StandardCharsets.UTF_8) : bytes;
        }
    }

    /** What was not loaded from it is read again; never fails. */
    @Override
    public void close() {
        WorkFile.closeQuietly(out);
        if (in != null) {
            WorkFile.closeQuietly(in);
        }
        file.close();
    }
}
