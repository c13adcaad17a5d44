package dev.ingot.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.lineage.internal.Field;
import dev.ingot.lineage.internal.ParseTree;
import dev.ingot.lineage.internal.Query;
import dev.ingot.lineage.internal.Rowset;
import dev.ingot.lineage.internal.Untraceable;
import org.jspecify.annotations.Nullable;

/**
 * Traces the columns of selects through joins, subqueries, common tables, set operations, windows and stars, back to the
 * columns of the tables that they read. The statement is parsed by DuckDB itself, so whatever the engine can read is
 * read in the same way; a statement that it cannot read, or a star over a table whose columns are not known, gives
 * {@link Lineage.Untraced} with the reason. Thread-safe; parsing is done one statement at a time.
 */
public final class SqlLineage implements AutoCloseable {

    private @Nullable ParseTree parser;

    /**
     * @param sql one select
     * @param schema where a table stands that is written without one
     * @param columns what the tables look like
     */
    public Lineage of(String sql, String schema, Columns columns) {
        try {
            ParseTree parser = parser();
            JsonNode select = parser.select(sql);
            Rowset rows = new Query(parser.aggregates(), schema, columns, sql).trace(select);
            return new Lineage.Traced(
                    rows.fields().stream().map(Field::published).toList(), rows.influences());
        } catch (Untraceable e) {
            return new Lineage.Untraced(e.why());
        }
    }

    private synchronized ParseTree parser() {
        if (parser == null) {
            parser = ParseTree.open();
        }
        return parser;
    }

    @Override
    public synchronized void close() {
        if (parser != null) {
            parser.close();
        }
    }
}
