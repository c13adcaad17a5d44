package dev.ingot.core.graph;

import static dev.ingot.core.graph.Nodes.model;
import static dev.ingot.core.graph.Nodes.pipeline;
import static dev.ingot.core.graph.Nodes.source;
import static dev.ingot.core.graph.Nodes.tagged;
import static dev.ingot.core.graph.Nodes.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.core.graph.Selection.Indirect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

    private final Graph graph = Graph.of(List.of(
            pipeline("orders", "bronze"),
            source("bronze", "orders"),
            tagged(model("stg_orders", "source.shop.bronze.orders"), "nightly"),
            model("stg_items"),
            model("fct_orders", "model.shop.stg_orders", "model.shop.stg_items"),
            model("report", "model.shop.fct_orders"),
            test("unique_stg_orders", "unique", "model.shop.stg_orders"),
            test("rel_fct", "relationships", "model.shop.fct_orders", "model.shop.stg_items")));

    /** In the earlier state there was no report, and stg_items had another text. */
    private static final PreviousState PREVIOUS = new PreviousState() {
        @Override
        public boolean comparable() {
            return true;
        }

        @Override
        public boolean has(String node) {
            return !node.equals("model.shop.report");
        }

        @Override
        public Set<Change> changes(String node) {
            return node.equals("model.shop.stg_items") ? Set.of(Change.BODY) : Set.of();
        }

        @Override
        public Optional<String> result(String node) {
            return node.equals("model.shop.report") ? Optional.of("error") : Optional.empty();
        }

        @Override
        public boolean fresher(String source) {
            return source.equals("source.shop.bronze.orders");
        }
    };

    private List<String> names(String select, String exclude, Indirect indirect) {
        Selection selection = new Selection(graph, PREVIOUS, indirect);
        List<String> words = select.isEmpty() ? List.of() : List.of(select);
        List<String> without = exclude.isEmpty() ? List.of() : List.of(exclude);
        return selection.of(words, without, ResourceType::runnable).stream()
                .map(id -> graph.node(id).name())
                .sorted()
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "stg_orders                   | stg_orders",
                "+stg_orders                  | orders stg_orders",
                "1+report                     | fct_orders report",
                "stg_items+1                  | fct_orders rel_fct stg_items",
                "@stg_orders                  | fct_orders orders rel_fct report stg_items stg_orders unique_stg_orders",
                "stg_*                        | stg_items stg_orders",
                "shop.marts.report            | report",
                "tag:nightly+                 | fct_orders rel_fct report stg_orders unique_stg_orders",
                "tag:nightly+,report          | report",
                "report stg_items             | report stg_items",
                "path:models/marts,stg_i*     | stg_items",
                "report.sql                   | report",
                "config.materialized:table    | stg_orders",
                "source:bronze.orders+1       | stg_orders",
                "bronze.orders                | orders",
                "pipeline:*                   | orders",
                "resource_type:pipeline+      | fct_orders orders rel_fct report stg_orders unique_stg_orders",
                "result:error                 | report",
                "state:new                    | report",
                "state:modified,resource_type:model | report stg_items",
                "state:modified.body,resource_type:model | report stg_items",
                "state:modified.configs,resource_type:model | report",
                "state:unmodified,resource_type:model | fct_orders stg_orders",
                "source_status:fresher+1      | stg_orders",
                "test_name:unique             | unique_stg_orders",
                "test_type:generic            | rel_fct unique_stg_orders",
                "nothing_like_it              | ''",
            })
    void selects(String selector, String expected) {
        assertThat(String.join(" ", names(selector, "", Indirect.EMPTY))).isEqualTo(expected);
    }

    @Test
    void takesTestsAlongWhenAnyParentIsSelected() {
        assertThat(names("fct_orders", "", Indirect.EAGER)).containsExactly("fct_orders", "rel_fct");
    }

    @Test
    void leavesATestOutWhenAParentIsMissingAndTheChoiceIsCautious() {
        assertThat(names("fct_orders", "", Indirect.CAUTIOUS)).containsExactly("fct_orders");
    }

    @Test
    void takesATestAlongWhenItsOtherParentIsUpstreamAndTheChoiceIsBuildable() {
        assertThat(names("fct_orders", "", Indirect.BUILDABLE)).containsExactly("fct_orders", "rel_fct");
    }

    @Test
    void excludesANodeWithItsTests() {
        assertThat(names("", "stg_orders", Indirect.EAGER)).doesNotContain("stg_orders", "unique_stg_orders");
    }

    @Test
    void reportsEveryBadSelectorAtOnce() {
        assertThatThrownBy(() -> names("tga:nightly @report+", "state:modifed", Indirect.EAGER))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.problems()).hasSize(3))
                .hasMessageContaining("Did you mean 'tag'?")
                .hasMessageContaining("has both @ and a trailing +")
                .hasMessageContaining("Did you mean 'modified'?");
    }

    @Test
    void aStateIsOnlyComparedWithWhereOneWasGiven() {
        Selection selection = new Selection(graph, PreviousState.NONE, Indirect.EAGER);

        assertThatThrownBy(() -> selection.of(List.of("state:modified"), List.of(), ResourceType::runnable))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("'state:modified' compares with a state, and none was given");
    }

    @Test
    void namesTheChangesThatThereAre() {
        assertThatThrownBy(() -> names("state:modified.bodi", "", Indirect.EAGER))
                .hasMessageContaining("there is no change 'bodi'");
    }
}
