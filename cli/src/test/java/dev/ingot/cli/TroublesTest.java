package dev.ingot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.NodeRunner.StepEnd;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.metadata.MetadataError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The graph: orders_log (a pipeline) to orders to revenue, and a test of orders. */
class TroublesTest {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Node LOG = node(ResourceType.PIPELINE, "orders_log");
    private static final Node ORDERS = node(ResourceType.MODEL, "orders", LOG);
    private static final Node REVENUE = node(ResourceType.MODEL, "revenue", ORDERS);
    private static final Node TEST = node(ResourceType.TEST, "unique_orders", ORDERS);

    private final Troubles troubles = new Troubles(Graph.of(List.of(LOG, ORDERS, REVENUE, TEST)));
    private Instant now = START;

    private static Node node(ResourceType type, String name, Node... parents) {
        return new Node(
                type + ".shop." + name,
                type,
                name,
                "shop",
                List.of("shop", name),
                name + ".sql",
                Set.of(),
                Map.of(),
                type == ResourceType.TEST ? null : TableName.of("main", name),
                Set.copyOf(List.of(parents).stream().map(Node::uniqueId).toList()),
                null,
                "");
    }

    private StepResult failed(Node node, ErrorCode code) {
        return step(
                node, new Outcome.Failed(List.of(Problem.of(code, node.name() + " is broken")), Counts.ZERO, false));
    }

    private StepResult succeeded(Node node) {
        return step(node, Outcome.Succeeded.of(Counts.inserted(1)));
    }

    private StepResult skipped(Node node) {
        return step(node, new Outcome.Skipped("something above failed"));
    }

    private StepResult step(Node node, Outcome outcome) {
        return new StepResult(node, StepEnd.of(outcome), now, now, 1, "main");
    }

    private Troubles.News run(StepResult... steps) {
        return troubles.add(new RunResult(now, now, List.of(steps), false));
    }

    private static String[] ids(Node... nodes) {
        return List.of(nodes).stream().map(Node::uniqueId).toArray(String[]::new);
    }

    private Set<String> due(Node... changed) {
        return troubles.due(Set.of(ids(changed)), now);
    }

