package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.TestResult;
import dev.ingot.models.TestResult.Status;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.NodeFunctions;
import dev.ingot.models.internal.context.PythonJson;
import dev.ingot.models.internal.context.RelationValue;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.UnitTest;
import dev.ingot.models.internal.node.UnitTest.Given;
import dev.ingot.models.internal.project.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a unit test as dbt does: the model's select reads the given rows, each in a common table expression with the
 * columns and types of the table that it stands for, and what comes out is compared with the expected rows, whatever
 * their order. For one call.
 */
record UnitTestRunner(Compiler compiler, Session session, SqlFiles files) {

    private static final int MOST_ROWS = 20;

    /** The model's select over the given rows. */
    Compiled compile(DbtNode test) {
        UnitTest unit = unit(test);
        DbtNode model = model(test);
        Map<String, String> tables = new LinkedHashMap<>();
        Inputs inputs = new Inputs(test, model, unit, tables);
        return compiler.compile(model, inputs, tables, instead(unit, model, inputs));
    }

    TestResult run(DbtNode test, Compiled compiled) {
        UnitTest unit = unit(test);
        TableSchema schema = describe(compiled);
        List<Column> columns = expectedColumns(unit, schema);
        RowsSql rows = new RowsSql(test, "what model '" + compiled.node().name() + "' gives", compiler.targetType());
        String names =
                columns.stream().map(column -> RowsSql.quoted(column.name())).collect(Collectors.joining(", "));
        String actual = "select " + names + " from (\n" + compiled.sql() + "\n) ingot_model";
        String expected =
                "select " + names + " from (\n" + rows.select(unit.expect(), schema, null) + "\n) ingot_expected";
        String sql = "select '+++' as \"@@\", d.* from (" + actual + "\nexcept all\n" + expected
                + ") d\nunion all\nselect '---' as \"@@\", d.* from (" + expected + "\nexcept all\n" + actual + ") d";
        files.writeRun(test, sql);
        Rows difference = session.query("select * from (" + sql + ") ingot_difference order by 1, 2", MOST_ROWS);
        if (difference.rows().isEmpty()) {
            return new TestResult(test.uniqueId(), Status.PASS, 0, "", null, compiled.sql());
        }
        String message = "actual differs from expected:\n\n" + table(difference);
        Problem problem = Problem.of(
                        ModelsError.TEST_FAILED,
                        "The unit test '" + test.name() + "' of model '"
                                + compiled.node().name() + "' failed")
                .at(unit.expect().place())
                .because(message + "\n('+++' came out and was not expected, '---' was expected and is missing)")
                .fix("The model's select over the given rows is in " + files.compiledShown(test) + ".");
        return new TestResult(test.uniqueId(), Status.FAIL, difference.rows().size(), message, problem, compiled.sql());
    }

