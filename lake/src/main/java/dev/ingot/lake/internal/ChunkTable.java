package dev.ingot.lake.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.api.source.ColumnChunk;
import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * The table function through which the engine reads {@link Chunks}: no file, no temporary table, and a chunk of theirs
 * is one of the engine's. Columns are {@code c0, c1, …} for those that are not the same in all rows, in the plain types
 * that such a function can have ({@link #value} makes the real ones), then one for the values that their type cannot hold
 * ({@link #odd}), and the {@link #ROW}. Thread-safe.
 *
 * <p>Several threads take chunks in turn, so what reads them should not need their order: where the engine must keep the
 * order of such a function, one thread does all of it, and another waits for it at full speed.
 */
public final class ChunkTable implements DuckDBTableFunction<ChunkTable.Offer, ChunkTable.Offer, ColumnChunk> {

    private static final String NAME = "ingot_chunks";
    private static final String ODD = "odd";

    /** The column with the number of the row, from 1. */
    public static final String ROW = "n";

    private static final long MOST_THREADS = 64;

    /** Of rows that the engine takes at once. */
    private static final int CAPACITY = 2048;

    private static final char MARK = 31;

    private final Map<Long, Offer> offers = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();

    private ChunkTable() {}

    static ChunkTable register(DuckDBConnection connection) throws SQLException {
        ChunkTable table = new ChunkTable();
        try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withFunction(table)
                    .register(connection);
        }
        return table;
    }

    /** Lets statements read the rows until it is closed. */
    public Offer offer(Chunks chunks) {
        Offer offer = new Offer(keys.incrementAndGet(), chunks);
        offers.put(offer.key, offer);
        return offer;
    }

    /** SQL for the value of a column. */
    public static String value(ChunkColumn held, int index) {
        if (held.as() == As.SAME) {
            return held.same() == null ? "CAST(NULL AS VARCHAR)" : Sql.text(held.same());
        }
        String c = "c" + index;
        DataType type = held.column().type();
        if (held.as() == As.TEXT) {
            return type == Simple.BINARY ? "unhex(" + c + ")" : c;
        }
        if (type instanceof DataType.Decimal decimal) {
            int scale = decimal.scale();
            String exact = scale == 0
                    ? c
                    : c + " * CAST('0." + "0".repeat(scale - 1) + "1' AS DECIMAL(" + (scale + 1) + "," + scale + "))";
            return "CAST(" + exact + " AS " + DuckTypes.sql(decimal) + ")";
        }
        if (type == Simple.TIMESTAMP || type == Simple.TIMESTAMP_NTZ) {
            return (type == Simple.TIMESTAMP ? "make_timestamptz(" : "make_timestamp(") + c + ")";
        }
        return type == Simple.DATE ? "DATE '1970-01-01' + " + c : c;
    }

    /** SQL for the text of a value that a column's type cannot hold; null where its types holds all. */
    public static @Nullable String odd(ChunkColumn held, int index) {
        String mark = "chr(31) || '" + index + "='";
        return mayBeOdd(held)
                ? "CASE WHEN contains(" + ODD + ", " + mark + ") THEN split_part(split_part(" + ODD + ", " + mark
                        + ", 2), chr(31), 1) END"
                : null;
    }

    private static boolean mayBeOdd(ChunkColumn held) {
        DataType type = held.column().type();
        return held.as() == As.NUMBER
                && (type instanceof DataType.Decimal
                        || type == Simple.TIMESTAMP
                        || type == Simple.TIMESTAMP_NTZ
                        || type == Simple.DATE);
    }

    private static DuckDBColumnType plain(ChunkColumn held) {
        if (held.as() == As.TEXT) {
            return DuckDBColumnType.VARCHAR;
        }
        if (held.column().type() instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN -> DuckDBColumnType.BOOLEAN;
                case TINYINT -> DuckDBColumnType.TINYINT;
                case SMALLINT -> DuckDBColumnType.SMALLINT;
                case INTEGER, DATE -> DuckDBColumnType.INTEGER;
                case FLOAT -> DuckDBColumnType.FLOAT;
                case DOUBLE -> DuckDBColumnType.DOUBLE;
                case BIGINT, TIMESTAMP, TIMESTAMP_NTZ -> DuckDBColumnType.BIGINT;
                case STRING, BINARY, TIME, UUID, JSON -> throw new IllegalArgumentException(simple + " is no number");
            };
        }
        return DuckDBColumnType.BIGINT;
    }

    @Override
    public Offer bind(DuckDBTableFunctionBindInfo info) throws SQLException {
        Offer offer = offers.get(info.getParameter(0).getLong());
        if (offer == null) {
            throw new IllegalStateException(NAME + " is Ingot's own");
        }
        for (int column : offer.inChunks) {
            info.addResultColumn("c" + column, plain(offer.chunks.columns().get(column)));
        }
        info.addResultColumn(ODD, DuckDBColumnType.VARCHAR);
        info.addResultColumn(ROW, DuckDBColumnType.BIGINT);
        return offer;
    }

    @Override
    public Offer init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(MOST_THREADS);
        return info.getBindData();
    }

    @Override
    public ColumnChunk localInit(DuckDBTableFunctionInitInfo info) {
        Offer offer = info.getBindData();
        return new ColumnChunk(offer.chunks.columns().size(), CAPACITY);
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter writer) {
        Offer offer = info.getInitData();
        try {
            return offer.write(info.getLocalInitData(), writer);
        } catch (RuntimeException e) {
            offer.failure = e;
            throw e;
        }
    }

    /** Rows that statements can read, once. */
    public final class Offer implements AutoCloseable {

        private final long key;
        private final Chunks chunks;
        private final List<Integer> inChunks = new ArrayList<>();
        private final List<Integer> odd = new ArrayList<>();
        private long taken;
        private volatile @Nullable RuntimeException failure;

        private Offer(long key, Chunks chunks) {
            this.key = key;
            this.chunks = chunks;
            for (int i = 0; i < chunks.columns().size(); i++) {
                if (chunks.columns().get(i).as() != As.SAME) {
                    inChunks.add(i);
                }
                if (mayBeOdd(chunks.columns().get(i))) {
                    odd.add(i);
                }
            }
        }

        /** What stands behind FROM. */
        public String sql() {
            return NAME + "(" + key + ")";
        }

        /** What the source threw while it was read; the engine tells only its text. */
        public @Nullable RuntimeException failure() {
            return failure;
        }

        private int write(ColumnChunk into, DuckDBDataChunkWriter writer) {
            into.clear();
            long before;
            int rows;
            synchronized (this) {
                before = taken;
                rows = chunks.reader().read(into);
                taken += rows;
            }
            for (int i = 0; i < inChunks.size(); i++) {
                int column = inChunks.get(i);
                ChunkColumn held = chunks.columns().get(column);
                if (held.as() == As.NUMBER) {
                    numbers(plain(held), into, column, rows, writer.vector(i));
                } else {
                    texts(into.texts(column), rows, writer.vector(i));
                }
            }
            texts(odd(into, rows), rows, writer.vector(inChunks.size()));
            DuckDBWritableVector numbers = writer.vector(inChunks.size() + 1);
            for (int row = 0; row < rows; row++) {
                numbers.setLong(row, before + row + 1);
            }
            return rows;
        }

        private byte[] @Nullable [] odd(ColumnChunk from, int rows) {
            byte[] @Nullable [] all = new byte[rows][];
            for (int column : odd) {
                byte[] @Nullable [] texts = from.texts(column);
                for (int row = 0; row < rows; row++) {
                    if (texts[row] != null) {
                        String before = all[row] == null ? "" : new String(all[row], UTF_8);
                        all[row] = (before + MARK + column + "=" + new String(texts[row], UTF_8)).getBytes(UTF_8);
                    }
                }
            }
            return all;
        }

        private static void texts(byte[] @Nullable [] texts, int rows, DuckDBWritableVector to) {
            to.setStringUtf8Batch(0, rows == texts.length ? texts : Arrays.copyOf(texts, rows));
        }

        private static void numbers(
                DuckDBColumnType type, ColumnChunk from, int column, int rows, DuckDBWritableVector to) {
            for (int row = 0; row < rows; row++) {
                if (!from.hasNumber(column, row)) {
                    to.setNull(row);
                    continue;
                }
                long number = from.number(column, row);
                switch (type) {
                    case BOOLEAN -> to.setBoolean(row, number != 0);
                    case TINYINT -> to.setByte(row, (byte) number);
                    case SMALLINT -> to.setShort(row, (short) number);
                    case INTEGER -> to.setInt(row, (int) number);
                    case FLOAT -> to.setFloat(row, (float) Double.longBitsToDouble(number));
                    case DOUBLE -> to.setDouble(row, Double.longBitsToDouble(number));
                    default -> to.setLong(row, number);
                }
            }
        }

        @Override
        public void close() {
            offers.remove(key);
        }
    }
}
