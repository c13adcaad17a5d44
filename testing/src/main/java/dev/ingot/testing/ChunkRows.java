package dev.ingot.testing;

import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of {@link Chunks} as text, as a database prints its values. */
public final class ChunkRows {

    private static final int CAPACITY = 100;
    private static final long SECOND = 1_000_000;

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private ChunkRows() {}

    /** All of them; they cannot be read again. */
    public static List<@Nullable String[]> of(Chunks chunks) {
        List<@Nullable String[]> rows = new ArrayList<>();
        List<ChunkColumn> columns = chunks.columns();
        ColumnChunk chunk = new ColumnChunk(columns.size(), CAPACITY);
        int count = chunks.reader().read(chunk);
        while (count > 0) {
            for (int row = 0; row < count; row++) {
                @Nullable String[] values = new @Nullable String[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(columns.get(i), chunk, i, row);
                }
                rows.add(values);
            }
            chunk.clear();
            count = chunks.reader().read(chunk);
        }
        return rows;
    }

    private static @Nullable String value(ChunkColumn held, ColumnChunk chunk, int column, int row) {
        if (held.as() == As.SAME) {
            return held.same();
        }
        if (chunk.hasNumber(column, row)) {
            return text(held.column().type(), chunk.number(column, row));
        }
        byte[] text = chunk.texts(column)[row];
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    private static String text(DataType type, long number) {
        if (type instanceof Decimal decimal) {
            return BigDecimal.valueOf(number, decimal.scale()).toPlainString();
        }
        return switch ((Simple) type) {
            case BOOLEAN -> number == 0 ? "f" : "t";
            case FLOAT, DOUBLE -> Double.toString(Double.longBitsToDouble(number));
            case DATE -> LocalDate.ofEpochDay(number).toString();
            case TIMESTAMP, TIMESTAMP_NTZ ->
                TIMESTAMP.format(LocalDateTime.ofEpochSecond(
                        Math.floorDiv(number, SECOND), (int) Math.floorMod(number, SECOND) * 1000, ZoneOffset.UTC));
            default -> Long.toString(number);
        };
    }
}
