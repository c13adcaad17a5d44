package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.Parquet;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.lake.internal.DuckTypes;
import dev.ingot.sql.Sql;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type of a table's column meets values of every other, in each way of loading. A value is kept, or widens its
 * column, or its row is quarantined, or the load stops and says why; no value becomes another one, neither the one that
 * comes nor the one that is there. One table has a column for each type that comes, and each row a value in one of them.
 */
class TypePairsTest {

    static final List<DataType> TYPES = Stream.concat(
                    Stream.of(Simple.values()),
                    Stream.of(
                            new Decimal(9, 2),
                            new Decimal(38, 0),
                            new ListOf(Simple.INTEGER),
                            new Struct(List.of(new Field("a", Simple.INTEGER))),
                            new Struct(List.of(new Field("a", Simple.STRING), new Field("b", Simple.DOUBLE))),
                            new MapOf(Simple.STRING, Simple.INTEGER)))
            .toList();

    @TempDir
    static Path folder;

    private static LoadBench bench;
    private static Connection engine;
    private static int tables;

    @BeforeAll
    static void open() throws SQLException {
        bench = new LoadBench(folder);
        engine = DriverManager.getConnection("jdbc:duckdb:");
        sql("SET TimeZone = 'UTC'");
    }

    @AfterAll
    static void close() throws SQLException {
        engine.close();
        bench.close();
    }

