package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.models.Built;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.RunContext;
import dev.ingot.models.TestResult;
import dev.ingot.models.TestResult.Status;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.TestInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one test as dbt does: its select is wrapped, counted, and judged by severity and thresholds. For one call. */
record TestRunner(
        Warehouse warehouse,
        Collection<Built> unpublished,
        SqlFiles files,
        RunContext context,
        Environment.Flags flags,
        StepControl control) {

    TestResult run(DbtNode test, Compiled compiled, Session session, Compiler compiler) {
        Optional<Macro> own = compiler.manifest().materialization(test);
        if (own.isPresent()) {
            List<Object> judged = compiler.judge(test, own.get(), compiled, files);
            return verdict(test, compiled, session, judged, compiled.sql());
        }
        return stores(test) ? stored(test, compiled, session) : judge(test, compiled, session, compiled.sql());
    }

    /** The selects of views that are not published. */
    static Map<TableName, String> views(Collection<Built> unpublished) {
        Map<TableName, String> views = new LinkedHashMap<>();
        unpublished.stream()
                .filter(built -> built.materialized().equals("view"))
                .forEach(built -> views.put(built.table(), built.sql()));
        return views;
    }

    private boolean stores(DbtNode test) {
        NodeConfig config = test.config();
        return config.flag("store_failures", flags.storeFailures())
                || config.text("store_failures_as")
                        .filter(as -> !as.equals("ephemeral"))
                        .isPresent();
    }

    /** The failures become a table, and are counted there; the table is kept even where the test fails. */
    private TestResult stored(DbtNode test, Compiled compiled, Session session) {
        WriteTag tag = new WriteTag(test.uniqueId(), context.run(), "failures of a test");
        try (Staged staged = stage(test, compiled, session, tag)) {
            List<Staged> overlay = Stream.concat(
                            unpublished.stream().flatMap(built -> built.staged().stream()), Stream.of(staged))
                    .toList();
            try (Session seeing = warehouse.open(overlay, views(unpublished))) {
                TestResult result = judge(
                        test,
                        compiled,
                        seeing,
                        "select * from " + test.relation().quoted());
                staged.publish();
                return result;
            }
        }
    }

    private Staged stage(DbtNode test, Compiled compiled, Session session, WriteTag tag) {
        try {
            return session.stage(
                    test.relation(),
                    compiled.sql(),
                    new BuildMode.Replace(List.of()),
                    SchemaPolicy.SYNC_ALL_COLUMNS,
                    tag,
                    control);
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(test));
        }
    }

    private Rows rows(DbtNode test, Compiled compiled, Session session, String sql) {
        try {
            return session.query(sql, 2);
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, sql, files.runShown(test));
        }
    }

    private TestResult judge(DbtNode test, Compiled compiled, Session session, String select) {
        NodeConfig config = TestInfo.settled(test.config());
        String failCalc = String.valueOf(config.value("fail_calc"));
        String limit = config.text("limit").map(rows -> "\nlimit " + rows).orElse("");
        String found = select + limit;
        String sql = "select\n  " + failCalc + " as failures,\n  " + failCalc + " " + config.value("warn_if")
                + " as should_warn,\n  " + failCalc + " " + config.value("error_if") + " as should_error\nfrom (\n"
                + select + limit + "\n) dbt_internal_test";
        files.writeRun(test, sql);
        Rows rows = rows(test, compiled, session, sql);
        if (rows.rows().size() != 1) {
            throw Problem.of(
                            ModelsError.BAD_CONFIG,
                            "The 'fail_calc' of test '" + test.name() + "' gave "
                                    + rows.rows().size() + " rows instead of one value")
                    .toException();
        }
        return verdict(test, compiled, session, rows.rows().get(0), found);
    }

    /**
     * @param row failures, should_warn, should_error
     * @param found selects the failures
     */
    private TestResult verdict(
            DbtNode test, Compiled compiled, Session session, List<? extends @Nullable Object> row, String found) {
        NodeConfig config = TestInfo.settled(test.config());
        long failures = row.get(0) instanceof Number number ? number.longValue() : 0;
        boolean warns = Boolean.TRUE.equals(row.get(1));
        boolean fails = Boolean.TRUE.equals(row.get(2))
                && !String.valueOf(config.value("severity")).equalsIgnoreCase("warn");
        if (warns && !fails && flags.warnError()) {
            return result(
                    test,
                    compiled,
                    Status.FAIL,
                    failures,
                    "warn if " + config.value("warn_if") + ", and warnings are errors",
                    FailureSample.of(session, found));
        }
        if (fails) {
            return result(
                    test,
                    compiled,
                    Status.FAIL,
                    failures,
                    "fail if " + config.value("error_if"),
                    FailureSample.of(session, found));
        }
        return warns
                ? result(
                        test,
                        compiled,
                        Status.WARN,
                        failures,
                        "warn if " + config.value("warn_if"),
                        FailureSample.of(session, found))
                : new TestResult(test.uniqueId(), Status.PASS, failures, "", null, compiled.sql());
    }

    private TestResult result(
            DbtNode test, Compiled compiled, Status status, long failures, String rule, String sample) {
        String message = "Got " + failures + (failures == 1 ? " result" : " results") + ", configured to " + rule;
        Place declared = test.test() == null ? null : test.test().declared();
        Problem problem = Problem.of(
                        ModelsError.TEST_FAILED,
                        "The test '" + test.name() + "' found " + failures + (failures == 1 ? " failure" : " failures"))
                .at(declared == null ? Place.of(test.definition().source().file()) : declared)
                .because(message + (sample.isEmpty() ? "" : sample))
                .fix(wayToAllRows(test));
        return new TestResult(test.uniqueId(), status, failures, message, problem, compiled.sql());
    }

    private String wayToAllRows(DbtNode test) {
        if (stores(test)) {
            return "Look at them: select * from " + test.relation() + ".";
        }
        return unpublished.isEmpty()
                ? "See them with the SQL in " + files.compiledShown(test) + "."
                : "The rows were not published. With 'store_failures: true' in the test's config the next run keeps"
                        + " all that fail in a table.";
    }
}
