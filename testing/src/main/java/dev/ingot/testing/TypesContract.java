package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a warehouse promises of the values of a model's select in columns of another type: each type meets every other, by
 * each policy and in each way of publishing. A value is kept, or its column gets a type that holds it, or the build stops
 * and names the column, both types and the way out. A table has a column for each value that comes.
 */
public abstract class TypesContract extends WarehouseUnderTest {

    private static final Pattern STOPPED = Pattern.compile("'c(\\d+)' is .+ in the table and .+ in the select");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private int tables;

    /** Values in SQL by their type, the first of which a table has; a warehouse adds those that only it has. */
    protected Map<String, List<String>> types() {
        Map<String, List<String>> types = new LinkedHashMap<>();
        types.put("boolean", List.of("true"));
        types.put("smallint", List.of("7", "300"));
        types.put("integer", List.of("7", "70000"));
        types.put("bigint", List.of("7", "9007199254740993"));
        types.put("real", List.of("7", "0.1", "16777216"));
        types.put("double precision", List.of("7", "1.5", "1e300", "0.1"));
        types.put("decimal(9,2)", List.of("7.00", "1.55"));
        types.put("decimal(38,0)", List.of("7", "12345678901234567890"));
        types.put("varchar", List.of("'x'", "'007'", "'1.5'", "'2024-01-05'", "'ab '"));
        types.put("date", List.of("'2024-01-05'"));
        types.put("timestamp with time zone", List.of("'2024-01-05 10:00:00.000001+00'", "'2024-01-05 00:00:00+00'"));
        return types;
    }

    private record Value(String type, String sql) {
        String typed() {
            return "cast(" + sql + " as " + type + ")";
        }
    }

