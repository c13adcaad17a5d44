package dev.ingot.core.run;

import static dev.ingot.core.graph.Nodes.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.source.SourceTime;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.NodeRunner.StepEnd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the commit at the source to the table that shows it, over one run or many. */
class FreshnessTest {

    private static final Instant NOON = Instant.parse("2025-03-23T12:00:00Z");

    private final Node log = model("log");
    private final Node silver = model("silver", "model.shop.log");
    private final Node gold = model("gold", "model.shop.silver");
    private final Freshness freshness = new Freshness(Graph.of(List.of(log, silver, gold)));

    private void ended(Node node, int second, @Nullable SourceTime times) {
        StepEnd end = new StepEnd(Outcome.Succeeded.of(Counts.inserted(1)), List.of(), 0, times);
        Instant at = NOON.plusSeconds(second);
        freshness.ended(new StepResult(node, end, at, at, 1, "t"), 1, 1);
    }

    private static SourceTime times(int oldest, int newest) {
        return new SourceTime(NOON.plusSeconds(oldest), NOON.plusSeconds(newest));
    }

    private List<String> measured() {
        return freshness.take().stream()
                .map(measure -> measure.node().name() + " " + measure.slowest().toSeconds())
                .toList();
    }

    @Test
    void aChangeIsFollowedToAllThatIsBuiltFromIt() {
        ended(log, 10, times(7, 9));
        ended(silver, 12, null);
        ended(gold, 15, null);

        assertThat(measured()).containsExactly("log 3", "silver 5", "gold 8");
    }

    @Test
    void whatIsBuiltLaterShowsTheChangesOfAllLoadsSince() {
        ended(log, 10, times(9, 9));
        ended(log, 20, times(19, 19));
        ended(silver, 21, null);

        assertThat(measured()).containsExactly("log 1", "log 1", "silver 12");
    }

    @Test
    void aBuildThatBringsNothingNewIsNoMeasure() {
        ended(log, 10, times(9, 9));
        ended(silver, 11, null);
        ended(silver, 60, null);

        assertThat(measured()).containsExactly("log 1", "silver 2");
        assertThat(measured()).isEmpty();
    }

    @Test
    void aStepThatFailsShowsNothingYet() {
        ended(log, 10, times(9, 9));
        StepEnd failed = StepEnd.of(new Outcome.Skipped("not now"));
        freshness.ended(new StepResult(silver, failed, NOON, NOON, 1, "t"), 1, 1);
        ended(silver, 30, null);

        assertThat(measured()).containsExactly("log 1", "silver 21");
    }

    @Test
    void aSourceWhoseClockIsAheadDoesNotGiveNegativeTimes() {
        ended(log, 10, times(60, 60));

        assertThat(measured()).containsExactly("log 0");
    }
}
