package dev.ingot.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.core.store.AuditStore.AuditQuery;
import dev.ingot.core.store.Locks;
import dev.ingot.core.store.MetadataStore;
import dev.ingot.core.store.MetadataStore.Heartbeat;
import dev.ingot.core.store.RunOwner;
import dev.ingot.core.store.RunRow;
import dev.ingot.core.store.RunStart;
import dev.ingot.core.store.RunStatus;
import dev.ingot.core.store.StepRow;
import dev.ingot.core.store.StepStart;
import dev.ingot.core.store.StepStatus;
import dev.ingot.core.store.TableVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs, audit, locks, recovery. */
abstract class RunContract extends MetadataStoreContract {

    private static Outcome failure(String what) {
        return new Outcome.Failed(List.of(Problem.of(MetadataError.BUSY, what)), Counts.ZERO, true);
    }

    private StepRow only(String run) {
        assertThat(store.audit().steps(run)).hasSize(1);
        return store.audit().steps(run).get(0);
    }

    private void startAs(RunOwner owner) {
        RunStart start = runStart(owner.run());
        store.audit()
                .startRun(new RunStart(
                        owner,
                        start.command(),
                        start.project(),
                        start.target(),
                        start.warehouse(),
                        start.arguments(),
                        start.gitCommit(),
                        start.versions(),
                        start.nodes()));
    }

