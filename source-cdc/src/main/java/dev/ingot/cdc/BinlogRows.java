package dev.ingot.cdc;

import static dev.ingot.cdc.BinlogEvent.bytes;
import static dev.ingot.cdc.BinlogEvent.packed;

import dev.ingot.cdc.BinlogEvent.EventType;
import dev.ingot.cdc.Message.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of one event, all of one kind and one table, one after the other. For one thread. */
final class BinlogRows {

    private final char op;
    private final BinlogTable table;
    private final boolean keyed;
    private final BitSet inBefore;
    private final BitSet inAfter;
    private final ByteBuffer in;

    /**
     * @param before null for an inserted row; for an updated one null where the key did not change
     * @param after null for a deleted row
     */
    record Row(
            char op,
            @Nullable Tuple before,
            boolean keyOnly,
            @Nullable Tuple after) {}

    /** The number of the table whose rows these are, as its own event had it. */
    static long tableOf(BinlogEvent event) {
        return event.body().getLong(0) & 0xffffffffffffL;
    }

    BinlogRows(BinlogEvent event, BinlogTable table) throws IOException {
        this.op = op(event.type());
        this.table = table;
        this.keyed = table.shape().columns().stream().anyMatch(TableShape.ShapeColumn::key);
        ByteBuffer body = event.body().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        body.position(8);
        if (event.type() >= EventType.WRITE_2 && event.type() <= EventType.DELETE_2) {
            body.position(body.position() + body.getShort(body.position()));
        }
        int columns = packed(body);
        BitSet first = BitSet.valueOf(bytes(body, (columns + 7) / 8));
        BitSet second = op == 'u' ? BitSet.valueOf(bytes(body, (columns + 7) / 8)) : first;
        this.inBefore = first;
        this.inAfter = second;
        this.in = event.type() >= EventType.WRITE_COMPRESSED ? Compressed.zlib(body) : body;
    }

    private static char op(int type) {
        return switch (type) {
            case EventType.WRITE_1, EventType.WRITE_2, EventType.WRITE_COMPRESSED -> 'c';
            case EventType.DELETE_1, EventType.DELETE_2, EventType.DELETE_COMPRESSED -> 'd';
            default -> 'u';
        };
    }

    boolean hasNext() {
        return in.hasRemaining();
    }

    Row next() throws IOException {
        return switch (op) {
            case 'c' -> new Row(op, null, false, tuple(inAfter, null));
            case 'd' -> new Row(op, tuple(inBefore, null), keyed, null);
            default -> {
                Tuple before = tuple(inBefore, null);
                Tuple after = tuple(inAfter, before);
                yield new Row(op, moved(before, after) ? before : null, keyed, after);
            }
        };
    }

    /** Whether what identifies the row changed: its key, or all of it where there is none. */
    private boolean moved(Tuple before, Tuple after) {
        List<TableShape.ShapeColumn> columns = table.shape().columns();
        for (int i = 0; i < columns.size(); i++) {
            boolean identifies = columns.get(i).key() || !keyed;
            if (identifies && !same(before.values().get(i), after.values().get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        return java.util.Objects.deepEquals(a, b);
    }

    /**
     * @param otherwise where to look for what the event leaves out
     */
    private Tuple tuple(BitSet present, @Nullable Tuple otherwise) throws IOException {
        BitSet nulls = BitSet.valueOf(bytes(in, (present.cardinality() + 7) / 8));
        List<@Nullable Object> values = new ArrayList<>(table.values().size());
        int stored = 0;
        for (int i = 0; i < table.values().size(); i++) {
            boolean there = present.get(i);
            Object value = there && !nulls.get(stored) ? table.values().get(i).read(in) : null;
            stored += there ? 1 : 0;
            if (!table.leftOut().get(i)) {
                Object left = otherwise == null
                        ? Message.UNCHANGED
                        : otherwise.values().get(values.size());
                values.add(there ? value : left);
            }
        }
        return new Tuple(Collections.unmodifiableList(values));
    }
}