    @Test
    void eachFailureDoublesTheWaitUpToAMinute() {
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            run(failed(LOG, CliError.UNEXPECTED));

            assertThat(troubles.next(now)).isEqualTo(now.plusSeconds(wait));
            assertThat(troubles.waits(LOG.uniqueId(), now.plusSeconds(wait - 1)))
                    .isTrue();
            now = now.plusSeconds(wait);
            assertThat(troubles.waits(LOG.uniqueId(), now)).isFalse();
        }
    }

    @Test
    void whatIsHeldUpByAnotherIsNoReasonToLookWithoutRest() {
        run(failed(TEST, CliError.UNEXPECTED));
        now = now.plusSeconds(1);
        run(failed(TEST, CliError.UNEXPECTED), failed(ORDERS, CliError.UNEXPECTED));
        now = now.plusSeconds(1);

        assertThat(due()).as("its test waits a second more").isEmpty();
        assertThat(troubles.next(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void peopleHearOnceThatItFailsAndOnceThatItIsOver() {
        assertThat(run(failed(ORDERS, CliError.UNEXPECTED)).worthTelling()).isTrue();
        assertThat(run(failed(ORDERS, CliError.UNEXPECTED)).worthTelling()).isFalse();
        assertThat(run(failed(LOG, CliError.UNEXPECTED)).worthTelling()).isTrue();
        assertThat(run(succeeded(ORDERS)).worthTelling())
                .as("the other still fails")
                .isFalse();
        assertThat(run(succeeded(LOG)).worthTelling()).isTrue();
        assertThat(run(succeeded(LOG)).worthTelling()).isFalse();
    }

    @Test
    void aLockedTableIsToldOnlyWhenItStaysSo() {
        for (int tries = 1; tries < 7; tries++) {
            assertThat(run(failed(ORDERS, MetadataError.LOCKED)).worthTelling()).isFalse();
        }
        assertThat(run(failed(ORDERS, MetadataError.LOCKED)).worthTelling()).isTrue();
        assertThat(run(succeeded(ORDERS)).worthTelling()).isTrue();
    }

    @Test
    void aLockThatIsSoonFreeIsNoNewsAtAll() {
        run(failed(ORDERS, MetadataError.LOCKED));

        assertThat(run(succeeded(ORDERS)).worthTelling()).isFalse();
    }

    @Test
    void aFailedNodeIsBuiltAtItsTimeAndNotWithTheNextChange() {
        run(failed(ORDERS, CliError.UNEXPECTED));

        assertThat(due(ORDERS)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(due()).containsExactly(ids(ORDERS));
    }

    @Test
    void whatWasLeftOutBecauseOfItComesWithIt() {
        run(failed(ORDERS, CliError.UNEXPECTED), skipped(REVENUE));

        assertThat(due(REVENUE)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(due()).containsExactlyInAnyOrder(ids(ORDERS, REVENUE));
        run(succeeded(ORDERS), succeeded(REVENUE));
        assertThat(due()).isEmpty();
    }

    @Test
    void whatChangedBelowAWaitingNodeIsOwedEvenWhereItWasNeverTried() {
        run(failed(ORDERS, CliError.UNEXPECTED));
        due(REVENUE);

        now = now.plusSeconds(1);

        assertThat(due()).containsExactlyInAnyOrder(ids(ORDERS, REVENUE));
    }

    @Test
    void whatWasDueAndCameToNoRunIsStillDue() {
        due(ORDERS);

        assertThat(due()).containsExactly(ids(ORDERS));
        run(succeeded(ORDERS));
        assertThat(due()).isEmpty();
    }

    @Test
    void aFailingPipelineHoldsUpOnlyWhatHasNothingElseToShow() {
        run(failed(LOG, CliError.UNEXPECTED), skipped(ORDERS));

        assertThat(due()).as("nothing new for it").isEmpty();
        assertThat(due(ORDERS)).as("another parent has changed").containsExactly(ids(ORDERS));
    }

    @Test
    void aTestThatFailsKeepsItsModelFromBeingBuiltWithoutIt() {
        run(failed(TEST, CliError.UNEXPECTED));

        assertThat(due(ORDERS)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(due()).contains(ids(TEST, ORDERS));
    }

    @Test
    void theSameFailureIsOldAndAnotherIsNot() {
        run(failed(ORDERS, CliError.UNEXPECTED), skipped(REVENUE));

        assertThat(troubles.isOld(failed(ORDERS, CliError.UNEXPECTED))).isTrue();
        assertThat(troubles.isOld(failed(ORDERS, CliError.BAD_USAGE))).isFalse();
        assertThat(troubles.isOld(skipped(REVENUE))).isTrue();
        assertThat(troubles.isOld(failed(REVENUE, CliError.UNEXPECTED))).isFalse();
    }

    @Test
    void whatTheProjectHasNoMoreIsForgotten() {
        run(failed(ORDERS, CliError.UNEXPECTED));
        now = now.plusSeconds(1);

        troubles.tried(List.of(ids(ORDERS)));
        assertThat(troubles.open()).as("it was in the run").hasSize(1);
        troubles.tried(List.of(ids(ORDERS)));

        assertThat(troubles.open()).isEmpty();
        assertThat(troubles.next(now)).isNull();
    }

    @Test
    void aFailedNodeThatCouldNotBeTriedWaitsAsLongAgain() {
        run(failed(ORDERS, CliError.UNEXPECTED));
        now = now.plusSeconds(1);

        run(skipped(ORDERS));

        assertThat(troubles.open()).singleElement().satisfies(trouble -> {
            assertThat(trouble.tries()).isEqualTo(1);
            assertThat(trouble.again()).isEqualTo(now.plusSeconds(1));
            assertThat(trouble.since()).isEqualTo(START);
        });
    }
}