    private List<Value> coming() {
        return types().entrySet().stream()
                .flatMap(type -> type.getValue().stream().map(sql -> new Value(type.getKey(), sql)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = SchemaPolicy.class,
            names = {"IGNORE", "APPEND_NEW_COLUMNS", "SYNC_ALL_COLUMNS", "WIDEN"})
    void aModelsValueThatMeetsAColumnOfAnotherTypeStaysWhatItIs(SchemaPolicy policy) {
        List<BuildMode> modes = byKey(policy);
        for (String type : types().keySet()) {
            Case appended = new Case(type, new BuildMode.Append(), policy, 2);
            List<Integer> kept = appended.publish(policy == SchemaPolicy.WIDEN ? oneWay(type) : all());
            appended.check(kept);
            if (!modes.isEmpty()) {
                // Each type by one of them, in turn: how columns meet does not depend on the mode.
                Case keyed = new Case(type, modes.get(tables / 2 % modes.size()), policy, 1);
                assertThat(keyed.publish(kept)).as("stop by %s", keyed.mode).isEqualTo(kept);
                keyed.check(kept);
            }
        }
    }

    @Test
    void aNumberThatFitsIsKeptWhateverItsType() {
        List<Value> coming = coming();
        List<String> numbers =
                List.of("smallint", "integer", "bigint", "real", "double precision", "decimal(9,2)", "decimal(38,0)");
        for (String type : numbers) {
            List<Integer> sevens = all().stream()
                    .filter(i -> numbers.contains(coming.get(i).type())
                            && coming.get(i).sql().startsWith("7")
                            && !coming.get(i).sql().equals("70000"))
                    .toList();
            Case numeric = new Case(type, new BuildMode.Append(), SchemaPolicy.IGNORE, 2);
            assertThat(numeric.publish(sevens)).hasSize(numbers.size());
            numeric.check(sevens);
        }
    }

    @Test
    void aColumnOfNothingButNullFitsEveryType() {
        publish("SELECT 1 AS id, DATE '2024-01-05' AS d, true AS b", REPLACE);
        publish("SELECT 2 AS id, NULL AS d, NULL AS b", new BuildMode.Append());

        assertThat(rows("SELECT id, d, b FROM silver.orders ORDER BY id"))
                .containsExactly("1|2024-01-05|true", "2|null|null");
    }

    @Test
    void daysAndMomentsThatNeverComeAreReadAsWhatTheyAre() {
        publish(
                "SELECT CAST('infinity' AS date) AS d, CAST('-infinity' AS timestamp with time zone) AS t,"
                        + " CAST('infinity' AS timestamp) AS l, CAST('2024-01-05' AS date) AS day",
                REPLACE);

        assertThat(rows("SELECT d, t, l, day FROM silver.orders"))
                .containsExactly("infinity|-infinity|infinity|2024-01-05");
    }

    private List<BuildMode> byKey(SchemaPolicy policy) {
        List<String> id = List.of("id");
        List<BuildMode> modes = new ArrayList<>();
        if (policy == SchemaPolicy.WIDEN) {
            if (supports(Feature.MERGE_BUILDS)) {
                modes.add(new BuildMode.Merge(id, null, List.of(), "gone"));
            }
            if (supports(Feature.SCD2_BUILDS)) {
                modes.add(new BuildMode.Scd2(id, null, List.of(), "ignore"));
            }
        } else if (policy == SchemaPolicy.IGNORE) {
            if (supports(Feature.MERGE_BUILDS)) {
                modes.add(MERGE);
            }
            if (supports(Feature.DELETE_INSERT_BUILDS)) {
                modes.add(DELETE_INSERT);
            }
        }
        return modes;
    }

    /** Of two types one comes to the other: which of them is wider does not depend on which was there. */
    private List<Integer> oneWay(String type) {
        List<String> names = List.copyOf(types().keySet());
        int there = names.indexOf(type);
        List<Value> coming = coming();
        return all().stream()
                .filter(i -> {
                    int other = names.indexOf(coming.get(i).type());
                    return there == other || there < other == ((there + other) % 2 == 0);
                })
                .toList();
    }

    private List<Integer> all() {
        return IntStream.range(0, coming().size()).boxed().toList();
    }

    private final class Case {
        private final Value there;
        private final BuildMode mode;
        private final SchemaPolicy policy;
        private final int id;
        private final TableName table = TableName.of("silver", "t" + ++tables);
        private final List<Value> coming = coming();

        /** @param id of the row that comes: 1 is there already */
        Case(String type, BuildMode mode, SchemaPolicy policy, int id) {
            this.there = new Value(type, types().getOrDefault(type, List.of()).get(0));
            this.mode = mode;
            this.policy = policy;
            this.id = id;
            String columns =
                    all().stream().map(i -> there.typed() + " AS c" + i).collect(Collectors.joining(", "));
            stage(
                    "SELECT i AS id, " + columns + " FROM (VALUES (0), (1)) AS v(i)",
                    mode instanceof BuildMode.Scd2 ? mode : REPLACE);
        }

        /** Publishes what can be; returns which values that were. */
        List<Integer> publish(List<Integer> values) {
            List<Integer> kept = new ArrayList<>(values);
            while (true) {
                try {
                    stage(select(kept), mode);
                    return kept;
                } catch (IngotException e) {
                    e.problems().forEach(problem -> kept.remove(stopped(problem)));
                }
            }
        }

        private Integer stopped(Problem problem) {
            Matcher stopped = STOPPED.matcher(problem.what());
            assertThat(stopped.find()).as("%s: %s", there, problem.render()).isTrue();
            assertThat(problem.fix()).as(problem.what()).isNotNull();
            Integer column = Integer.valueOf(stopped.group(1));
            assertThat(coming.get(column).type()).as(problem.what()).isNotEqualTo(there.type());
            return column;
        }

        private String select(List<Integer> values) {
            List<String> columns = new ArrayList<>(List.of(id + " AS id"));
            if (mode instanceof BuildMode.Merge merge && merge.deleted() != null) {
                columns.add("false AS " + merge.deleted());
            }
            for (int i : all()) {
                columns.add(
                        (values.contains(i) ? coming.get(i) : new Value(there.type(), "NULL")).typed() + " AS c" + i);
            }
            return "SELECT " + String.join(", ", columns);
        }

        private void stage(String select, BuildMode by) {
            try (Session session = warehouse.open(List.of());
                    Staged staged = session.stage(table, select, by, policy, TAG, StepControl.NONE)) {
                staged.publish();
            }
        }

        /** The values that came, and those that were there. */
        void check(List<Integer> came) {
            String now = mode instanceof BuildMode.Scd2 ? " AND dbt_valid_to IS NULL" : "";
            compare(came, came.stream().map(coming::get).toList(), "id = " + id + now);
            compare(all(), all().stream().map(i -> there).toList(), "id = 0" + now);
        }

        private void compare(List<Integer> columns, List<Value> values, String where) {
            String found = columns.stream().map(i -> text("c" + i)).collect(Collectors.joining(", "));
            String wanted = values.stream().map(value -> text(value.typed())).collect(Collectors.joining(", "));
            try (Session session = warehouse.open(List.of())) {
                List<List<Object>> rows = session.query(
                                "SELECT " + found + " FROM " + table.quoted() + " WHERE " + where, 9)
                        .rows();
                assertThat(rows).as("rows of %s where %s", table, where).hasSize(1);
                List<Object> originals =
                        session.query("SELECT " + wanted, 1).rows().get(0);
                for (int n = 0; n < columns.size(); n++) {
                    String original = String.valueOf(originals.get(n));
                    String is = String.valueOf(rows.get(0).get(n));
                    assertThat(same(values.get(n).type(), original, is))
                            .as(
                                    "%s in %s, by %s and %s: %s is %s",
                                    values.get(n), there.type(), mode, policy, original, is)
                            .isTrue();
                }
            }
        }

        private String text(String value) {
            return "CAST(" + value + " AS varchar)";
        }
    }

    private static boolean same(String type, String original, String found) {
        if (NUMBER.matcher(original).matches() && NUMBER.matcher(found).matches()) {
            if (type.equals("real")) {
                return Float.compare(Float.parseFloat(original), Float.parseFloat(found)) == 0;
            }
            boolean text = original.matches("-?0\\d.*");
            return text ? original.equals(found) : new BigDecimal(original).compareTo(new BigDecimal(found)) == 0;
        }
        return day(original).equals(day(found));
    }

    /** A day is the midnight with which it begins. */
    private static String day(String text) {
        return text.replaceFirst(" 00:00:00(\\+00)?$", "");
    }
}
