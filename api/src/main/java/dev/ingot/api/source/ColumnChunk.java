package dev.ingot.api.source;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some rows, column by column: what {@link Relation.Chunks} hands over, again and again. A value is a number or text in
 * UTF-8; one that was not set is null. As numbers stand
 *
 * <ul>
 *   <li>a boolean as 0 or 1, an integer as it is;
 *   <li>a {@code float} or {@code double} as {@link Double#doubleToRawLongBits};
 *   <li>a {@code decimal} as its digits without the point;
 *   <li>a {@code date} as days, a {@code timestamp} as microseconds since 1970-01-01 in UTC, a {@code timestamp_ntz} as
 *       microseconds since 1970-01-01.
 * </ul>
 *
 * Text in a column of numbers is a value that the type cannot hold, as the source prints it. For one thread.
 */
public final class ColumnChunk {

    /** So many always fit into a long. */
    private static final int MOST_DIGITS = 18;

    private final int capacity;
    private final long[][] numbers;
    private final boolean[][] numbered;
    private final byte[][] @Nullable [] texts;

    public ColumnChunk(int columns, int capacity) {
        this.capacity = capacity;
        this.numbers = new long[columns][capacity];
        this.numbered = new boolean[columns][capacity];
        this.texts = new byte[columns][capacity][];
    }

    /** Whether the values of a type can be numbers here. */
    public static boolean holdsAsNumber(DataType type) {
        if (type instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, DATE, TIMESTAMP, TIMESTAMP_NTZ -> true;
                case STRING, BINARY, TIME, UUID, JSON -> false;
            };
        }
        return type instanceof Decimal decimal && decimal.precision() <= MOST_DIGITS;
    }

    /** How many rows there is room for. */
    public int capacity() {
        return capacity;
    }

    public void setNumber(int column, int row, long value) {
        numbers[column][row] = value;
        numbered[column][row] = true;
    }

    public void setText(int column, int row, byte[] utf8) {
        texts[column][row] = utf8;
    }

    public boolean hasNumber(int column, int row) {
        return numbered[column][row];
    }

    public long number(int column, int row) {
        return numbers[column][row];
    }

    /** The texts of a column, one for each row that there is room for; not to be changed. */
    public byte[] @Nullable [] texts(int column) {
        return texts[column];
    }

    /** Forgets all values. */
    public void clear() {
        for (int i = 0; i < texts.length; i++) {
            Arrays.fill(numbered[i], false);
            Arrays.fill(texts[i], null);
        }
    }
}
