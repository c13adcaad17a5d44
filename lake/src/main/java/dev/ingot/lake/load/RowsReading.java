package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.source.Relation.Rows;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import dev.ingot.lake.internal.Cast;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import dev.ingot.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were decoded in Java, all text: brought once into a temporary table of the engine, and from there cast and
 * checked like everything else.
 */
final class RowsReading implements Reading {

    private static final String TABLE = "ingot_rows";

    private final Rows rows;
    private boolean appended;

    RowsReading(Rows rows) {
        this.rows = rows;
    }

    /**
     * The contract together with what the source says of types. Where the table has another type, the column gets one
     * that holds both; a closed contract keeps the table's.
     */
    static Contract contract(List<Column> columns, LoadPlan plan, @Nullable TableSchema existing, Widening widening) {
        Map<String, ColumnRule> rules = new LinkedHashMap<>();
        plan.contract().columns().forEach(rule -> rules.put(key(rule.from()), rule));
        boolean closed = existing != null && plan.contract().mode() != SchemaMode.EVOLVE;
        for (Column column : columns) {
            ColumnRule rule = rules.get(key(column.name()));
            String name = rule == null ? Layout.tableName(column.name()) : rule.name();
            if (rule != null && (rule.type() != null || rule.epoch() != null || rule.format() != null)) {
                continue;
            }
            Optional<Column> there = existing == null ? Optional.empty() : existing.find(name);
            if (closed && rule == null && there.isEmpty() && !key(name).startsWith(Names.PREFIX)) {
                continue;
            }
            if (closed && there.isPresent()) {
                continue;
            }
            DataType type = there.filter(old -> plan.mode() != LoadMode.FULL)
                    .map(old -> widening.of(old.name(), old.type(), column.type()))
                    .orElse(column.type());
            rules.put(key(column.name()), typed(rule, name, column.name(), type));
        }
        return new Contract(plan.contract().mode(), List.copyOf(rules.values()));
    }

    private static ColumnRule typed(@Nullable ColumnRule rule, String name, String from, DataType type) {
        if (rule == null) {
            return new ColumnRule(name, from, type, false, null, null, List.of(), null, null, null);
        }
        return new ColumnRule(
                name,
                from,
                type,
                rule.notNull(),
                null,
                null,
                rule.accepted(),
                rule.min(),
                rule.max(),
                rule.pattern(),
                rule.optional());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Scan scan(SqlRunner runner) {
        if (!appended) {
            append(rows, runner);
            appended = true;
        }
        List<Column> columns = rows.columns();
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<String> raw = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            inputs.put(
                    key(column.name()),
                    new Input(column.name(), "c" + i, engineType(column), true, null, column.type(), null));
            raw.add(Sql.id(column.name()) + " := "
                    + (column.type() == Simple.BINARY ? Cast.shownBytes("c" + i) : "c" + i));
        }
        Part part = new Part(
                TABLE,
                inputs,
                Sql.text(rows.origin()),
                null,
                "to_json(struct_pack(" + String.join(", ", raw) + "))::VARCHAR",
                List.of(),
                false,
                List.of(rows.origin()));
        return new Scan(List.of(part), columns.stream().map(Column::name).toList());
    }

    private static String engineType(Column column) {
        return column.type() == Simple.BINARY ? "BLOB" : "VARCHAR";
    }

    private static void append(Rows rows, SqlRunner runner) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            columns.add("c" + i + " " + engineType(rows.columns().get(i)));
        }
        runner.execute("CREATE OR REPLACE TEMP TABLE " + TABLE + " (" + String.join(", ", columns) + ")");
        try (DuckDBAppender appender = runner.connection().createAppender("temp", "main", TABLE)) {
            for (Object[] row : rows.rows()) {
                appender.beginRow();
                for (Object value : row) {
                    append(appender, value);
                }
                appender.endRow();
            }
        } catch (SQLException e) {
            throw new IngotException(
                    Problem.of(LoadError.ENGINE, "The rows of " + rows.origin() + " could not be handed to the engine.")
                            .because(e.getMessage()),
                    e);
        }
    }

    private static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else if (value instanceof byte[] bytes) {
            appender.append(bytes);
        } else {
            appender.append((String) value);
        }
    }

    @Override
    public long bytes() {
        return rows.bytes();
    }
}
