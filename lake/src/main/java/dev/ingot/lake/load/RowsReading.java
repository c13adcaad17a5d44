package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.source.Relation.Dump;
import dev.ingot.api.source.Relation.Rows;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import dev.ingot.lake.internal.Sql;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a database, all text, which is cast and checked like everything else: decoded in Java and brought once into a
 * temporary table of the engine, or dumped into a file that the engine reads itself.
 */
final class RowsReading implements Reading {

    private static final String TABLE = "ingot_rows";

    /** The engine's own limit; a larger one costs memory. */
    private static final int LINE = 2 << 20;

    private static final int BUFFER = 32 << 20;
    private static final long UNKNOWN = -1;

    /** What stands behind a backslash, and the character that is meant. */
    private static final String[][] ESCAPES = {
        {"t", "9"}, {"n", "10"}, {"r", "13"}, {"b", "8"}, {"f", "12"}, {"v", "11"}
    };

    private final String origin;
    private final List<Column> columns;
    private final long bytes;
    private final long expected;
    private final Function<SqlRunner, String> relation;
    private @Nullable String from;

    private RowsReading(
            String origin, List<Column> columns, long bytes, long expected, Function<SqlRunner, String> relation) {
        this.origin = origin;
        this.columns = columns;
        this.bytes = bytes;
        this.expected = expected;
        this.relation = relation;
    }

    static RowsReading of(Rows rows) {
        return new RowsReading(rows.origin(), rows.columns(), rows.bytes(), UNKNOWN, runner -> append(rows, runner));
    }

    static RowsReading of(Dump dump) {
        long bytes = dump.file().toFile().length();
        return new RowsReading(dump.origin(), dump.columns(), bytes, dump.rows(), runner -> select(dump));
    }

    /**
     * The contract together with what the source says of types. Where the table has another type, the column gets one
     * that holds both; a closed contract keeps the table's.
     */
    static Contract contract(List<Column> columns, LoadPlan plan, @Nullable TableSchema existing) {
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
            DataType type = there.map(old -> settled(old.type(), column.type(), closed, plan.mode()))
                    .orElse(column.type());
            rules.put(key(column.name()), typed(rule, name, column.name(), type));
        }
        return new Contract(plan.contract().mode(), List.copyOf(rules.values()));
    }

    private static DataType settled(DataType table, DataType source, boolean closed, LoadMode mode) {
        if (closed) {
            return table;
        }
        return mode == LoadMode.FULL ? source : Types.wider(table, source);
    }

    private static ColumnRule typed(@Nullable ColumnRule rule, String name, String from, DataType type) {
        if (rule == null) {
            return new ColumnRule(name, from, type, false, null, null, List.of(), null, null, null);
        }
        return new ColumnRule(
                name, from, type, rule.notNull(), null, null, rule.accepted(), rule.min(), rule.max(), rule.pattern());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Scan scan(SqlRunner runner) {
        String relation = from == null ? this.relation.apply(runner) : from;
        from = relation;
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<String> raw = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            inputs.put(
                    key(column.name()),
                    new Input(column.name(), "c" + i, engineType(column), true, null, column.type()));
            raw.add(Sql.id(column.name()) + " := "
                    + (column.type() == Simple.BINARY ? Cast.shownBytes("c" + i) : "c" + i));
        }
        Part part = new Part(
                relation,
                inputs,
                Sql.text(origin),
                null,
                "to_json(struct_pack(" + String.join(", ", raw) + "))::VARCHAR",
                List.of(),
                false,
                List.of(origin));
        return new Scan(List.of(part), columns.stream().map(Column::name).toList());
    }

    private static String engineType(Column column) {
        return column.type() == Simple.BINARY ? "BLOB" : "VARCHAR";
    }

    private static String append(Rows rows, SqlRunner runner) {
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
        return TABLE;
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

    private static String select(Dump dump) {
        List<String> values = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < dump.columns().size(); i++) {
            String name = "c" + i;
            types.add(Sql.text(name) + ": 'VARCHAR'");
            values.add(value(name, dump.columns().get(i).type()) + " AS " + name);
        }
        int line = Math.max(LINE, dump.longest() + 1);
        return "(SELECT " + String.join(", ", values) + " FROM read_csv("
                + Sql.path(dump.file().toString())
                + ", auto_detect = false, header = false, delim = '\t', quote = '', escape = '', nullstr = '\\N',"
                + " new_line = '\\n', max_line_size = " + line + ", buffer_size = " + Math.max(BUFFER, 2L * line)
                + ", columns = {" + String.join(", ", types) + "}))";
    }

    private static String value(String name, DataType type) {
        if (type == Simple.BINARY) {
            return "unhex(" + name + ")";
        }
        boolean escapes = type == Simple.STRING || !(type instanceof Simple || type instanceof DataType.Decimal);
        return escapes
                ? "CASE WHEN contains(" + name + ", '\\') THEN " + unescaped(name) + " ELSE " + name + " END"
                : name;
    }

    /** Between doubled backslashes each other one begins an escape. */
    private static String unescaped(String name) {
        String piece = "piece";
        for (String[] escape : ESCAPES) {
            piece = "replace(" + piece + ", '\\" + escape[0] + "', chr(" + escape[1] + "))";
        }
        return "array_to_string(list_transform(string_split(" + name + ", '\\\\'), lambda piece: " + piece + "), '\\')";
    }

    @Override
    public boolean doubtful(SqlRunner runner, Stage stage) {
        if (expected != UNKNOWN && stage.rows() != expected) {
            throw Problem.of(
                            LoadError.ENGINE,
                            "Of " + expected + " rows of " + origin + " the engine found " + stage.rows() + ".")
                    .toException();
        }
        return false;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
