package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Relation.Chunks;
import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.lake.internal.Cast;
import dev.ingot.lake.internal.ChunkTable;
import dev.ingot.lake.internal.DuckTypes;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows in columns, which go through the checks into Parquet as the source decodes them. */
final class ChunksReading implements Reading {

    private final Chunks chunks;
    private final ChunkTable.Offer offer;

    ChunksReading(Chunks chunks, ChunkTable table) {
        this.chunks = chunks;
        this.offer = table.offer(chunks);
    }

    @Override
    public Scan scan(SqlRunner runner) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<String> values = new ArrayList<>();
        List<String> raw = new ArrayList<>();
        for (int i = 0; i < chunks.columns().size(); i++) {
            ChunkColumn held = chunks.columns().get(i);
            String name = held.column().name();
            DataType type = held.column().type();
            String v = "v_" + i;
            values.add(ChunkTable.value(held, i) + " AS " + v);
            boolean typed = held.as() == As.NUMBER || (held.as() == As.TEXT && type == Simple.BINARY);
            String odd = null;
            String oddValue = ChunkTable.odd(held, i);
            if (oddValue != null) {
                odd = "o_" + i;
                values.add(oddValue + " AS " + odd);
            }
            Input input =
                    new Input(name, v, typed ? DuckTypes.sql(type) : "VARCHAR", true, null, typed ? null : type, odd);
            inputs.put(name.toLowerCase(Locale.ROOT), input);
            raw.add(Sql.id(name) + " := " + (typed && type == Simple.BINARY ? Cast.shownBytes(v) : input.shown()));
        }
        values.add(ChunkTable.ROW);
        Part part = new Part(
                "(SELECT " + String.join(", ", values) + " FROM " + offer.sql() + ")",
                inputs,
                Sql.text(chunks.origin()),
                ChunkTable.ROW,
                "to_json(struct_pack(" + String.join(", ", raw) + "))::VARCHAR",
                List.of(),
                false,
                List.of(chunks.origin()));
        return new Scan(
                List.of(part),
                chunks.columns().stream().map(held -> held.column().name()).toList());
    }

    @Override
    public boolean ordered() {
        return false;
    }

    @Override
    public boolean recover(IngotException failure) {
        RuntimeException cause = offer.failure();
        if (cause != null) {
            cause.addSuppressed(failure);
            throw cause;
        }
        return false;
    }

    @Override
    public boolean doubtful(SqlRunner runner, Stage stage) {
        if (stage.rows() != chunks.rows()) {
            throw Problem.of(
                            LoadError.ENGINE,
                            "Of " + chunks.rows() + " rows of " + chunks.origin() + " the engine found " + stage.rows()
                                    + ".")
                    .toException();
        }
        return false;
    }

    @Override
    public long bytes() {
        return chunks.bytes();
    }

    @Override
    public void close() {
        offer.close();
    }
}
