package dev.ingot.core.graph;

import static dev.ingot.core.graph.Nodes.model;
import static dev.ingot.core.graph.Nodes.pipeline;
import static dev.ingot.core.graph.Nodes.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

    @Test
    void putsParentsBeforeChildren() {
        Graph graph = Graph.of(List.of(
                model("c", "model.shop.b"), model("b", "model.shop.a"), model("a"), model("d", "model.shop.a")));

        assertThat(graph.nodes()).extracting(Node::name).containsExactly("a", "b", "c", "d");
    }

    @Test
    void joinsASourceToThePipelineThatFillsIt() {
        Graph graph = Graph.of(List.of(
                pipeline("orders", "bronze"),
                source("bronze", "orders"),
                model("silver_orders", "source.shop.bronze.orders")));

        assertThat(graph.ancestors("model.shop.silver_orders", null))
                .containsExactly("source.shop.bronze.orders", "pipeline.shop.orders");
    }

    @Test
    void aSourceIsJoinedOnlyToWritersThatAreFollowed() {
        Graph graph = Graph.of(List.of(model("orders"), source("gold", "orders")), writer -> false);

        assertThat(graph.descendants("model.shop.orders", null)).isEmpty();
    }

    @Test
    void showsTheWholeCircle() {
        assertThatThrownBy(() -> Graph.of(
                        List.of(model("a", "model.shop.c"), model("b", "model.shop.a"), model("c", "model.shop.b"))))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining("INGOT-GRAPH-003")
                .hasMessageContaining("model.shop.a -> model.shop.b -> model.shop.c -> model.shop.a");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThatThrownBy(() ->
                        Graph.of(List.of(model("orders"), model("orders"), model("customers", "model.shop.order"))))
                .isInstanceOfSatisfying(
                        IngotException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.code().id())
                                .containsExactly("INGOT-GRAPH-001", "INGOT-GRAPH-002"))
                .hasMessageContaining("Did you mean 'model.shop.orders'?");
    }

    @Test
    void refusesTwoWritersOfOneTable() {
        assertThatThrownBy(() -> Graph.of(List.of(pipeline("orders", "gold"), model("orders"))))
                .hasMessageContaining("Both pipeline.shop.orders and model.shop.orders fill gold.orders");
    }

    @Test
    void stopsAtTheDepthAskedFor() {
        Graph graph = Graph.of(List.of(model("a"), model("b", "model.shop.a"), model("c", "model.shop.b")));

        assertThat(graph.descendants("model.shop.a", 1)).containsExactly("model.shop.b");
        assertThat(graph.descendants("model.shop.a", null)).containsExactly("model.shop.b", "model.shop.c");
    }
}
