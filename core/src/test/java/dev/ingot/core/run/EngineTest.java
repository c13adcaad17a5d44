package dev.ingot.core.run;

import static dev.ingot.core.graph.Nodes.ephemeral;
import static dev.ingot.core.graph.Nodes.exposure;
import static dev.ingot.core.graph.Nodes.model;
import static dev.ingot.core.graph.Nodes.pipeline;
import static dev.ingot.core.graph.Nodes.source;
import static dev.ingot.core.graph.Nodes.test;
import static dev.ingot.core.graph.Nodes.unitTest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EngineTest {

    private final ScriptedRunner runner = new ScriptedRunner();

    private static ErrorCode code(ErrorKind kind, ExitCode exit) {
        return new ErrorCode.Entry("INGOT-TEST-001", kind, exit, "for a test", "for a test");
    }

    private static final ErrorCode PASSING = code(ErrorKind.EXTERNAL, ExitCode.UNREACHABLE);
    private static final ErrorCode LASTING = code(ErrorKind.USER, ExitCode.FAILED);

    private Engine engine(int threads, boolean failFast, TableLocks locks) {
        return engine(threads, failFast, locks, Duration.ZERO, new RunListener() {});
    }

    private Engine engine(int threads, boolean failFast, TableLocks locks, Duration wait, RunListener listener) {
        Map<ResourceType, NodeRunner> runners =
                Arrays.stream(ResourceType.values()).collect(Collectors.toMap(type -> type, type -> runner));
        RetryPolicy retry = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1));
        return new Engine(
                runners,
                new Engine.Settings(
                        threads,
                        failFast,
                        node -> retry,
                        locks,
                        wait,
                        InstantSource.system(),
                        UnaryOperator.identity()),
                listener);
    }

    private static Plan plan(Node... nodes) {
        Graph graph = Graph.of(List.of(nodes));
        return Planner.plan(
                graph, graph.nodes().stream().map(Node::uniqueId).toList(), node -> node.type() == ResourceType.MODEL);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RunResult run(Node... nodes) throws InterruptedException {
        return engine(2, false, TableLocks.NONE).run(plan(nodes));
    }

    private static Outcome outcome(RunResult result, String name) {
        return result.steps().stream()
                .filter(step -> step.node().name().equals(name))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    @Test
    void runsParentsBeforeChildren() throws InterruptedException {
        RunResult result = run(model("c", "model.shop.b"), model("b", "model.shop.a"), model("a"));

        assertThat(runner.log).containsExactly("run a", "run b", "run c");
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.counts()).isEqualTo(Counts.inserted(3));
    }

    @Test
    void anEphemeralModelIsNoStepButAFailedTestOfItHoldsBackWhatItIsAPartOf() throws InterruptedException {
        runner.failing("rows", LASTING).failing("unit", LASTING);

        RunResult result = run(
                model("a"),
                ephemeral("part", "model.shop.a"),
                ephemeral("whole", "model.shop.part"),
                unitTest("unit", "model.shop.part"),
                test("rows", "not_null", "model.shop.whole"),
                model("b", "model.shop.whole"),
                model("c", "model.shop.a"));

        assertThat(runner.log).containsExactlyInAnyOrder("run a", "run c", "run unit");
        assertThat(result.steps()).hasSize(5);
        assertThat(outcome(result, "b")).isInstanceOf(Outcome.Skipped.class);
        assertThat(outcome(result, "rows")).isInstanceOf(Outcome.Skipped.class);

        runner.log.clear();
        RunResult later = run(
                model("a"),
                ephemeral("whole", "model.shop.a"),
                test("rows", "not_null", "model.shop.whole"),
                model("b", "model.shop.whole"));
        assertThat(runner.log).containsExactly("run a", "run rows");
        assertThat(outcome(later, "b")).isEqualTo(new Outcome.Skipped("test rows failed"));
    }

    @Test
    void aFailedTestOfASourceHoldsBackWhatReadsIt() throws InterruptedException {
        runner.failing("rows", LASTING);

        Graph graph = Graph.of(List.of(
                source("raw", "orders"),
                test("rows", "not_null", "source.shop.raw.orders"),
                model("a", "source.shop.raw.orders"),
                model("b")));
        Plan plan = Planner.plan(
                graph,
                List.of("model.shop.a", "model.shop.b", "test.shop.rows"),
                node -> node.type().runnable());

        RunResult result = engine(1, false, TableLocks.NONE).run(plan);

        assertThat(outcome(result, "a")).isEqualTo(new Outcome.Skipped("test rows failed"));
        assertThat(outcome(result, "b")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aUseIsReachedAlthoughATestOfWhatItShowsFailed() throws InterruptedException {
        runner.failing("rows", LASTING);
        Graph graph = Graph.of(List.of(
                model("a"), test("rows", "not_null", "model.shop.a"), exposure("board", "model.shop.a"), model("b")));
        Plan built =
                Planner.plan(graph, graph.nodes().stream().map(Node::uniqueId).toList(), node -> false);

        RunResult result = engine(1, false, TableLocks.NONE).run(built);

        assertThat(outcome(result, "board")).isInstanceOf(Outcome.Succeeded.class);

        runner.failing("a", LASTING);
        assertThat(outcome(engine(1, false, TableLocks.NONE).run(built), "board"))
                .isEqualTo(new Outcome.Skipped("model a failed"));
    }

    @Test
    void aFailureBlocksOnlyWhatDependsOnIt() throws InterruptedException {
        runner.failing("a", LASTING);

        RunResult result = run(model("a"), model("b", "model.shop.a"), model("other"));

        assertThat(outcome(result, "b")).isEqualTo(new Outcome.Skipped("model a failed"));
        assertThat(outcome(result, "other")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aPipelineThatIsNotSetUpRightSaysSoInTheExitCode() throws InterruptedException {
        ErrorCode usage = code(ErrorKind.USER, ExitCode.USAGE);
        runner.failing("orders", usage);
        runner.failing("b", usage);

        assertThat(run(pipeline("orders", "bronze")).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(run(model("b")).exit()).as("a model, as in dbt").isEqualTo(ExitCode.FAILED);
    }

    @Test
    void publishesATableOnlyAfterItsTestsPassed() throws InterruptedException {
        run(
                model("orders"),
                test("unique_orders", "unique", "model.shop.orders"),
                model("report", "model.shop.orders"));

        assertThat(runner.log).containsExactly("build orders", "run unique_orders", "publish orders", "run report");
    }

    @Test
    void holdsATableBackWhoseTestFails() throws InterruptedException {
        runner.failing("unique_orders", LASTING);

        RunResult result = run(
                model("orders"),
                test("unique_orders", "unique", "model.shop.orders"),
                model("report", "model.shop.orders"));

        assertThat(runner.log).containsExactly("build orders", "run unique_orders", "keep orders");
        assertThat(outcome(result, "orders"))
                .isEqualTo(new Outcome.Skipped("its test failed: unique_orders; not published, kept as kept.orders"));
        assertThat(outcome(result, "report")).isEqualTo(new Outcome.Skipped("model orders was skipped"));
        assertThat(result.steps().stream()
                        .filter(StepResult::failed)
                        .map(step -> step.node().name()))
                .as("one failure counts once")
                .containsExactly("unique_orders");
    }

    @Test
    void aTableWhoseTestCouldNotRunIsNeitherPublishedNorAFailure() throws InterruptedException {
        runner.failing("customers", LASTING);

        RunResult result = run(
                model("customers"),
                model("orders"),
                test("known_customer", "relationships", "model.shop.orders", "model.shop.customers"));

        assertThat(runner.log).containsExactlyInAnyOrder("run customers", "build orders", "discard orders");
        assertThat(outcome(result, "orders"))
                .isEqualTo(new Outcome.Skipped("its test was skipped: known_customer; not published"));
        assertThat(result.steps().stream().filter(StepResult::failed)).hasSize(1);
    }

    @Test
    void whereNothingIsStagedAFailedTestHoldsBackOnlyWhatDependsOnAllThatItReads() throws InterruptedException {
        runner.failing("accepted_kinds", LASTING);
        Graph graph = Graph.of(List.of(
                model("people"),
                test("accepted_kinds", "accepted_values", "model.shop.people"),
                model("grown", "model.shop.people"),
                model("visits"),
                test("known_person", "relationships", "model.shop.visits", "model.shop.grown"),
                model("report", "model.shop.visits")));

        RunResult result = engine(2, false, TableLocks.NONE)
                .run(Planner.plan(
                        graph, graph.nodes().stream().map(Node::uniqueId).toList(), node -> false));

        assertThat(outcome(result, "people")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome(result, "grown")).isEqualTo(new Outcome.Skipped("test accepted_kinds failed"));
        assertThat(outcome(result, "known_person")).isEqualTo(new Outcome.Skipped("model grown was skipped"));
        assertThat(outcome(result, "report")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aUnitTestRunsOnceItsModelsParentsAreThereAndBeforeTheModel() throws InterruptedException {
        run(
                model("orders"),
                model("report", "model.shop.orders"),
                unitTest("sums", "model.shop.report"),
                test("unique_report", "unique", "model.shop.report"));

        assertThat(runner.log)
                .containsExactly("run orders", "run sums", "build report", "run unique_report", "publish report");
    }

    @Test
    void aModelWhoseUnitTestFailsIsSkipped() throws InterruptedException {
        runner.failing("sums", LASTING);

        RunResult result = run(model("orders"), unitTest("sums", "model.shop.orders"));

        assertThat(outcome(result, "orders")).isEqualTo(new Outcome.Skipped("unit_test sums failed"));
    }

    @Test
    void aRelationshipTestWaitsForTheOtherTable() throws InterruptedException {
        run(
                model("orders"),
                model("customers"),
                test("rel_orders", "relationships", "model.shop.orders", "model.shop.customers"));

        assertThat(runner.log.indexOf("run rel_orders"))
                .isGreaterThan(runner.log.indexOf("run customers"))
                .isGreaterThan(runner.log.indexOf("build orders"))
                .isLessThan(runner.log.indexOf("publish orders"));
    }

    @Test
    void twoTablesThatTestEachOtherDoNotWaitForEver() throws InterruptedException {
        RunResult result = run(
                model("orders"),
                model("customers"),
                test("rel_orders", "relationships", "model.shop.orders", "model.shop.customers"),
                test("rel_customers", "relationships", "model.shop.customers", "model.shop.orders"));

        assertThat(result.success()).isTrue();
        assertThat(runner.log).contains("run rel_orders", "run rel_customers");
    }

    @Test
    void aTestAgainstAChildRunsAfterwardsAndHoldsBackWhatIsBelowBoth() throws InterruptedException {
        runner.failing("rel_orders", LASTING);

        RunResult result = run(
                model("orders"),
                model("summary", "model.shop.orders"),
                model("report", "model.shop.summary"),
                test("rel_orders", "relationships", "model.shop.orders", "model.shop.summary"));

        assertThat(outcome(result, "orders")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome(result, "summary")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome(result, "report")).isEqualTo(new Outcome.Skipped("test rel_orders failed"));
    }

    @Test
    void triesAgainOnlyWhatMayPass() throws InterruptedException {
        runner.on("flaky", context -> {
            if (context.attempt() < 3) {
                throw Problem.of(PASSING, "not yet").toException();
            }
            return Outcome.Succeeded.of(Counts.inserted(1));
        });
        runner.failing("broken", LASTING);

        RunResult result = run(model("flaky"), model("broken"));

        assertThat(runner.log).containsExactlyInAnyOrder("run flaky", "run flaky", "run flaky", "run broken");
        assertThat(outcome(result, "flaky")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void givesUpAfterTheLastTry() throws InterruptedException {
        runner.failing("down", PASSING);

        RunResult result = run(model("down"));

        assertThat(runner.log).hasSize(3);
        assertThat(result.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.steps().get(0).attempts()).isEqualTo(3);
    }

    @Test
    void stoppingInterruptsWhatRunsAndSkipsTheRest() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Engine engine = engine(1, false, TableLocks.NONE);
        runner.on("slow", context -> {
            context.control().onCancel(cancelled::countDown);
            engine.stop();
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw Problem.of(LASTING, "the statement was cancelled").toException();
        });

        RunResult result = engine.run(plan(model("slow"), model("next", "model.shop.slow"), model("zzz")));

        assertThat(result.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(outcome(result, "slow"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.problems().get(0).code()).isEqualTo(RunError.INTERRUPTED));
        assertThat(outcome(result, "zzz")).isEqualTo(new Outcome.Skipped("the run was interrupted"));
    }

    @Test
    void aRunThatIsToldToFinishEndsWhatIsUnderWayAndBeginsNothingMore() throws InterruptedException {
        Engine[] engine = new Engine[1];
        runner.on("slow", context -> {
            engine[0].finish();
            return Outcome.Succeeded.of(Counts.inserted(3));
        });
        engine[0] = engine(1, false, TableLocks.NONE);

        RunResult result = engine[0].run(plan(model("slow"), model("next", "model.shop.slow")));

        assertThat(outcome(result, "slow")).isEqualTo(Outcome.Succeeded.of(Counts.inserted(3)));
        assertThat(outcome(result, "next")).isEqualTo(new Outcome.Skipped("the run was interrupted"));
        assertThat(result.interrupted()).isTrue();
    }

    @Test
    void aRunThatIsToldToFinishWithItsLastStepWasNotInterrupted() throws InterruptedException {
        Engine[] engine = new Engine[1];
        runner.on("only", context -> {
            engine[0].finish();
            return Outcome.Succeeded.of(Counts.inserted(3));
        });
        engine[0] = engine(1, false, TableLocks.NONE);

        RunResult result = engine[0].run(plan(model("only")));

        assertThat(result.interrupted()).isFalse();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void failFastSkipsWhatHasNotStarted() throws InterruptedException {
        runner.failing("a", LASTING);

        RunResult result = engine(1, true, TableLocks.NONE).run(plan(model("a"), model("b"), model("c")));

        assertThat(runner.log).first().isEqualTo("run a");
        assertThat(outcome(result, "c"))
                .isEqualTo(new Outcome.Skipped("another step failed and --fail-fast was given"));
    }

    @Test
    void aLockedTableFailsItsStepWithTheLocksOwnExitCode() throws InterruptedException {
        TableLocks locks = table -> {
            throw Problem.of(code(ErrorKind.USER, ExitCode.LOCKED), table + " is locked")
                    .toException();
        };

        RunResult result = engine(1, false, locks).run(plan(model("a")));

        assertThat(runner.log).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.LOCKED);
    }

    @Test
    void aRunThatMayWaitTakesALockedTableWhenItIsFree() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        TableLocks locks = table -> {
            if (asked.incrementAndGet() < 3) {
                throw Problem.of(code(ErrorKind.USER, ExitCode.LOCKED), table + " is locked")
                        .toException();
            }
            return () -> {};
        };
        List<String> told = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void waiting(Node node, Problem locked) {
                told.add("waiting for " + locked.what());
            }

            @Override
            public void started(Node node, int index, int total, int attempt, Instant at) {
                told.add("attempt " + attempt);
            }
        };

        RunResult result =
                engine(1, false, locks, Duration.ofMinutes(1), listener).run(plan(model("a")));

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(told).containsExactly("waiting for gold.a is locked", "attempt 1");
    }

    @Test
    void aRunThatHasWaitedLongEnoughFailsWithTheLocksOwnExitCode() throws InterruptedException {
        TableLocks locks = table -> {
            throw Problem.of(code(ErrorKind.USER, ExitCode.LOCKED), table + " is locked")
                    .toException();
        };

        RunResult result = engine(1, false, locks, Duration.ofMillis(1), new RunListener() {})
                .run(plan(model("a"), model("b", "model.shop.a")));

        assertThat(runner.log).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.LOCKED);
    }

    @Test
    void aTableIsFreeOnlyWhenItsWorkerHasEndedAlsoWhereAListenerFails() {
        CountDownLatch working = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        List<String> freed = Collections.synchronizedList(new ArrayList<>());
        TableLocks locks = table -> () -> freed.add(table.name() + (ended.get() ? " is free" : " is still worked on"));
        runner.on("slow", context -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            context.control().onCancel(cancelled::countDown);
            working.countDown();
            await(cancelled);
            ended.set(true);
            return Outcome.Succeeded.of(Counts.inserted(1));
        });
        RunListener full = new RunListener() {
            @Override
            public void ended(StepResult result, int index, int total) {
                throw new IllegalStateException("the audit's disk is full");
            }
        };
        runner.on("quick", context -> {
            await(working);
            return Outcome.Succeeded.of(Counts.inserted(1));
        });

        assertThatThrownBy(() -> engine(2, false, locks, Duration.ZERO, full).run(plan(model("slow"), model("quick"))))
                .hasMessage("the audit's disk is full");

        assertThat(freed).contains("slow is free").doesNotContain("slow is still worked on");
    }

    @Test
    void aDefectBecomesAnOutcomeWithItsOwnCode() throws InterruptedException {
        runner.on("a", context -> {
            throw new IllegalStateException("never thought of that");
        });

        RunResult result = run(model("a"));

        assertThat(outcome(result, "a"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.problems().get(0).render())
                                .contains("INGOT-RUN-002", "never thought of that"));
    }
}