    private TableSchema describe(Compiled compiled) {
        try {
            return session.describe(compiled.sql());
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(compiled.node()));
        }
    }

    /** Only columns that an expected row names are compared; all of them where none is. */
    private static List<Column> expectedColumns(UnitTest unit, TableSchema schema) {
        List<Column> named = schema.columns().stream()
                .filter(column -> unit.expect().values().stream()
                        .flatMap(row -> row.keySet().stream())
                        .anyMatch(column.name()::equalsIgnoreCase))
                .toList();
        return named.isEmpty() ? schema.columns() : named;
    }

    private Map<String, Object> instead(UnitTest unit, DbtNode model, Inputs inputs) {
        Map<String, Object> instead = new HashMap<>();
        instead.put("is_incremental", (Callable) arguments -> false);
        unit.macros().forEach((name, value) -> {
            Object result = PythonJson.pythonic(value);
            instead.put(name, (Callable) arguments -> result);
        });
        instead.putAll(compiler.manifest().shared(model.packageName()).with(unit.variables(), unit.environment()));
        unit.given().stream()
                .filter(given -> given.ref() == null && given.source() == null)
                .findFirst()
                .ifPresent(given -> instead.put("this", inputs.stands(given, model.relation(), null)));
        return instead;
    }

    private DbtNode model(DbtNode test) {
        String attached = test.test() == null ? null : test.test().attachedNode();
        DbtNode model = attached == null ? null : compiler.manifest().nodes().get(attached);
        if (model == null) {
            throw new IllegalStateException("the unit test " + test.uniqueId() + " has no model");
        }
        return model;
    }

    private static UnitTest unit(DbtNode test) {
        UnitTest unit = test.test() == null ? null : test.test().unit();
        if (unit == null) {
            throw new IllegalArgumentException(test.uniqueId() + " is no unit test");
        }
        return unit;
    }

    private static String table(Rows rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(rows.columns().stream().map(Column::name).toList());
        rows.rows()
                .forEach(row -> lines.add(row.stream()
                        .map(value -> value == null ? "null" : value.toString())
                        .toList()));
        int[] widths = new int[rows.columns().size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        return lines.stream()
                .map(line -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        text.append(i == 0 ? "" : " | ").append(line.get(i));
                        text.append(" ".repeat(widths[i] - line.get(i).length()));
                    }
                    return text.toString().stripTrailing();
                })
                .collect(Collectors.joining("\n"));
    }

    /** What {@code ref} and {@code source} mean in the model: the given rows, and nothing else. */
    private final class Inputs implements NodeFunctions.Relations {

        private final DbtNode test;
        private final DbtNode model;
        private final UnitTest unit;
        private final Map<String, String> tables;
        private final Manifest manifest = compiler.manifest();

        Inputs(DbtNode test, DbtNode model, UnitTest unit, Map<String, String> tables) {
            this.test = test;
            this.model = model;
            this.unit = unit;
            this.tables = tables;
        }

        @Override
        public RelationValue ref(Arguments arguments) {
            Ref asked = Captured.ref(arguments);
            DbtNode found = manifest.lookup()
                    .find(asked, model.packageName())
                    .orElseThrow(() ->
                            new EvaluationException("there is no model, seed or snapshot '" + asked.name() + "'"));
            Given given = unit.given().stream()
                    .filter(input -> input.ref() != null
                            && manifest.lookup()
                                    .find(input.ref(), test.packageName())
                                    .filter(other -> other.uniqueId().equals(found.uniqueId()))
                                    .isPresent())
                    .findFirst()
                    .orElseThrow(() -> missing("ref('" + asked.name() + "')"));
            return stands(given, found.relation(), found);
        }

        @Override
        public RelationValue source(Arguments arguments) {
            SourceRef asked = Captured.source(arguments);
            SourceTable found = manifest.lookup()
                    .find(asked, model.packageName())
                    .orElseThrow(() -> new EvaluationException(
                            "there is no source '" + asked.source() + "." + asked.table() + "'"));
            Given given = unit.given().stream()
                    .filter(input -> asked.equals(input.source()))
                    .findFirst()
                    .orElseThrow(() -> missing("source('" + asked.source() + "', '" + asked.table() + "')"));
            return stands(given, found.relation(), null);
        }

        private EvaluationException missing(String input) {
            return new EvaluationException(
                    "the unit test '" + test.name() + "' gives no rows for " + input,
                    "Add them under 'given'; 'rows: []' stands for an empty table.");
        }

        /** The name of the expression that stands for a table; the expression is noted. */
        RelationValue stands(Given given, TableName table, @Nullable DbtNode node) {
            RelationValue name = RelationValue.cte(
                    manifest.environment().target(),
                    TableName.of(table.schema(), node == null ? table.name() : node.name()));
            if (!tables.containsKey(name.toString())) {
                tables.put(name.toString(), select(given, table, node));
            }
            return name;
        }

        private String select(Given given, TableName table, @Nullable DbtNode node) {
            if (given.rows().sql() != null) {
                return given.rows().sql();
            }
            if (node != null && node.ephemeral()) {
                TableSchema schema = session.describe(compiler.compile(node).sql());
                return new RowsSql(test, given.input(), compiler.targetType()).select(given.rows(), schema, null);
            }
            Optional<TableInfo> info = session.find(table);
            if (info.isEmpty()) {
                throw Problem.of(
                                ModelsError.UNKNOWN_NODE,
                                "The unit test '" + test.name() + "' needs the columns of " + given.input() + ", but "
                                        + table + " has not been built")
                        .at(given.rows().place())
                        .fix("Build it first, or give its rows as a select (format: sql).")
                        .toException();
            }
            return new RowsSql(test, given.input(), compiler.targetType())
                    .select(given.rows(), info.get().schema(), table);
        }
    }
}
