package dev.ingot.cdc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.cdc.Message.Tuple;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a change becomes a row of the change log: seven columns of our own, then the table's. A row that was there at the
 * snapshot has op {@code r}, place and ordinal of the snapshot. {@code (_ingot_lsn, _ingot_ordinal)} is unique and is
 * the order of the changes.
 */
final class ChangeLog {

    static final List<Column> OWN = List.of(
            Column.of("_ingot_op", Simple.STRING),
            Column.of("_ingot_lsn", Simple.BIGINT),
            Column.of("_ingot_ordinal", Simple.BIGINT),
            Column.of("_ingot_tx", Simple.BIGINT),
            Column.of("_ingot_committed_at", Simple.TIMESTAMP),
            Column.of("_ingot_unchanged", Simple.STRING),
            Column.of("_ingot_before", Simple.STRING));

    static final int ORDINAL = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ChangeLog() {}

    /**
     * The columns of a table's change log, as a part of a snapshot has them.
     *
     * @param place of the snapshot
     */
    static List<ChunkColumn> columns(long place, List<ChunkColumn> table) {
        return Stream.concat(
                        OWN.stream().map(column -> switch (OWN.indexOf(column)) {
                            case 0 -> new ChunkColumn(column, As.SAME, "r");
                            case 1 -> new ChunkColumn(column, As.SAME, Long.toString(place));
                            case ORDINAL -> new ChunkColumn(column, As.NUMBER, null);
                            default -> new ChunkColumn(column, As.SAME, null);
                        }),
                        table.stream())
                .toList();
    }

    /**
     * @param ordinal the number of the change in its transaction, from 1
     * @param before null where the log does not say; only the key where {@code keyOnly}
     * @param after null for a deleted row
     */
    static @Nullable Object[] changeRow(
            TableShape shape,
            Transaction transaction,
            long ordinal,
            char op,
            @Nullable Tuple before,
            boolean keyOnly,
            @Nullable Tuple after) {
        @Nullable Object[] row = of(shape, transaction, ordinal, Character.toString(op));
        Tuple values = after == null ? before : after;
        StringJoiner unchanged = new StringJoiner(",");
        for (int i = 0; i < shape.columns().size(); i++) {
            Object value = values == null ? null : values.values().get(i);
            if (value == Message.UNCHANGED && before != null && !keyOnly) {
                // One stored out of line is no null: where that is all there is, the row before was not logged whole.
                Object old = before.values().get(i);
                value = old == null ? value : old;
            }
            if (value == Message.UNCHANGED) {
                unchanged.add(shape.columns().get(i).name());
                value = null;
            }
            row[OWN.size() + i] = value(shape.columns().get(i), value);
        }
        row[5] = unchanged.length() == 0 ? null : unchanged.toString();
        row[6] = before == null ? null : before(shape, before, keyOnly);
        return row;
    }

    static @Nullable Object[] truncateRow(TableShape shape, Transaction transaction, long ordinal) {
        return of(shape, transaction, ordinal, "t");
    }

    private static @Nullable Object[] of(TableShape shape, Transaction transaction, long ordinal, String op) {
        @Nullable
        Object[] row = new @Nullable Object[OWN.size() + shape.columns().size()];
        row[0] = op;
        row[1] = Long.toString(transaction.place());
        row[2] = Long.toString(ordinal);
        row[3] = transaction.number() == null ? null : Long.toString(transaction.number());
        row[4] = transaction.at().toString();
        return row;
    }

    /** The row as it was: its key, or all of it where the server logs whole rows. */
    private static String before(TableShape shape, Tuple before, boolean keyOnly) {
        ObjectNode json = JSON.createObjectNode();
        for (int i = 0; i < shape.columns().size(); i++) {
            ShapeColumn column = shape.columns().get(i);
            Object value = before.values().get(i);
            if ((column.key() || !keyOnly) && value != Message.UNCHANGED) {
                json.put(column.name(), value instanceof byte[] bytes ? escaped(bytes) : (String) value);
            }
        }
        return json.toString();
    }

    /** Bytes in the text form that a cast to binary reads. */
    private static String escaped(byte[] bytes) {
        return HexFormat.of().withPrefix("\\x").formatHex(bytes);
    }

    /** The server prints bytes as {@code \x} and hexadecimal digits. */
    private static @Nullable Object value(ShapeColumn column, @Nullable Object value) {
        if (value instanceof String text && column.type() == Simple.BINARY) {
            return HexFormat.of().parseHex(text, 2, text.length());
        }
        return value;
    }
}
