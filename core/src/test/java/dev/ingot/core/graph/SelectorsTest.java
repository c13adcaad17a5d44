package dev.ingot.core.graph;

import static dev.ingot.core.graph.Nodes.model;
import static dev.ingot.core.graph.Nodes.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.core.graph.Selection.Indirect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectorsTest {

    @TempDir
    Path folder;

    private final Graph graph = Graph.of(List.of(
            tagged(model("stg_orders"), "nightly"),
            tagged(model("stg_items"), "nightly"),
            model("fct_orders", "model.shop.stg_orders", "model.shop.stg_items"),
            model("report", "model.shop.fct_orders")));

    private Selectors selectors(String yaml) throws IOException {
        Files.writeString(folder.resolve("selectors.yml"), yaml);
        return Selectors.of(folder);
    }

    private List<String> names(Selector selector) {
        return new Selection(graph, PreviousState.NONE, Indirect.EAGER)
                .of(selector, ResourceType::runnable).stream()
                        .map(id -> graph.node(id).name())
                        .sorted()
                        .toList();
    }

    @Test
    void aDefinitionMayBeATextOrAMethodOrBothWithNeighbours() throws IOException {
        Selectors selectors = selectors("""
                selectors:
                  - name: text
                    definition: "+fct_orders"
                  - name: short
                    definition: {tag: nightly}
                  - name: long
                    definition: {method: tag, value: nightly, children: true, children_depth: 1}
                """);

        assertThat(names(selectors.named("text"))).containsExactly("fct_orders", "stg_items", "stg_orders");
        assertThat(names(selectors.named("short"))).containsExactly("stg_items", "stg_orders");
        assertThat(names(selectors.named("long"))).containsExactly("fct_orders", "stg_items", "stg_orders");
    }

    @Test
    void setsAreUnitedIntersectedAndReduced() throws IOException {
        Selectors selectors = selectors("""
                selectors:
                  - name: some
                    definition:
                      union:
                        - report
                        - intersection:
                            - tag:nightly
                            - {method: fqn, value: "stg_*"}
                        - exclude: [stg_items]
                  - name: more
                    default: true
                    definition:
                      union:
                        - {method: selector, value: some}
                        - fct_orders
                """);

        assertThat(names(selectors.named("some"))).containsExactly("report", "stg_orders");
        assertThat(names(selectors.byDefault().orElseThrow())).containsExactly("fct_orders", "report", "stg_orders");
    }

    @Test
    void everyMistakeIsToldWithItsPlace() {
        assertThatThrownBy(() -> selectors("""
                        selectors:
                          - name: odd
                            definition: {method: tag, value: x, childern: true}
                          - definition: x
                          - name: later
                            definition: {method: selector, value: nobody}
                        """))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("A selector has no key 'childern'")
                .hasMessageContaining("selectors.yml:3")
                .hasMessageContaining("A selector needs a 'name' and a 'definition'")
                .hasMessageContaining("There is no selector 'nobody' above this one");
    }

    @Test
    void anUnknownNameIsToldWithTheNearest() throws IOException {
        Selectors selectors = selectors("selectors: [{name: nightly, definition: 'tag:nightly'}]");

        assertThatThrownBy(() -> selectors.named("nigthly")).hasMessageContaining("no selector 'nigthly'");
    }
}
