package dev.ingot.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.ControllerDiff.Conflict;
import dev.ingot.core.store.ControllerDiff.FieldChange;
import dev.ingot.core.store.ControllerDiff.HandEdit;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerRow.Origin;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.core.store.ControllerStore.Prefer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** YAML, table and page are three views of one thing. */
abstract class ControllerContract extends MetadataStoreContract {

    private List<ControllerRow> apply(ControllerSpec... desired) {
        return apply(Prefer.YAML, desired);
    }

    private List<ControllerRow> apply(Prefer prefer, ControllerSpec... desired) {
        return store.controller().apply(plan(desired), prefer);
    }

    private ControllerDiff plan(ControllerSpec... desired) {
        return store.controller().plan(List.of(desired));
    }

    private ControllerRow row(String name) {
        return store.controller().find(name).orElseThrow();
    }

    private static ControllerSpec from(ControllerSpec spec, String dataSource) {
        return new ControllerSpec(
                spec.name(),
                spec.sourceTable(),
                spec.destinationTable(),
                spec.schemaName(),
                dataSource,
                spec.loadType(),
                spec.active(),
                spec.description(),
                spec.connection(),
                spec.optionsJson());
    }

    private static ControllerSpec to(ControllerSpec spec, String destination) {
        return new ControllerSpec(
                spec.name(),
                spec.sourceTable(),
                destination,
                spec.schemaName(),
                spec.dataSource(),
                spec.loadType(),
                spec.active(),
                spec.description(),
                spec.connection(),
                spec.optionsJson());
    }

    private static ControllerSpec options(ControllerSpec spec, String json) {
        return new ControllerSpec(
                spec.name(),
                spec.sourceTable(),
                spec.destinationTable(),
                spec.schemaName(),
                spec.dataSource(),
                spec.loadType(),
                spec.active(),
                spec.description(),
                spec.connection(),
                json);
    }

