package dev.ingot.cdc;

import dev.ingot.api.error.Problem;
import dev.ingot.cdc.TableShape.ShapeColumn;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** The table that a pipeline reads, as the pipeline names it. */
record CapturedTable(String schema, String name) {

    /**
     * @param pipeline for messages
     */
    static CapturedTable of(String pipeline, Map<String, Object> options) {
        String text = String.valueOf(options.get("table"));
        int dot = text.indexOf('.');
        CapturedTable table = dot < 0
                ? new CapturedTable("public", text)
                : new CapturedTable(text.substring(0, dot), text.substring(dot + 1));
        if (table.schema().isBlank() || table.name().isBlank()) {
            throw Problem.of(
                            CdcError.BAD_OPTION,
                            "The pipeline '" + pipeline + "' names the table '" + text + "', which is no name.")
                    .fix("Write schema.table, for example public.orders.")
                    .toException();
        }
        return table;
    }

    String sql() {
        return Server.id(schema) + "." + Server.id(name);
    }

    /** Its columns now, without those that the server computes and does not publish. */
    TableShape shape(Connection connection) {
        List<ShapeColumn> columns = Server.rows(
                connection,
                "SELECT attname, atttypid::int8, atttypmod FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                        + " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                row -> new ShapeColumn(row.getString(1), TableShape.type((int) row.getLong(2), row.getInt(3)), false),
                sql());
        return new TableShape(schema, name, columns);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
