package dev.ingot.cdc;

import dev.ingot.cdc.Message.Tuple;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Decodes messages of {@code pgoutput}, protocol version 1. Stateless. */
final class PgOutput {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private PgOutput() {}

    static Message decode(ByteBuffer in) {
        char kind = (char) in.get();
        return switch (kind) {
            case 'B' ->
                new Message.Begin(
                        LogSequenceNumber.valueOf(in.getLong()),
                        EPOCH.plus(in.getLong(), ChronoUnit.MICROS),
                        Integer.toUnsignedLong(in.getInt()));
            case 'C' -> {
                in.get();
                in.getLong();
                yield new Message.Commit(LogSequenceNumber.valueOf(in.getLong()));
            }
            case 'R' -> described(in);
            case 'I' -> {
                int table = in.getInt();
                in.get();
                yield new Message.Change('c', table, null, false, tuple(in));
            }
            case 'U' -> updated(in);
            case 'D' -> {
                int table = in.getInt();
                boolean keyOnly = in.get() == 'K';
                yield new Message.Change('d', table, tuple(in), keyOnly, null);
            }
            case 'T' -> truncated(in);
            case 'M' -> note(in);
            default -> new Message.Other();
        };
    }

    private static Message described(ByteBuffer in) {
        int id = in.getInt();
        String schema = name(in);
        String table = name(in);
        in.get();
        int count = in.getShort();
        List<ShapeColumn> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean key = (in.get() & 1) == 1;
            String name = name(in);
            int type = in.getInt();
            columns.add(new ShapeColumn(name, TableShape.type(type, in.getInt()), key));
        }
        return new Message.Described(id, new TableShape(schema.isEmpty() ? "pg_catalog" : schema, table, columns));
    }

    private static Message updated(ByteBuffer in) {
        int table = in.getInt();
        char kind = (char) in.get();
        Tuple before = null;
        boolean keyOnly = kind == 'K';
        if (kind != 'N') {
            before = tuple(in);
            in.get();
        }
        return new Message.Change('u', table, before, keyOnly, tuple(in));
    }

    private static Message truncated(ByteBuffer in) {
        int count = in.getInt();
        in.get();
        List<Integer> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(in.getInt());
        }
        return new Message.Truncated(tables);
    }

    private static Message note(ByteBuffer in) {
        in.get();
        in.getLong();
        String prefix = name(in);
        return new Message.Note(prefix, text(in));
    }

    private static Tuple tuple(ByteBuffer in) {
        int count = in.getShort();
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            char kind = (char) in.get();
            values.add(
                    switch (kind) {
                        case 'n' -> null;
                        case 'u' -> Message.UNCHANGED;
                        case 't' -> text(in);
                        default -> throw new IllegalStateException("pgoutput sent a value of kind '" + kind + "'");
                    });
        }
        return new Tuple(Collections.unmodifiableList(values));
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    private static String name(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // up to the closing zero
        }
        return new String(in.array(), in.arrayOffset() + start, in.position() - start - 1, StandardCharsets.UTF_8);
    }
}