    @Test
    void aPipelineOfTheYamlBecomesARow() {
        assertThat(plan(spec("orders")).added()).containsExactly(spec("orders"));

        List<ControllerRow> rows = apply(spec("orders"));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.spec()).isEqualTo(spec("orders"));
            assertThat(row.origin()).isEqualTo(Origin.YAML);
            assertThat(row.active()).isTrue();
        });
        assertThat(store.controller().rows()).isEqualTo(rows);
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        List<ControllerRow> before = apply(spec("orders"));

        assertThat(plan(spec("orders")).isEmpty()).isTrue();
        assertThat(apply(spec("orders"))).isEqualTo(before);
    }

    @Test
    void aPreviewShowsTheRowsAsApplyWouldLeaveThemAndWritesNothing() {
        apply(spec("orders"), spec("customers"), spec("gone"));
        byHand("UPDATE controller SET data_source = 'customers_test' WHERE name = 'customers'");
        List<ControllerRow> before = store.controller().rows();
        ControllerDiff diff = plan(from(spec("orders"), "orders_new"), spec("customers"), spec("added"));

        List<ControllerRow> preview = store.controller().preview(diff);

        assertThat(store.controller().rows()).isEqualTo(before);
        List<ControllerRow> applied = store.controller().apply(diff, Prefer.YAML);
        assertThat(preview)
                .extracting(ControllerRow::spec)
                .containsExactlyElementsOf(
                        applied.stream().map(ControllerRow::spec).toList());
        assertThat(preview)
                .extracting(ControllerRow::origin)
                .containsExactlyElementsOf(
                        applied.stream().map(ControllerRow::origin).toList());
        assertThat(preview)
                .filteredOn(row -> row.id() == 0)
                .singleElement()
                .satisfies(row -> assertThat(row.name()).isEqualTo("added"));
    }

    @Test
    void optionsThatAreOnlyWrittenDifferentlyAreNoChange() {
        apply(options(spec("orders"), "{\"a\": {\"x\": 1, \"y\": 2}, \"b\": true}"));

        assertThat(plan(options(spec("orders"), "{\"b\":true,\"a\":{\"y\":2,\"x\":1}}"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aRowEditedWithSqlTakesEffectAndStaysInForce() {
        apply(spec("customers"));

        byHand("UPDATE controller SET data_source = 'customers_test' WHERE name = 'customers'");

        assertThat(row("customers").spec().dataSource()).isEqualTo("customers_test");
        ControllerDiff diff = plan(spec("customers"));
        assertThat(diff.isEmpty()).isTrue();
        assertThat(diff.handEdits())
                .containsExactly(
                        new HandEdit(row("customers").id(), "customers", "data_source", "customers", "customers_test"));
        apply(spec("customers"));
        assertThat(row("customers").spec().dataSource()).isEqualTo("customers_test");
    }

    @Test
    void aHandEditSurvivesAChangeOfAnotherFieldInTheYaml() {
        apply(spec("orders"));
        byHand("UPDATE controller SET data_source = 'orders_test'");

        apply(to(spec("orders"), "orders_v2"));

        assertThat(row("orders").spec()).isEqualTo(to(from(spec("orders"), "orders_test"), "orders_v2"));
    }

    @Test
    void theYamlWinsBackAFieldWhenItChangesThatField() {
        apply(spec("orders"));
        byHand("UPDATE controller SET data_source = 'orders_test'");

        ControllerDiff diff = plan(from(spec("orders"), "orders_new"));

        assertThat(diff.isEmpty()).isFalse();
        assertThat(diff.conflicts())
                .containsExactly(new Conflict(
                        row("orders").id(), "orders", "data_source", "orders", "orders_test", "orders_new"));
        store.controller().apply(diff, Prefer.YAML);
        assertThat(row("orders").spec().dataSource()).isEqualTo("orders_new");
        assertThat(plan(from(spec("orders"), "orders_new")).handEdits()).isEmpty();
    }

    @Test
    void theTableCanBePreferredAndThenStaysInForce() {
        apply(spec("orders"));
        byHand("UPDATE controller SET data_source = 'orders_test'");

        apply(Prefer.TABLE, from(spec("orders"), "orders_new"));

        assertThat(row("orders").spec().dataSource()).isEqualTo("orders_test");
        assertThat(plan(from(spec("orders"), "orders_new")).conflicts()).isEmpty();
        assertThat(plan(from(spec("orders"), "orders_new")).handEdits())
                .extracting(HandEdit::yaml)
                .containsExactly("orders_new");
    }

    @Test
    void aChangeOfTheYamlIsShownFieldByFieldAndWritten() {
        apply(spec("orders"));
        long id = row("orders").id();
        ControllerSpec changed = options(from(spec("orders"), "o/*.json"), "{\"key\":[\"id\"],\"batch\":\"day\"}");

        assertThat(plan(changed).changed())
                .containsExactlyInAnyOrder(
                        new FieldChange(id, "orders", "data_source", "orders", "o/*.json"),
                        new FieldChange(id, "orders", "options.threshold", "5", null),
                        new FieldChange(id, "orders", "options.batch", null, "\"day\""));
        apply(changed);
        assertThat(SpecFields.of(row("orders").spec())).isEqualTo(SpecFields.of(changed));
    }

    @Test
    void oneOptionEditedByHandAndAnotherInTheYamlAreBothKept() {
        apply(options(spec("orders"), "{\"a\":1,\"b\":1}"));
        byHand("UPDATE controller SET options = '{\"a\": 2, \"b\": 1}'");

        ControllerDiff diff = plan(options(spec("orders"), "{\"a\":1,\"b\":3}"));
        store.controller().apply(diff, Prefer.YAML);

        assertThat(diff.conflicts()).isEmpty();
        assertThat(row("orders").spec().optionsJson()).isEqualTo("{\"a\":2,\"b\":3}");
    }

    @Test
    void aHandEditThatTheYamlFollowsIsNoEditAnyMore() {
        apply(spec("orders"));
        byHand("UPDATE controller SET data_source = 'orders_test'");

        assertThat(plan(from(spec("orders"), "orders_test")).adopted()).containsExactly("orders");
        apply(from(spec("orders"), "orders_test"));

        ControllerDiff next = plan(from(spec("orders"), "orders_v3"));
        assertThat(next.conflicts()).isEmpty();
        assertThat(next.changed()).extracting(FieldChange::after).containsExactly("orders_v3");
    }

    @Test
    void aPipelineThatLeavesTheYamlIsSwitchedOffButKeepsItsIdForTheAudit() {
        long id = apply(spec("orders")).get(0).id();

        assertThat(plan().removed()).extracting(ControllerRow::name).containsExactly("orders");
        apply();

        assertThat(row("orders").active()).isFalse();
        assertThat(row("orders").origin()).isEqualTo(Origin.REMOVED);
        assertThat(plan().isEmpty()).isTrue();
        apply(spec("orders"));
        assertThat(row("orders").active()).isTrue();
        assertThat(row("orders").id()).isEqualTo(id);
    }

    @Test
    void anotherPipelineCanTakeOverTheTableOfOneThatLeftTheYaml() {
        apply(spec("a"), spec("b"));

        apply(to(spec("b"), "a"));

        assertThat(row("b").spec().destinationTable()).isEqualTo("a");
        assertThat(row("a").active()).isFalse();
        assertThatThrownBy(() -> byHand("UPDATE controller SET active = 1 WHERE name = 'a'"))
                .as("two pipelines would write one table")
                .hasMessageContaining("UNIQUE");
    }

    @Test
    void aRowAddedByHandInPlaceOfOneThatLeftTheYamlIsTheOneThatCounts() {
        long old = apply(spec("orders")).get(0).id();
        apply();
        long mine = store.controller().add(spec("orders")).id();

        assertThat(row("orders").id()).isEqualTo(mine).isNotEqualTo(old);
        apply(spec("orders"));

        assertThat(row("orders").id()).isEqualTo(mine);
        assertThat(store.controller().rows())
                .extracting(ControllerRow::origin)
                .containsExactly(Origin.REMOVED, Origin.YAML);
    }

    @Test
    void aPipelineThatWasRenamedInTheYamlKeepsItsId() {
        long id = apply(spec("orders")).get(0).id();

        ControllerDiff diff = plan(spec("orders").withName("web_orders"));
        store.controller().apply(diff, Prefer.YAML);

        assertThat(diff.added()).isEmpty();
        assertThat(diff.changed()).containsExactly(new FieldChange(id, "orders", "name", "orders", "web_orders"));
        assertThat(row("web_orders").id()).isEqualTo(id);
    }

    @Test
    void aRowRenamedByHandIsStillTheSamePipeline() {
        long id = apply(spec("orders")).get(0).id();
        byHand("UPDATE controller SET name = 'o', destination_table = 'o'");

        assertThat(plan(spec("orders")).added()).isEmpty();
        assertThat(apply(spec("orders"))).extracting(ControllerRow::id).containsExactly(id);
        assertThat(row("o").id()).isEqualTo(id);
    }

    @Test
    void twoPipelinesCanSwapTheirTables() {
        apply(spec("a"), spec("b"));

        apply(to(spec("a"), "b"), to(spec("b"), "a"));

        assertThat(row("a").spec().destinationTable()).isEqualTo("b");
        assertThat(row("b").spec().destinationTable()).isEqualTo("a");
    }

    @Test
    void fourValuesAreEnoughToAddAPipelineByHand() {
        byHand("INSERT INTO controller (source_table, destination_table, data_source, load_type)"
                + " VALUES ('orders', 'orders', 'orders/*.json', 'full')");

        ControllerRow row = row("orders");
        assertThat(row.spec())
                .isEqualTo(new ControllerSpec(
                        "orders", "orders", "orders", "bronze", "orders/*.json", "full", true, "", null, "{}"));
        assertThat(row.origin()).isEqualTo(Origin.MANUAL);
        assertThat(byHand("SELECT created_at = updated_at FROM controller")).containsExactly("1");
    }

    @Test
    void twoTablesOfOneNameInTwoSchemasGetTwoNamesByHand() {
        byHand("INSERT INTO controller (source_table, destination_table, schema_name, data_source, load_type)"
                + " VALUES ('o', 'orders', 'bronze', 'o', 'full'), ('o', 'orders', 'legacy', 'o', 'full')");

        assertThat(store.controller().rows())
                .extracting(ControllerRow::name)
                .containsExactly("orders", "legacy.orders");
    }

    @Test
    void applyLeavesRowsAddedByHandAlone() {
        byHand("INSERT INTO controller (source_table, destination_table, data_source, load_type)"
                + " VALUES ('manual', 'manual', 'm', 'append')");

        apply(spec("orders"));

        assertThat(row("manual").active()).isTrue();
        assertThat(plan(spec("orders")).isEmpty()).isTrue();
    }

    @Test
    void aRowAddedByHandAndThenExportedToYamlIsAdopted() {
        ControllerRow added = store.controller().add(spec("orders"));
        assertThat(added.origin()).isEqualTo(Origin.MANUAL);

        ControllerDiff diff = plan(spec("orders"));
        store.controller().apply(diff, Prefer.YAML);

        assertThat(diff.adopted()).containsExactly("orders");
        assertThat(diff.conflicts()).isEmpty();
        assertThat(row("orders").origin()).isEqualTo(Origin.YAML);
        assertThat(row("orders").id()).isEqualTo(added.id());
    }

    @Test
    void aRowAddedByHandThatDiffersFromANewPipelineIsAConflict() {
        long id = store.controller().add(from(spec("orders"), "mine")).id();

        ControllerDiff diff = plan(spec("orders"));

        assertThat(diff.conflicts()).containsExactly(new Conflict(id, "orders", "data_source", null, "mine", "orders"));
        store.controller().apply(diff, Prefer.TABLE);
        assertThat(row("orders").spec().dataSource()).isEqualTo("mine");
    }

    @Test
    void aRowEditedOnThePageIsAHandEdit() {
        apply(spec("orders"));

        store.controller().edit(row("orders").id(), spec("orders").withActive(false));

        assertThat(row("orders").active()).isFalse();
        assertThat(plan(spec("orders")).handEdits()).extracting(HandEdit::field).containsExactly("active");
    }

    private String time(String column) {
        return byHand("SELECT " + column + " FROM controller WHERE name = 'orders'")
                .get(0);
    }

    @Test
    void anEditByHandMovesTheUpdateTime() {
        apply(spec("orders"));
        String created = time("created_at");
        String updated = time("updated_at");

        byHand("UPDATE controller SET active = 0");

        assertThat(time("updated_at")).isNotEqualTo(updated);
        assertThat(time("created_at")).isEqualTo(created);
    }

    @Test
    void aChangeByApplyHasTheTimeOfItsClock() {
        apply(spec("orders"));

        apply(from(spec("orders"), "other"));

        assertThat(time("updated_at")).isBetween(time("created_at"), Times.text(clock.instant()));
    }

    @Test
    void nonsenseInAColumnOfIngotsOwnStopsNobody() {
        apply(spec("orders"));

        byHand("UPDATE controller SET updated_at = 'yesterday', applied = '{broken'");

        assertThat(row("orders").name()).isEqualTo("orders");
        assertThat(plan(spec("orders")).conflicts()).isEmpty();
        assertThat(plan(from(spec("orders"), "other")).conflicts()).hasSize(1);
    }

    @Test
    void aPlanIsNotAppliedToATableThatChangedSince() {
        apply(spec("orders"));
        ControllerDiff diff = plan(from(spec("orders"), "new"));
        byHand("UPDATE controller SET data_source = 'by hand'");

        assertThatThrownBy(() -> store.controller().apply(diff, Prefer.YAML))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-006")
                .hasMessageContaining("changed since the plan");
        assertThat(row("orders").spec().dataSource()).isEqualTo("by hand");
    }

    @Test
    void allMistakesOfAPlanAreToldAtOnce() {
        ControllerSpec wrong = new ControllerSpec("a", "", "t", "bronze", "d", "ful", true, "", null, "[1]");

        assertThatThrownBy(() -> plan(wrong, to(spec("b"), "T")))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("has no source_table")
                .hasMessageContaining("unknown load_type 'ful'")
                .hasMessageContaining("Did you mean 'full'?")
                .hasMessageContaining("no JSON object")
                .hasMessageContaining("'a' and 'b' both write bronze.T");
    }

    @Test
    void aTakenDestinationIsRefusedInTheUsersWords() {
        store.controller().add(spec("orders"));

        assertThatThrownBy(() -> store.controller().add(to(spec("more"), "ORDERS")))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-META-007")
                .hasMessageContaining("The pipeline 'more' cannot be added")
                .hasMessageContaining("UNIQUE");
    }

    @Test
    void theTableItselfRefusesWhatNoPipelineCanBe() {
        for (String values : List.of(
                "'o', 'o', 'd', 'sometimes', 1, '{}'",
                "'', 'o', 'd', 'full', 1, '{}'",
                "'o', 'o', NULL, 'full', 1, '{}'",
                "'o', 'o', 'd', 'full', 7, '{}'",
                "'o', 'o', 'd', 'full', 1, '[]'",
                "'o', 'o', 'd', 'full', 1, '{'")) {
            assertThatThrownBy(() -> byHand("INSERT INTO controller (source_table, destination_table, data_source,"
                            + " load_type, active, options) VALUES (" + values + ")"))
                    .as(values)
                    .hasMessageContaining("constraint");
        }
        assertThat(store.controller().rows()).isEmpty();
    }
}
