package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.table.TypeLattice.Fit;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same as {@link TypePairsTest} where a model's select meets its table: by each policy for other columns, and in each
 * way of publishing. A value is kept, or its column gets a type that holds it, or the step stops, naming the column, both
 * types and the way out. One table has a column for each value that comes, so that a case is one statement.
 */
class ModelPairsTest {

    private static final Pattern COLUMN = Pattern.compile("'c(\\d+)'");

    @TempDir
    static Path folder;

    private static LoadBench bench;
    private static int tables;

    @BeforeAll
    static void open() {
        bench = new LoadBench(folder);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    static Stream<DataType> tables() {
        return TypePairsTest.TYPES.stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aModelsValueThatMeetsAColumnOfAnotherTypeStaysWhatItIs(DataType table) {
        List<Integer> kept = published(table, SchemaPolicy.IGNORE, all());
        published(table, SchemaPolicy.FAIL, all());
        published(table, SchemaPolicy.SYNC_ALL_COLUMNS, all());
        published(table, SchemaPolicy.WIDEN, oneWay(table));
        // What else stops here than without a policy has a type that holds the table's.
        published(
                table,
                SchemaPolicy.APPEND_NEW_COLUMNS,
                all().stream()
                        .filter(i -> kept.contains(i)
                                || TypeLattice.fit(
                                                table,
                                                TypePairsTest.COMING.get(i).type())
                                        == Fit.EXACT)
                        .toList());
    }

    /** Of two types one comes to the other: which of them is wider does not depend on which was there. */
    private static List<Integer> oneWay(DataType table) {
        int there = TypePairsTest.TYPES.indexOf(table);
        return all().stream()
                .filter(i -> {
                    int other = TypePairsTest.COMING.get(i).column();
                    return there == other || there < other == ((there + other) % 2 == 0);
                })
                .toList();
    }

    /** Appends what can be, and publishes the same by key, each table in another way: how columns meet is the same in all. */
    private static List<Integer> published(DataType table, SchemaPolicy policy, List<Integer> values) {
        Case appended = new Case(table, new BuildMode.Append(), policy, 2);
        List<Integer> stay = appended.publish(values);
        appended.check(stay);
        if (policy == SchemaPolicy.IGNORE || policy == SchemaPolicy.WIDEN) {
            List<BuildMode> modes = byKey(policy);
            Case keyed = new Case(table, modes.get(TypePairsTest.TYPES.indexOf(table) % modes.size()), policy, 1);
            assertThat(keyed.publish(stay)).as("%s stop too", keyed).isEqualTo(stay);
            keyed.check(stay);
        }
        return stay;
    }

    /** Those of incremental models; beside them those of tables that keep what others sent: snapshots and latest rows. */
    private static List<BuildMode> byKey(SchemaPolicy policy) {
        List<String> id = List.of("id");
        return policy == SchemaPolicy.WIDEN
                ? List.of(
                        new BuildMode.Merge(id, null, List.of(), "gone"),
                        new BuildMode.Scd2(id, null, List.of(), "ignore"),
                        new BuildMode.Scd2(id, "at", List.of(), "ignore"))
                : List.of(
                        new BuildMode.Merge(id, null),
                        new BuildMode.DeleteInsert(id),
                        new BuildMode.DeleteWhere("id = 1"));
    }

    private static List<Integer> all() {
        return IntStream.range(0, TypePairsTest.COMING.size()).boxed().toList();
    }

    /** @param id of the row that comes: 1 is there already */
    private record Case(DataType type, BuildMode mode, SchemaPolicy policy, int id, TableName table) {

        Case(DataType type, BuildMode mode, SchemaPolicy policy, int id) {
            this(type, mode, policy, id, TableName.of("silver", "t" + ++tables));
            String value = new TypePairsTest.Value(
                            0, 0, type, TypePairsTest.values(type).get(0))
                    .typed();
            String columns = all().stream().map(i -> value + " AS c" + i).collect(Collectors.joining(", "));
            boolean history = mode instanceof BuildMode.Scd2;
            stage(
                    "SELECT i AS id, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS at, " + columns
                            + " FROM (VALUES (0), (1)) AS v(i)",
                    history ? mode : new BuildMode.Replace(List.of()));
        }

        /** Publishes what can be; returns which values that were. */
        List<Integer> publish(List<Integer> values) {
            List<Integer> stay = new ArrayList<>(values);
            while (true) {
                try {
                    stage(select(stay), mode);
                    return stay;
                } catch (IngotException e) {
                    e.problems().forEach(problem -> stay.remove(stopped(problem)));
                }
            }
        }

        private Integer stopped(Problem problem) {
            Matcher column = COLUMN.matcher(problem.what());
            assertThat(column.find()).as(problem.what()).isTrue();
            int i = Integer.parseInt(column.group(1));
            TypePairsTest.Value coming = TypePairsTest.COMING.get(i);
            assertThat(problem.what())
                    .contains("is " + type + " in the table")
                    .contains(coming.type() + " in the select");
            assertThat(problem.fix()).as(problem.what()).isNotNull();
            assertThat(mayStop(coming)).as("%s for %s", problem.what(), this).isTrue();
            return i;
        }

        /** Nothing stops that could be kept: a policy may refuse other types, and else a value has to be changed by one. */
        private boolean mayStop(TypePairsTest.Value coming) {
            return switch (policy) {
                case FAIL -> !type.equals(coming.type());
                case WIDEN -> TypeLattice.wider(type, coming.type()).isEmpty();
                case SYNC_ALL_COLUMNS ->
                    differs(type, TypePairsTest.values(type).get(0), coming.type());
                case IGNORE, APPEND_NEW_COLUMNS -> differs(coming.type(), coming.sql(), type);
            };
        }

        private static boolean differs(DataType from, String sql, DataType to) {
            Fit fit = TypeLattice.fit(from, to);
            if (fit != Fit.SOME) {
                return fit == Fit.SPELLED || fit == Fit.NEVER;
            }
            String there = new TypePairsTest.Value(0, 0, from, sql).typed();
            String back = "TRY_CAST(TRY_CAST(" + there + " AS " + dev.ingot.lake.internal.DuckTypes.sql(to) + ") AS "
                    + dev.ingot.lake.internal.DuckTypes.sql(from) + ")";
            return bench.query("SELECT " + back + " IS DISTINCT FROM " + there).equals(List.of("true"));
        }

        private String select(List<Integer> values) {
            List<String> columns =
                    new ArrayList<>(List.of(id + " AS id", "TIMESTAMPTZ '2024-01-02 00:00:00+00' AS at"));
            if (mode instanceof BuildMode.Merge merge && merge.deleted() != null) {
                columns.add("false AS " + merge.deleted());
            }
            for (int i : all()) {
                columns.add((values.contains(i) ? TypePairsTest.COMING.get(i).typed() : "NULL") + " AS c" + i);
            }
            return "SELECT " + String.join(", ", columns);
        }

        private void stage(String select, BuildMode by) {
            WriteTag tag = new WriteTag("model.shop.t", "run-1", null);
            try (Session session = bench.lake.open(List.of());
                    Staged staged = session.stage(table, select, by, policy, tag, StepControl.NONE)) {
                staged.publish();
            }
        }

        /** The values that came, and those that were there, each in one query. */
        void check(List<Integer> came) {
            TableSchema schema = bench.lake.find(table).orElseThrow().schema();
            String now = mode instanceof BuildMode.Scd2 ? " AND dbt_valid_to IS NULL" : "";
            Map<Integer, TypePairsTest.Value> values = new LinkedHashMap<>();
            came.forEach(i -> values.put(i, TypePairsTest.COMING.get(i)));
            compare(values, schema, "id = " + id + now);
            TypePairsTest.Value there = new TypePairsTest.Value(
                    0, 0, type, TypePairsTest.values(type).get(0));
            compare(all().stream().collect(Collectors.toMap(i -> i, i -> there)), schema, "id = 0" + now);
        }

        private void compare(Map<Integer, TypePairsTest.Value> values, TableSchema schema, @Nullable String where) {
            List<Integer> columns = List.copyOf(values.keySet());
            List<DataType> stored = columns.stream()
                    .map(i -> schema.find("c" + i).orElseThrow().type())
                    .toList();
            String found = IntStream.range(0, columns.size())
                    .mapToObj(n -> TypePairsTest.text(
                            "c" + columns.get(n), values.get(columns.get(n)).type(), stored.get(n)))
                    .collect(Collectors.joining(", "));
            String wanted = columns.stream()
                    .map(values::get)
                    .map(value -> TypePairsTest.text(value.typed(), value.type(), value.type()))
                    .collect(Collectors.joining(", "));
            List<List<@Nullable Object>> rows;
            List<@Nullable Object> originals;
            try (Session session = bench.lake.open(List.of())) {
                rows = session.query("SELECT " + found + " FROM " + table.quoted() + " WHERE " + where, 10)
                        .rows();
                originals = session.query("SELECT " + wanted, 1).rows().get(0);
            }
            assertThat(rows).as("rows of %s with %s", this, where).hasSize(1);
            for (int n = 0; n < columns.size(); n++) {
                TypePairsTest.Value value = values.get(columns.get(n));
                String text = String.valueOf(rows.get(0).get(n));
                assertThat(TypePairsTest.same(value.type(), stored.get(n), String.valueOf(originals.get(n)), text))
                        .as("%s in %s, by %s and %s, is %s in %s", value, type, mode, policy, text, stored.get(n))
                        .isTrue();
            }
        }
    }
}
