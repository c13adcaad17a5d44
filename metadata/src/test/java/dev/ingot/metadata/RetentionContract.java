package dev.ingot.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.source.SourceFile;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store forgets, and what it keeps however old it is. */
abstract class RetentionContract extends MetadataStoreContract {

    private static final int MANY = 1000;

    /** A run with one step, which changed a table and measured something. */
    private void ran(String run, String node) {
        start(run, node);
        long id = store.audit().startStep(step(run, node));
        store.audit()
                .endStep(id, new Outcome.Succeeded(BALANCED, List.of(new TableChange(ORDERS, 3, 4)), "", List.of()));
        state().metrics().record(run, node, "freshness_seconds", 1.5);
        store.audit().endRun(run, RunStatus.SUCCESS, null);
    }

    private Instant afterAWhile() {
        clock.pass(Duration.ofDays(40));
        return clock.instant().minus(Duration.ofDays(30));
    }

    private List<String> runs() {
        return store.audit().runs(MANY).stream().map(RunRow::run).toList();
    }

    @Test
    void anOldRunGoesWithItsStepsVersionsAndMetrics() {
        ran("old", "model.shop.a");
        Instant before = afterAWhile();
        ran("new", "model.shop.a");

        assertThat(store.forget(before, MANY)).isEqualTo(1);

        assertThat(runs()).containsExactly("new");
        assertThat(byHand("SELECT DISTINCT run_id FROM audit")).containsExactly("new");
        assertThat(byHand("SELECT DISTINCT run_id FROM quality_metric")).containsExactly("new");
        assertThat(byHand("SELECT count(*) FROM table_version")).containsExactly("1");
        assertThat(store.forget(before, MANY)).as("there is nothing more").isZero();
    }

    @Test
    void theLastAttemptAtANodeStaysHoweverOldItIs() {
        ran("first", "model.shop.yearly");
        ran("last", "model.shop.yearly");
        Instant before = afterAWhile();
        ran("new", "model.shop.a");

        assertThat(store.forget(before, MANY)).isEqualTo(1);

        assertThat(runs()).containsExactly("new", "last");
    }

    @Test
    void theNewestRunStaysForWhoWantsToRetryIt() {
        ran("with steps", "model.shop.a");
        start("without steps");
        store.audit().endRun("without steps", RunStatus.FAILED, "nothing began");

        store.forget(afterAWhile(), MANY);

        assertThat(runs()).containsExactly("without steps", "with steps");
    }

    @Test
    void whatStillRunsAndWhatIsBeingUndoneStays() {
        start("running", "model.shop.a");
        ran("undoing", "model.shop.a");
        store.audit().beginUndo("undoing");
        ran("undone", "model.shop.a");
        store.audit().beginUndo("undone");
        store.audit().markUndone("undone");
        Instant before = afterAWhile();
        ran("new", "model.shop.a");

        store.forget(before, MANY);

        assertThat(runs()).containsExactly("new", "undoing", "running");
    }

    @Test
    void noMoreThanAskedForGoAtOnceAndTheOldestFirst() {
        for (int i = 0; i < 5; i++) {
            ran("old " + i, "model.shop.a");
        }
        Instant before = afterAWhile();
        ran("new", "model.shop.a");

        assertThat(store.forget(before, 3)).isEqualTo(3);

        assertThat(runs()).containsExactly("new", "old 4", "old 3");
    }

    @Test
    void thePositionThatAnUndoWouldGoBackToStays() {
        for (int batch = 1; batch <= 3; batch++) {
            ran("old " + batch, "pipeline.shop.orders");
            state().files().record("orders", batch, "old " + batch, "{\"at\":" + batch + "}", List.of());
        }
        Instant before = afterAWhile();
        ran("new", "pipeline.shop.orders");
        state().files().record("orders", 4, "new", "{\"at\":4}", List.of());

        store.forget(before, MANY);

        assertThat(byHand("SELECT batch FROM pipeline_position ORDER BY batch")).containsExactly("3", "4");
        state().files().forgetRun("new");
        assertThat(state().positions().current("orders")).map(Position::json).contains("{\"at\":3}");
    }

    @Test
    void aFileThatWasReadIsNeverForgotten() {
        for (int batch = 1; batch <= 2; batch++) {
            ran("old " + batch, "pipeline.shop.orders");
            state().files()
                    .record(
                            "orders",
                            batch,
                            "old " + batch,
                            "{}",
                            List.of(new SourceFile(
                                    batch + ".csv", 12, "sha256:" + batch, clock.instant(), batch, "old " + batch)));
        }
        Instant before = afterAWhile();
        ran("new", "pipeline.shop.orders");

        assertThat(store.forget(before, MANY)).isEqualTo(2);

        assertThat(state().files().files("orders")).extracting(SourceFile::path).containsExactly("1.csv", "2.csv");
    }

    @Test
    void reportsThatWereSentGoAndOthersStay() {
        long sent = store.outbox().add("r1", "mail", List.of(), "{}");
        store.outbox().sent(sent);
        store.outbox().add("r2", "mail", List.of(), "{}");

        store.forget(afterAWhile(), MANY);

        assertThat(byHand("SELECT run_id FROM notification")).containsExactly("r2");
    }

    @Test
    void aScheduleKnowsWhenItWasRunLast() {
        assertThat(state().ticks().last("nightly")).isEmpty();

        state().ticks().done("nightly", Instant.parse("2026-05-01T03:00:00Z"));
        state().ticks().done("nightly", Instant.parse("2026-05-02T03:00:00Z"));

        assertThat(state().ticks().last("nightly")).contains(Instant.parse("2026-05-02T03:00:00Z"));
        assertThat(state().ticks().last("hourly")).isEmpty();
    }
}
