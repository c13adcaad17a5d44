package dev.ingot.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.load.QuarantineGroup;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.source.SourceFile;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.Outbox.Message;
import dev.ingot.core.store.Outbox.State;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.QualityMetrics;
import dev.ingot.core.store.QuarantineIndex.Entry;
import dev.ingot.core.store.QuarantineIndex.Resolution;
import dev.ingot.core.store.SchemaHistory;
import dev.ingot.core.store.WarehouseState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered from one run to the next: files, positions, schemas, quarantine, metrics, messages. */
abstract class MemoryContract extends MetadataStoreContract {

    private static final Instant MODIFIED = Instant.parse("2025-03-22T23:59:59.123456789Z");

    private static SourceFile file(String path, long batch, String run) {
        return new SourceFile(path, 12, "sha256:" + path + batch, MODIFIED, batch, run);
    }

    private boolean record(String pipeline, long batch, String run, String... paths) {
        List<SourceFile> files =
                List.of(paths).stream().map(path -> file(path, batch, run)).toList();
        return state().files().record(pipeline, batch, run, "{\"at\":" + batch + "}", files);
    }

    @Test
    void aPipelineStartsWithNothing() {
        assertThat(state().files().files("orders")).isEmpty();
        assertThat(state().positions().current("orders")).isEmpty();
        assertThat(state().positions().nextBatch("orders")).isEqualTo(1);
    }

    @Test
    void aBatchIsRecordedWithItsFilesAndItsPosition() {
        assertThat(record("orders", 1, "r1", "b.json", "a.json")).isTrue();

        assertThat(state().files().files("orders")).containsExactly(file("a.json", 1, "r1"), file("b.json", 1, "r1"));
        Position position = state().positions().current("orders").orElseThrow();
        assertThat(position.batch()).isEqualTo(1);
        assertThat(position.json()).isEqualTo("{\"at\":1}");
        assertThat(position.run()).isEqualTo("r1");
        assertThat(state().positions().nextBatch("orders")).isEqualTo(2);
        assertThat(state().positions().nextBatch("customers")).isEqualTo(1);
    }

    @Test
    void twoWarehousesShareNothing() {
        record("orders", 1, "r1", "a.json");
        state().locks().acquire(ORDERS, store.owner("r1"));
        state().ticks().done("nightly", clock.instant());
        state().metrics().record("r1", "model.shop.a", "rows", 7);
        state().schemas().record("r1", "n", ORDERS, List.of(new SchemaChange("add", "x", "", "int")));
        WarehouseState other = store.warehouse(new WarehouseId("another lake"));

        assertThat(other.files().files("orders")).isEmpty();
        assertThat(other.positions().all()).isEmpty();
        assertThat(other.positions().nextBatch("orders")).isEqualTo(1);
        assertThat(other.locks().held()).isEmpty();
        assertThat(other.ticks().last("nightly")).isEmpty();
        assertThat(other.metrics().series("model.shop.a", "rows", 10)).isEmpty();
        assertThat(other.schemas().history(ORDERS, 10)).isEmpty();
        other.locks().acquire(ORDERS, store.owner("r2"));
        assertThat(other.files().record("orders", 1, "r2", "{}", List.of())).isTrue();
        other.files().forgetPipeline("orders");
        assertThat(state().files().files("orders")).hasSize(1);
    }

    @Test
    void theSameBatchAgainChangesNothing() {
        record("orders", 1, "r1", "a.json");

        assertThat(record("orders", 1, "r2", "other.json")).isFalse();

        assertThat(state().files().files("orders")).containsExactly(file("a.json", 1, "r1"));
    }

    @Test
    void ofAFileThatWasReadAgainTheNewestReadingCounts() {
        record("orders", 1, "r1", "a.json", "b.json");
        record("orders", 2, "r2", "a.json");

        assertThat(state().files().files("orders")).containsExactly(file("a.json", 2, "r2"), file("b.json", 1, "r1"));
    }