    @Test
    void aRunIsRunningFromItsStart() {
        start("r1");

        RunRow row = store.audit().run("r1").orElseThrow();
        assertThat(row.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(row.ended()).isNull();
        assertThat(row.command()).isEqualTo("run");
        assertThat(row.arguments()).containsExactly("--date", "20250323");
        assertThat(row.versions()).isEqualTo(Map.of("ingot", "0.1.0"));
        assertThat(row.nodes()).containsExactly("model.shop.a", "model.shop.b");
        assertThat(row.gitCommit()).isEqualTo("0a1b2c3");
        assertThat(row.owner()).isEqualTo(store.owner("r1"));
    }

    @Test
    void aStepIsRunningUntilItsOutcomeIsKnown() {
        start("r1");
        long id = store.audit().startStep(step("r1", "model.shop.a"));
        assertThat(only("r1").status()).isEqualTo(StepStatus.RUNNING);

        store.audit()
                .endStep(
                        id,
                        new Outcome.Succeeded(BALANCED, List.of(new TableChange(ORDERS, 3, 4)), "merged", List.of()));

        StepRow row = only("r1");
        assertThat(row.auditId()).isEqualTo(id);
        assertThat(row.status()).isEqualTo(StepStatus.SUCCESS);
        assertThat(row.counts()).isEqualTo(BALANCED);
        assertThat(row.versionBefore()).isEqualTo(3);
        assertThat(row.versionAfter()).isEqualTo(4);
        assertThat(row.message()).isEqualTo("merged");
        assertThat(row.errorCode()).isNull();
        assertThat(row.started()).isBefore(row.ended());
        assertThat(byHand("SELECT records_processed FROM audit")).containsExactly("10");
    }

    @Test
    void aFailedStepKeepsCodeMessageAndWhatItCounted() {
        start("r1");
        long id = store.audit().startStep(step("r1", "model.shop.a"));

        Counts counted = new Counts(10, 0, 0, 0, 0, 0, 0, 7);
        store.audit()
                .endStep(
                        id,
                        new Outcome.Failed(
                                List.of(
                                        Problem.of(MetadataError.BUSY, "One."),
                                        Problem.of(MetadataError.LOCKED, "Two.")),
                                counted,
                                false));

        assertThat(only("r1").status()).isEqualTo(StepStatus.FAILED);
        assertThat(only("r1").counts()).isEqualTo(counted);
        assertThat(only("r1").errorCode()).isEqualTo("INGOT-META-004");
        assertThat(only("r1").message()).contains("One.").contains("Two.");
    }

    @Test
    void aSkippedStepSaysWhy() {
        start("r1");

        long id = store.audit().skipStep(step("r1", "model.shop.a"), new Outcome.Skipped("a test upstream failed"));

        assertThat(only("r1").auditId()).isEqualTo(id);
        assertThat(only("r1").status()).isEqualTo(StepStatus.SKIPPED);
        assertThat(only("r1").message()).isEqualTo("a test upstream failed");
        assertThat(only("r1").ended()).isNotNull();
    }

    @Test
    void aSuccessWhoseRowsDoNotAddUpIsStoredAsAFailure() {
        start("r1");
        long id = store.audit().startStep(step("r1", "model.shop.a"));

        assertThatThrownBy(() -> store.audit().endStep(id, Outcome.Succeeded.of(new Counts(10, 7, 0, 0, 0, 2, 0, 0))))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("read 10 != 7 inserted + 2 deduplicated");

        assertThat(only("r1").status()).isEqualTo(StepStatus.FAILED);
        assertThat(only("r1").errorCode()).isEqualTo("INGOT-META-008");
    }

    @Test
    void theTableItselfRefusesASuccessThatLosesARow() {
        start("r1");
        long id = store.audit().startStep(step("r1", "model.shop.a"));

        assertThatThrownBy(() -> byHand("UPDATE audit SET status = 'success', end_time = start_time, rows_read = 10,"
                        + " inserted = 9 WHERE audit_id = " + id))
                .hasMessageContaining("conservation");
        byHand("UPDATE audit SET status = 'success', end_time = start_time, rows_read = 10, inserted = 9,"
                + " quarantined = 1 WHERE audit_id = " + id);

        assertThat(only("r1").counts().balanced()).isTrue();
    }

    @Test
    void timesAreReadableUtcText() {
        start("r1");

        assertThat(byHand("SELECT started_at FROM run"))
                .singleElement()
                .asString()
                .matches("2025-03-23T08:15:00\\.\\d{3}Z");
    }

    @Test
    void endingARunCountsItsStepsAndTheRowsOfItsPipelines() {
        start("r1");
        long pipelineId = store.controller().add(spec("orders")).id();
        long pipeline =
                store.audit().startStep(new StepStart("r1", pipelineId, "pipeline.shop.o", "pipeline", ORDERS, 1));
        store.audit().endStep(pipeline, Outcome.Succeeded.of(BALANCED));
        long first = store.audit().startStep(step("r1", "model.shop.a"));
        store.audit().endStep(first, failure("unreachable"));
        long second = store.audit().startStep(new StepStart("r1", null, "model.shop.a", "model", ORDERS, 2));
        store.audit().endStep(second, Outcome.Succeeded.of(Counts.inserted(99)));
        long broken = store.audit().startStep(step("r1", "model.shop.b"));
        store.audit().endStep(broken, failure("wrong"));
        store.audit().skipStep(step("r1", "model.shop.c"), new Outcome.Skipped("b failed"));

        store.audit().endRun("r1", RunStatus.FAILED, "1 of 4 nodes failed");

        RunRow row = store.audit().run("r1").orElseThrow();
        assertThat(row.status()).isEqualTo(RunStatus.FAILED);
        assertThat(row.ended()).isNotNull();
        assertThat(row.succeeded()).isEqualTo(2);
        assertThat(row.failed()).isEqualTo(1);
        assertThat(row.skipped()).isEqualTo(1);
        assertThat(row.counts()).isEqualTo(BALANCED);
        assertThat(row.message()).isEqualTo("1 of 4 nodes failed");
        assertThat(byHand("SELECT name, status, records_processed FROM controller_status"))
                .containsExactly("orders|success|10");
    }

    @Test
    void endingARunInterruptsItsRunningStepsAndFreesItsLocks() {
        start("r1");
        store.audit().startStep(step("r1", "model.shop.a"));
        state().locks().acquire(ORDERS, store.owner("r1"));

        store.audit().endRun("r1", RunStatus.INTERRUPTED, "Ctrl-C");

        assertThat(only("r1").status()).isEqualTo(StepStatus.INTERRUPTED);
        assertThat(only("r1").message()).isEqualTo("Ctrl-C");
        assertThat(state().locks().held()).isEmpty();
    }

    @Test
    void aStepCanBeInterruptedAlone() {
        start("r1");
        long id = store.audit().startStep(step("r1", "model.shop.a"));

        store.audit().interruptStep(id, "stopped by --fail-fast");

        assertThat(only("r1").status()).isEqualTo(StepStatus.INTERRUPTED);
        assertThat(store.audit().run("r1").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void retryIsOfferedAllThatDidNotSucceedInTheEnd() {
        start("r1", "n.ok", "n.second_try", "n.failed", "n.skipped", "n.hung", "n.never_reached");
        store.audit().endStep(store.audit().startStep(step("r1", "n.ok")), Outcome.Succeeded.of(Counts.ZERO));
        store.audit().endStep(store.audit().startStep(step("r1", "n.second_try")), failure("x"));
        store.audit().endStep(store.audit().startStep(step("r1", "n.second_try")), Outcome.Succeeded.of(Counts.ZERO));
        store.audit().endStep(store.audit().startStep(step("r1", "n.failed")), failure("x"));
        store.audit().skipStep(step("r1", "n.skipped"), new Outcome.Skipped("n.failed failed"));
        store.audit().startStep(step("r1", "n.hung"));

        assertThat(store.audit().unfinishedNodes("r1"))
                .containsExactly("n.failed", "n.skipped", "n.hung", "n.never_reached");
    }

    @Test
    void aChangeOfStateIsSeenAgainstTheRunBefore() {
        start("r1");
        store.audit().endRun("r1", RunStatus.SUCCESS, null);
        start("r2");
        store.audit().endRun("r2", RunStatus.FAILED, "x");
        start("r3");
        store.audit().endRun("r3", RunStatus.INTERRUPTED, "x");
        start("r4");

        assertThat(store.audit().previousRun("r4").map(RunRow::run)).hasValue("r2");
        assertThat(store.audit().previousRun("r2").map(RunRow::run)).hasValue("r1");
        assertThat(store.audit().previousRun("r1")).isEmpty();
        assertThat(store.audit().lastRun("shop", "dev").map(RunRow::run)).hasValue("r3");
        assertThat(store.audit().lastRun("shop", "prod")).isEmpty();
        assertThat(store.audit().runs(2)).extracting(RunRow::run).containsExactly("r4", "r3");
    }

    @Test
    void theAuditIsSearchedByPartOfANameAndByStatus() {
        start("r1");
        store.audit().endStep(store.audit().startStep(step("r1", "model.shop.orders")), failure("x"));
        store.audit()
                .endStep(store.audit().startStep(step("r1", "model.shop.people")), Outcome.Succeeded.of(Counts.ZERO));

        assertThat(store.audit().find(AuditQuery.newest(1)))
                .extracting(StepRow::node)
                .containsExactly("model.shop.people");
        assertThat(store.audit().find(new AuditQuery("shop.ord", null, 10)))
                .extracting(StepRow::node)
                .containsExactly("model.shop.orders");
        assertThat(store.audit().find(new AuditQuery("bronze.orders", StepStatus.FAILED, 10)))
                .hasSize(1);
        assertThat(store.audit().find(new AuditQuery("%", null, 10))).isEmpty();
    }

    @Test
    void severalBatchesOfAStepAreOneChangeOfTheTable() {
        start("r1");
        long id = store.audit().startStep(step("r1", "pipeline.shop.o"));
        state().versions().record(id, new TableChange(ORDERS, -1, 0));
        state().versions().record(id, new TableChange(ORDERS, 0, 1));
        state().versions().record(id, new TableChange(CUSTOMERS, 5, 5));
        store.audit().endStep(id, failure("the third batch broke"));

        assertThat(state().versions().ofRun("r1"))
                .extracting(TableVersions.Entry::change)
                .containsExactly(new TableChange(ORDERS, -1, 1));
        assertThat(state().versions().ofTable(ORDERS, 10))
                .extracting(TableVersions.Entry::run)
                .containsExactly("r1");
        assertThat(only("r1").versionBefore()).isEqualTo(-1);
        assertThat(only("r1").versionAfter()).isEqualTo(1);
    }

    @Test
    void aStepThatHadNothingToWriteShowsTheVersionItFound() {
        start("r1");
        long id = store.audit().startStep(step("r1", "pipeline.shop.o"));

        store.audit()
                .endStep(id, new Outcome.Succeeded(Counts.ZERO, List.of(new TableChange(ORDERS, 7, 7)), "", List.of()));

        assertThat(only("r1").versionBefore()).isEqualTo(7);
        assertThat(only("r1").versionAfter()).isEqualTo(7);
        assertThat(state().versions().ofRun("r1")).isEmpty();
    }

    @Test
    void aRunInWhichNothingHappenedIsForgottenAndAnyOtherStays() {
        start("idle");
        long nothing = store.audit().startStep(step("idle", "pipeline.shop.orders"));
        store.audit().endStep(nothing, Outcome.Succeeded.of(Counts.ZERO));
        store.audit().endRun("idle", RunStatus.SUCCESS, null);
        start("busy");
        long something = store.audit().startStep(step("busy", "pipeline.shop.orders"));
        store.audit().endStep(something, Outcome.Succeeded.of(Counts.inserted(1)));
        store.audit().endRun("busy", RunStatus.SUCCESS, null);
        start("broken");
        store.audit().endRun("broken", RunStatus.FAILED, null);

        List.of("idle", "busy", "broken").forEach(store.audit()::forgetIdle);

        assertThat(store.audit().runs(9)).extracting(RunRow::run).containsExactlyInAnyOrder("broken", "busy");
        assertThat(store.audit().steps("idle")).isEmpty();
    }

    @Test
    void anUndoneRunIsMarked() {
        start("r1");
        store.audit().endRun("r1", RunStatus.SUCCESS, null);

        store.audit().markUndone("r1");

        assertThat(store.audit().run("r1").orElseThrow().undoneAt()).isNotNull();
        assertThatThrownBy(() -> store.audit().markUndone("r9")).hasMessageContaining("no run r9");
    }

    @Test
    void anUndoThatWasBegunIsKnownUntilItIsDone() {
        start("r1");
        store.audit().endRun("r1", RunStatus.SUCCESS, null);

        store.audit().beginUndo("r1");

        assertThat(store.audit().undosBegun()).extracting(RunRow::run).containsExactly("r1");
        store.audit().markUndone("r1");
        assertThat(store.audit().undosBegun()).isEmpty();
    }

    @Test
    void aHeldTableIsRefusedAndItsOwnerIsNamed() {
        state().locks().acquire(ORDERS, processes.owner("r1", 77));

        assertThatThrownBy(() -> state().locks().acquire(ORDERS, processes.owner("r2", 78)))
                .isInstanceOfSatisfying(
                        IngotException.class,
                        e -> assertThat(e.first().code().exit()).isEqualTo(ExitCode.LOCKED))
                .hasMessageContaining("INGOT-META-001")
                .hasMessageContaining("bronze.orders is locked by the run r1 (process 77 on here) since 2025-03-23T")
                .hasMessageContaining("stop process 77");
        assertThatThrownBy(() -> state().locks().acquire(TableName.of("BRONZE", "Orders"), processes.owner("r2", 78)))
                .as("the same table in other letters")
                .hasMessageContaining("INGOT-META-001");
    }

    @Test
    void oneRunDoesNotLockOneTableTwice() {
        state().locks().acquire(ORDERS, store.owner("r1"));

        assertThatThrownBy(() -> state().locks().acquire(ORDERS, store.owner("r1")))
                .hasMessageContaining("Two steps of one run");
    }

    @Test
    void aFreedTableCanBeTakenByAnother() {
        Locks.Lease lease = state().locks().acquire(ORDERS, processes.owner("r1", 77));
        lease.close();

        Locks.Lease next = state().locks().acquire(ORDERS, processes.owner("r2", 78));
        lease.close();

        assertThat(next.table()).isEqualTo(ORDERS);
        assertThat(state().locks().held())
                .as("closing an old lease again frees nothing")
                .extracting(held -> held.owner().run())
                .containsExactly("r2");
    }

    @Test
    void theLockOfADeadProcessIsTakenOverAtOnceAndItsRunIsInterrupted() {
        startAs(processes.owner("r1", 77));
        store.audit().startStep(step("r1", "model.shop.a"));
        state().locks().acquire(ORDERS, processes.owner("r1", 77));
        processes.kill(77);

        state().locks().acquire(ORDERS, processes.owner("r2", 78));

        assertThat(state().locks().held())
                .extracting(held -> held.owner().run())
                .containsExactly("r2");
        assertThat(only("r1").status()).isEqualTo(StepStatus.INTERRUPTED);
        assertThat(store.audit().run("r1").orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
    }

    @Test
    void theLockOfAnotherMachineIsTakenOverWhenItsLeaseHasRunOut() {
        state().locks().acquire(ORDERS, processes.elsewhere("r1"));
        clock.pass(MetadataStore.LEASE.minus(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> state().locks().acquire(ORDERS, store.owner("r2")))
                .hasMessageContaining("(process 1 on there)")
                .hasMessageContaining("free at 2025-03-23T08:16:00");

        clock.pass(Duration.ofSeconds(2));

        assertThat(state().locks().acquire(ORDERS, store.owner("r2")).table()).isEqualTo(ORDERS);
    }

    @Test
    void aHeartbeatKeepsRunAndLocksAlive() {
        startAs(processes.elsewhere("r1"));
        state().locks().acquire(ORDERS, processes.elsewhere("r1"));
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofSeconds(40));
            assertThat(store.heartbeat("r1")).isEqualTo(new Heartbeat(true, List.of()));
        }

        assertThat(store.recover()).isEmpty();
        assertThat(state().locks().held()).hasSize(1);
    }

    @Test
    void aRunThatWasGivenUpLearnsOfItAtItsNextHeartbeat() {
        startAs(processes.elsewhere("r1"));
        state().locks().acquire(ORDERS, processes.elsewhere("r1"));
        state().locks().acquire(CUSTOMERS, processes.elsewhere("r1"));
        clock.pass(MetadataStore.LEASE.plusSeconds(1));
        state().locks().acquire(ORDERS, store.owner("r2"));

        assertThat(store.heartbeat("r1")).isEqualTo(new Heartbeat(false, List.of(CUSTOMERS, ORDERS)));
    }

    @Test
    void nothingStaysRunningForEver() {
        startAs(processes.owner("killed", 77));
        store.audit().startStep(step("killed", "model.shop.a"));
        state().locks().acquire(ORDERS, processes.owner("killed", 77));
        startAs(processes.elsewhere("unheard"));
        start("alive");
        long step = store.audit().startStep(step("alive", "model.shop.a"));
        processes.kill(77);
        clock.pass(MetadataStore.LEASE.minusSeconds(10));
        store.heartbeat("alive");
        clock.pass(Duration.ofSeconds(20));

        assertThat(store.recover()).extracting(RunRow::run).containsExactly("killed", "unheard");

        RunRow killed = store.audit().run("killed").orElseThrow();
        assertThat(killed.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(killed.message()).isEqualTo("Process 77 on here went away without ending this run.");
        assertThat(only("killed").status()).isEqualTo(StepStatus.INTERRUPTED);
        assertThat(state().locks().held()).isEmpty();
        assertThat(only("alive").auditId()).isEqualTo(step);
        assertThat(only("alive").status()).isEqualTo(StepStatus.RUNNING);
        assertThat(store.recover()).isEmpty();
    }

    @Test
    void aRunThatWasWronglyGivenUpHasTheLastWord() {
        startAs(processes.elsewhere("r1"));
        long step = store.audit().startStep(step("r1", "model.shop.a"));
        clock.pass(MetadataStore.LEASE.plusSeconds(1));
        store.recover();

        store.audit().endStep(step, Outcome.Succeeded.of(Counts.inserted(5)));
        store.audit().endRun("r1", RunStatus.SUCCESS, null);

        assertThat(only("r1").status()).isEqualTo(StepStatus.SUCCESS);
        assertThat(store.audit().run("r1").orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
    }
}