    /** Values in SQL, the first of which is in the table; a new type has to be given some. */
    static List<String> values(DataType type) {
        if (type instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN -> List.of("true", "false");
                case TINYINT -> List.of("7", "-128");
                case SMALLINT -> List.of("7", "300");
                case INTEGER -> List.of("7", "70000");
                case BIGINT -> List.of("9007199254740993", "7");
                case FLOAT -> List.of("0.1", "7");
                case DOUBLE -> List.of("1.5", "7", "1e300");
                case STRING ->
                    List.of(
                            "'x'",
                            "'7'",
                            "'007'",
                            "'1.5'",
                            "'true'",
                            "'2024-01-05'",
                            "'2024-01-05 10:00:00'",
                            "'2024-01-05 10:00:00+02'",
                            "'10:00:00'",
                            "'10:00:00.1234567'",
                            "'550E8400-E29B-41D4-A716-446655440000'",
                            "'{\"a\": 1}'");
                case BINARY -> List.of("'ab'", "'\\xFF'");
                case DATE -> List.of("'2024-01-05'");
                case TIME -> List.of("'10:00:00.000001'", "'24:00:00'");
                case TIMESTAMP -> List.of("'2024-01-05 10:00:00.000001+00'", "'2024-01-05 00:00:00+00'");
                case TIMESTAMP_NTZ -> List.of("'2024-01-05 10:00:00.000001'", "'2024-01-05 00:00:00'");
                case UUID -> List.of("'550e8400-e29b-41d4-a716-446655440000'");
                case JSON -> List.of("'{\"a\": 1}'", "'7'", "'\"x\"'");
            };
        }
        if (type instanceof Decimal decimal) {
            return decimal.scale() == 0 ? List.of("12345678901234567890", "7") : List.of("1.50", "7.00");
        }
        if (type instanceof Struct struct) {
            return struct.fields().size() == 1 ? List.of("{'a': 1}") : List.of("{'a': '007', 'b': 1.5}");
        }
        return type instanceof ListOf ? List.of("[1, 2]") : List.of("map {'k': 1}");
    }

    /** A value of a type as SQL gives it. */
    record Value(int column, int id, DataType type, String sql) {
        String typed() {
            return "CAST(" + sql + " AS " + DuckTypes.sql(type) + ")";
        }
    }

    static final List<Value> COMING = coming();

    private static List<Value> coming() {
        List<Value> coming = new ArrayList<>();
        for (int column = 0; column < TYPES.size(); column++) {
            for (String sql : values(TYPES.get(column))) {
                coming.add(new Value(column, coming.size() + 1, TYPES.get(column), sql));
            }
        }
        return coming;
    }

    static Stream<Arguments> tablesAndModes() {
        // A full load takes no heed of the columns before it: two of them stand for all.
        return TYPES.stream()
                .flatMap(type -> Stream.of(LoadMode.values())
                        .filter(mode -> mode != LoadMode.FULL || type == Simple.BOOLEAN || type == Simple.STRING)
                        .map(mode -> Arguments.of(type, mode)));
    }

    @ParameterizedTest
    @MethodSource("tablesAndModes")
    void aValueThatMeetsAColumnOfAnotherTypeStaysWhatItIs(DataType table, LoadMode mode) {
        begin(table, mode);
        Set<String> stopped = new TreeSet<>();
        try {
            bench.loadFiles(new Parquet(), List.of(file(COMING)));
        } catch (IngotException e) {
            e.problems().forEach(problem -> stopped.add(stopped(problem, table)));
            bench.loadFiles(new Parquet(), List.of(file(without(stopped))));
        }
        check(table, mode, without(stopped));
    }

    static Stream<Arguments> tablesAndReplays() {
        return TYPES.stream()
                .flatMap(type -> Stream.of(LoadMode.APPEND, LoadMode.SNAPSHOT).map(mode -> Arguments.of(type, mode)));
    }

    @ParameterizedTest
    @MethodSource("tablesAndReplays")
    void aReplayedValueThatMeetsAColumnOfAnotherTypeStaysWhatItIs(DataType table, LoadMode mode) {
        begin(table, mode);
        bench.columns = List.of(
                new ColumnRule("id", "id", Simple.INTEGER, false, null, null, List.of("0", "-1"), null, null, null));
        Set<String> stopped = new TreeSet<>();
        try {
            bench.loadFiles(new Parquet(), List.of(file(withGood(COMING))));
        } catch (IngotException e) {
            e.problems().forEach(problem -> stopped.add(stopped(problem, table)));
            bench.loadFiles(new Parquet(), List.of(file(withGood(without(stopped)))));
        }
        List<QuarantinedRow> rows = bench.quarantine();
        assertThat(rows).hasSameSizeAs(without(stopped));

        bench.columns = List.of();
        bench.replay(new Parquet(), rows);
        check(table, mode, without(stopped));
    }

    /** A file of which nothing fits is refused as a whole. */
    private static List<Value> withGood(List<Value> values) {
        List<Value> all = new ArrayList<>(values);
        all.add(new Value(values.get(0).column(), -1, values.get(0).type(), "NULL"));
        return all;
    }

    private static void begin(DataType table, LoadMode mode) {
        tables++;
        bench.table = TableName.of("bronze", "t" + tables);
        bench.mode = mode;
        bench.key = mode == LoadMode.MERGE || mode == LoadMode.SNAPSHOT ? List.of("id") : List.of();
        bench.columns = List.of();
        String value = new Value(0, 0, table, values(table).get(0)).typed();
        String columns = TYPES.stream()
                .map(type -> value + " AS c" + TYPES.indexOf(type))
                .collect(Collectors.joining(", "));
        bench.loadFiles(new Parquet(), List.of(write("SELECT 0 AS id, " + columns)));
    }

    private static String stopped(Problem problem, DataType table) {
        String column = problem.what().replaceFirst("The column '(c\\d+)' .*", "$1");
        DataType coming = TYPES.get(Integer.parseInt(column.substring(1)));
        assertThat(problem.what()).contains("is " + table + " in the table").contains(coming + " in the source");
        assertThat(problem.fix()).isNotNull();
        assertThat(TypeLattice.wider(table, coming)).isEmpty();
        return column;
    }

    private static List<Value> without(Set<String> columns) {
        return COMING.stream()
                .filter(value -> !columns.contains("c" + value.column()))
                .toList();
    }

    private static FileRef file(List<Value> values) {
        return write(values.stream()
                .map(value -> "SELECT " + value.id() + " AS id, "
                        + values.stream()
                                .map(Value::column)
                                .distinct()
                                .map(column -> (column == value.column()
                                                ? value.typed()
                                                : "CAST(NULL AS " + DuckTypes.sql(TYPES.get(column)) + ")")
                                        + " AS c" + column)
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(" UNION ALL ")));
    }

    private static FileRef write(String select) {
        Path file = folder.resolve("f" + System.nanoTime() + ".parquet");
        sql("COPY (" + select + ") TO " + Sql.text(file.toString()) + " (FORMAT parquet)");
        return LoadBench.ref(file.getFileName().toString(), file);
    }

    private static List<String> sql(String sql) {
        try (Statement statement = engine.createStatement()) {
            List<String> values = new ArrayList<>();
            if (statement.execute(sql)) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        values.add(result.getString(1));
                    }
                }
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static void check(DataType table, LoadMode mode, List<Value> came) {
        Set<String> quarantined = new HashSet<>();
        bench.quarantine().forEach(row -> quarantined.add(row.raw().replaceFirst(".*\"id\":(\\d+).*", "$1")));
        List<Column> columns =
                bench.lake.find(bench.table).orElseThrow().schema().columns();
        List<Value> there = new ArrayList<>(came);
        for (int column = 0; mode != LoadMode.FULL && column < TYPES.size(); column++) {
            there.add(new Value(column, 0, table, values(table).get(0)));
        }
        List<DataType> stored =
                there.stream().map(value -> type(columns, "c" + value.column())).toList();
        // One query for all: a query for each value took most of this test's time.
        Map<Integer, List<String>> found = new HashMap<>();
        bench.query(all(
                        there,
                        i -> text("c" + there.get(i).column(), there.get(i).type(), stored.get(i)) + " FROM "
                                + bench.table.quoted() + " WHERE id = "
                                + there.get(i).id()))
                .forEach(row -> found.computeIfAbsent(number(row), any -> new ArrayList<>())
                        .add(row.substring(row.indexOf('|') + 1)));
        List<String> originals = sql("SELECT t FROM ("
                + all(
                        there,
                        i -> text(
                                        there.get(i).typed(),
                                        there.get(i).type(),
                                        there.get(i).type())
                                + " AS t")
                + ") ORDER BY i");
        for (int i = 0; i < there.size(); i++) {
            Value value = there.get(i);
            List<String> values = found.getOrDefault(i, List.of());
            if (quarantined.contains(String.valueOf(value.id()))) {
                assertThat(values).as("%s is in quarantine", value).isEmpty();
                continue;
            }
            assertThat(values)
                    .as("%s in %s, which is now %s", value, table, stored.get(i))
                    .hasSize(1);
            assertThat(same(value.type(), stored.get(i), originals.get(i), values.get(0)))
                    .as("%s in %s, which is now %s, is %s", value, table, stored.get(i), values.get(0))
                    .isTrue();
        }
    }

    private static String all(List<Value> values, IntFunction<String> select) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> "SELECT " + i + " AS i, " + select.apply(i))
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static int number(String row) {
        return Integer.parseInt(row.substring(0, row.indexOf('|')));
    }

    private static DataType type(List<Column> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow()
                .type();
    }

    /** SQL of the text of a value: bytes as hexadecimal digits, nested values as JSON. */
    static String text(String sql, DataType type, DataType stored) {
        if (type == Simple.BINARY) {
            return stored == Simple.BINARY ? "hex(" + sql + ")" : "hex(encode(CAST(" + sql + " AS VARCHAR)))";
        }
        if (stored == Simple.BINARY) {
            return "decode(" + sql + ")";
        }
        return "CAST(" + (TypeLattice.isNested(stored) ? "to_json(" + sql + ")" : sql) + " AS VARCHAR)";
    }

    static boolean same(DataType type, DataType stored, String original, String found) {
        if (original.equals(found)) {
            return true;
        }
        if (type == Simple.BINARY) {
            // Bytes that are no text stand in the quarantine like this.
            return new String(HexFormat.of().parseHex(found), StandardCharsets.UTF_8)
                    .equals("{\"$hex\":\"" + original + "\"}");
        }
        if (TypeLattice.isNested(type)) {
            return leaves(original).equals(leaves(found));
        }
        if (type == Simple.UUID || stored == Simple.UUID) {
            return original.equalsIgnoreCase(found);
        }
        if (MOMENTS.contains(type) || MOMENTS.contains(stored)) {
            return instant(original).equals(instant(found));
        }
        boolean number = original.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
                && found.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        if (type == Simple.FLOAT) {
            return number && Float.compare(Float.parseFloat(original), Float.parseFloat(found)) == 0;
        }
        return number && new BigDecimal(original).compareTo(new BigDecimal(found)) == 0;
    }

    private static final List<DataType> MOMENTS = List.of(Simple.DATE, Simple.TIMESTAMP, Simple.TIMESTAMP_NTZ);

    private static String leaves(String json) {
        return json.replace("\"", "").replaceAll(",?[a-z]:null", "").toLowerCase(Locale.ROOT);
    }

    private static String instant(String text) {
        return text.replace(" 00:00:00", "").replace("+00", "");
    }
}