    @Test
    void aBatchThatDidNotMoveThePositionHasReadNoFile() {
        String position = "{\"files\":[{\"path\":\"a.json\",\"size\":12,\"fingerprint\":\"sha256:a\","
                + "\"modified\":\"2025-03-22T23:59:59Z\"}]}";
        state().files().recover("orders", new CommittedBatch(1, 1, "load", position));
        state().files().recover("orders", new CommittedBatch(2, 2, "replay", position));
        assertThat(state().files().files("orders")).extracting(SourceFile::run).containsExactly("load");

        state().files().forgetRun("load");

        assertThat(state().files().files("orders")).isEmpty();
    }

    @Test
    void undoingARunForgetsItsFilesButKeepsTheHistory() {
        record("orders", 1, "r1", "a.json");
        record("orders", 2, "r2", "a.json", "b.json");
        record("customers", 1, "r2", "c.json");

        assertThat(state().files().forgetRun("r2"))
                .extracting(Position::pipeline)
                .containsExactlyInAnyOrder("orders", "customers");

        assertThat(state().files().files("orders")).containsExactly(file("a.json", 1, "r1"));
        assertThat(state().files().files("customers")).isEmpty();
        assertThat(state().positions().current("orders").orElseThrow().batch()).isEqualTo(1);
        assertThat(state().positions().nextBatch("orders"))
                .as("a batch number is never used again")
                .isEqualTo(3);
        assertThat(state().positions().history("orders", 10))
                .extracting(Position::batch, position -> position.undoneAt() == null)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, false), org.assertj.core.groups.Tuple.tuple(1L, true));
        assertThat(byHand("SELECT path FROM file_status WHERE undone_at IS NOT NULL ORDER BY path"))
                .containsExactly("a.json", "b.json", "c.json");
        assertThat(state().files().forgetRun("r2")).isEmpty();
    }

    @Test
    void aPipelineCanBeForgottenAsAWhole() {
        record("orders", 1, "r1", "a.json");
        record("customers", 1, "r1", "c.json");

        state().files().forgetPipeline("orders");

        assertThat(state().files().files("orders")).isEmpty();
        assertThat(state().positions().all()).extracting(Position::pipeline).containsExactly("customers");
    }

    @Test
    void aBatchThatOnlyTheWarehouseKnowsIsRecoveredFromItsPosition() {
        record("orders", 1, "r1", "a.json");
        CommittedBatch committed = new CommittedBatch(
                2,
                9,
                "r2",
                "{\"v\":1,\"files\":[{\"path\":\"b.json\",\"size\":12,\"fingerprint\":\"sha256:b.json2\","
                        + "\"modified\":\"2025-03-22T23:59:59.123456789Z\"}]}");

        assertThat(state().files().recover("orders", committed)).isTrue();
        assertThat(state().files().recover("orders", committed)).isFalse();

        assertThat(state().files().files("orders")).containsExactly(file("a.json", 1, "r1"), file("b.json", 2, "r2"));
        assertThat(state().positions().current("orders").orElseThrow().json()).isEqualTo(committed.position());
    }

    @Test
    void aBatchThatWasUndoneIsNotRecoveredAgain() {
        record("orders", 1, "r1", "a.json");
        state().files().forgetRun("r1");

        assertThat(state().files().recover("orders", new CommittedBatch(1, 1, "r1", "{}")))
                .isFalse();
        assertThat(state().files().files("orders")).isEmpty();
    }

    @Test
    void aPositionWithoutFilesIsRecoveredAsItIs() {
        state().files().recover("cursor", new CommittedBatch(4, 1, "r1", "{\"cursor\":\"2025\"}"));

        assertThat(state().positions().current("cursor").orElseThrow().json()).isEqualTo("{\"cursor\":\"2025\"}");
    }

    @Test
    void aPositionThatCannotBeReadStopsTheRecovery() {
        assertThatThrownBy(() -> state().files()
                        .recover("orders", new CommittedBatch(1, 1, "r1", "{\"files\":[{\"path\":\"a\"}]}")))
                .hasMessageContaining("INGOT-META-012")
                .hasMessageContaining("batch 1");
        assertThat(state().positions().current("orders")).isEmpty();
    }

    @Test
    void theSchemaHistoryIsKeptNewestFirst() {
        state().schemas()
                .record("r1", "pipeline.shop.o", ORDERS, List.of(new SchemaChange("create", "", "", "id bigint")));
        state().schemas()
                .record(
                        "r2",
                        "pipeline.shop.o",
                        ORDERS,
                        List.of(
                                new SchemaChange("add", "price", "", "double"),
                                new SchemaChange("widen", "id", "integer", "bigint")));

        assertThat(state().schemas().history(ORDERS, 2))
                .extracting(SchemaHistory.Entry::change)
                .containsExactly(
                        new SchemaChange("widen", "id", "integer", "bigint"),
                        new SchemaChange("add", "price", "", "double"));
        assertThat(state().schemas().history(CUSTOMERS, 10)).isEmpty();
    }

    private static Rejection rejection(String rule, long rows) {
        return new Rejection(
                rule,
                "it broke " + rule,
                rows,
                new QuarantinedRow(
                        "id-1",
                        "orders",
                        "r1",
                        1,
                        MODIFIED,
                        rule,
                        "it broke " + rule,
                        "a.json",
                        3,
                        "{\"price\":null}"));
    }

    @Test
    void quarantinedRowsAreIndexedByRuleWithASample() {
        state().quarantine()
                .record("r1", "orders", ORDERS, 1, List.of(rejection("not_null:price", 14), rejection("cast:q", 7)));
        state().quarantine().record("r1", "orders", ORDERS, 1, List.of(rejection("cast:q", 7)));

        List<Entry> entries = state().quarantine().find(ORDERS, null, true, 10);
        assertThat(entries).extracting(Entry::rule).containsExactly("cast:q", "not_null:price");
        Entry entry = entries.get(1);
        assertThat(entry.rows()).isEqualTo(14);
        assertThat(entry.open()).isEqualTo(14);
        assertThat(entry.reason()).isEqualTo("it broke not_null:price");
        assertThat(entry.sampleFile()).isEqualTo("a.json");
        assertThat(entry.samplePosition()).isEqualTo(3);
        assertThat(entry.sampleRaw()).isEqualTo("{\"price\":null}");
        assertThat(state().quarantine().find(null, "r2", false, 10)).isEmpty();
        assertThat(state().quarantine().find(CUSTOMERS, "r1", false, 10)).isEmpty();
    }

    @Test
    void whatAnEarlierAttemptAtABatchHadRejectedIsOpenNoMore() {
        state().quarantine().record("r1", "orders", ORDERS, 1, List.of(rejection("cast:q", 7)));
        state().quarantine().record("r1", "orders", ORDERS, 2, List.of(rejection("cast:q", 5)));

        state().quarantine().record("r2", "orders", ORDERS, 2, List.of());

        assertThat(state().quarantine().find(ORDERS, null, true, 10))
                .extracting(Entry::batch, Entry::open)
                .containsExactly(tuple(1L, 7L));
    }

    private static QuarantineGroup waiting(String run, long batch, long rows, String reason) {
        QuarantinedRow sample = rejection("cast:q", rows).sample();
        return new QuarantineGroup(
                "orders",
                run,
                batch,
                "cast:q",
                "a.json",
                rows,
                new QuarantinedRow(
                        sample.id(), "orders", run, batch, sample.at(), "cast:q", reason, "a.json", 3, sample.raw()));
    }

    private List<String> openRows() {
        return byHand("SELECT run_id, batch, rows, open_rows FROM quarantine ORDER BY id");
    }

    @Test
    void theIndexFollowsWhatTheWarehouseCounts() {
        String reason = "it broke cast:q";
        state().quarantine().record("r1", "orders", ORDERS, 1, List.of(rejection("cast:q", 7)));
        state().quarantine().record("r2", "orders", ORDERS, 2, List.of(rejection("cast:q", 5)));

        // Of the first batch five were replayed, one of them was bad again; then all but this one were purged.
        state().quarantine()
                .follow(
                        ORDERS,
                        List.of(
                                waiting("r1", 1, 2, reason),
                                waiting("r3", 1, 1, "another reason"),
                                waiting("r2", 2, 4, reason),
                                waiting("r2", 2, 1, "of another file")),
                        Resolution.REPLAYED,
                        "r3");
        assertThat(openRows()).containsExactly("r1|1|7|2", "r2|2|5|5", "r3|1|1|1");
        state().quarantine().follow(ORDERS, List.of(waiting("r3", 1, 1, "another reason")), Resolution.PURGED, "r4");
        assertThat(openRows()).containsExactly("r1|1|7|0", "r2|2|5|0", "r3|1|1|1");
        assertThat(byHand("SELECT rows, resolution, run_id FROM quarantine_settlement ORDER BY id"))
                .containsExactly("5|replayed|r3", "2|purged|r4", "5|purged|r4");

        // What was purged cannot come back; the replay is undone.
        state().quarantine().follow(ORDERS, List.of(waiting("r1", 1, 5, reason)), Resolution.UNDONE, "r3");
        assertThat(openRows()).containsExactly("r1|1|7|5", "r2|2|5|0", "r3|1|1|0");
        assertThat(byHand("SELECT rows, resolution, run_id FROM quarantine_settlement ORDER BY id"))
                .containsExactly("2|purged|r4", "5|purged|r4", "1|undone|r3");
    }

    @Test
    void metricsAreASeriesOverRuns() {
        state().metrics().record("r1", "model.shop.a", "rows", 10);
        state().metrics().record("r2", "model.shop.a", "rows", 11);
        state().metrics().record("r2", "model.shop.a", "rows", 12);
        state().metrics().record("r2", "model.shop.a", "bytes", 0.5);

        assertThat(state().metrics().series("model.shop.a", "rows", 10))
                .extracting(QualityMetrics.Entry::value)
                .containsExactly(12.0, 10.0);
        assertThat(state().metrics().since("rows", Instant.EPOCH))
                .extracting(QualityMetrics.Entry::value)
                .containsExactly(10.0, 12.0);
        assertThat(state().metrics().ofRun("r2"))
                .extracting(QualityMetrics.Entry::name)
                .containsExactly("bytes", "rows");
        assertThatThrownBy(() -> state().metrics().record("r1", "n", "share", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageIsClaimedOnceUntilItsLeaseIsOver() {
        long id = store.outbox().add("r1", "mail", List.of("ann@example.org"), "{\"success\":true}");

        Message claimed = store.outbox().claim(10, Duration.ofMinutes(5)).get(0);
        assertThat(claimed.id()).isEqualTo(id);
        assertThat(claimed.recipients()).containsExactly("ann@example.org");
        assertThat(claimed.payloadJson()).isEqualTo("{\"success\":true}");
        assertThat(store.outbox().claim(10, Duration.ofMinutes(5))).isEmpty();

        clock.pass(Duration.ofMinutes(6));
        assertThat(store.outbox().claim(10, Duration.ofMinutes(5)))
                .as("whoever claimed it died")
                .hasSize(1);
    }

    @Test
    void aFailedSendIsRecordedAndTriedAgainLater() {
        long id = store.outbox().add("r1", "mail", List.of(), "{}");
        store.outbox().claim(10, Duration.ofMinutes(5));

        store.outbox().failed(id, "connection refused", clock.instant().plusSeconds(600));

        assertThat(store.outbox().claim(10, Duration.ofMinutes(5))).isEmpty();
        clock.pass(Duration.ofSeconds(601));
        assertThat(store.outbox().claim(10, Duration.ofMinutes(5)))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.attempts()).isEqualTo(1);
                    assertThat(message.error()).isEqualTo("connection refused");
                    assertThat(message.state()).isEqualTo(State.PENDING);
                });
        store.outbox().sent(id);
        assertThat(store.outbox().newest(1)).singleElement().satisfies(message -> {
            assertThat(message.state()).isEqualTo(State.SENT);
            assertThat(message.attempts()).isEqualTo(2);
            assertThat(message.sentAt()).isNotNull();
        });
    }

    @Test
    void aMessageThatIsGivenUpIsNotTriedAgain() {
        long id = store.outbox().add("r1", "mail", List.of(), "{}");

        store.outbox().failed(id, "no such address", null);

        clock.pass(Duration.ofDays(365));
        assertThat(store.outbox().claim(10, Duration.ofMinutes(5))).isEmpty();
        assertThat(store.outbox().newest(1)).extracting(Message::state).containsExactly(State.GIVEN_UP);
    }
}
