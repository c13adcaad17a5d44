package dev.ingot.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.TableName;
import dev.ingot.lineage.ColumnGraph.Edge;
import dev.ingot.lineage.ColumnGraph.Point;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ColumnGraphTest {

    private static final SqlLineage TRACER = new SqlLineage();
    private static final TableName SALES = TableName.of("bronze", "sales");
    private static final TableName CLEAN = TableName.of("silver", "sales");
    private static final TableName DAILY = TableName.of("gold", "daily");

    private final ColumnGraph graph = new ColumnGraph(TRACER);

    @AfterAll
    static void close() {
        TRACER.close();
    }

    @BeforeEach
    void threeLayers() {
        graph.addTable(SALES, List.of("id", "day", "amount"));
        graph.addSelect(CLEAN, "select *, amount / 100 as euros from bronze.sales where amount is not null", "main");
        graph.addSelect(DAILY, "select day, sum(euros) as revenue from SILVER.Sales group by day", "main");
    }

    @Test
    void aStarBringsTheColumnsThatATracedTableHas() {
        assertThat(graph.columns(CLEAN)).containsExactly("id", "day", "amount", "euros");
    }

    @Test
    void aColumnKnowsWhereItComesFromAndWhatComesFromIt() {
        assertThat(graph.upstream(new Point(DAILY, "revenue")))
                .extracting(Edge::how)
                .containsExactly(Transformation.AGGREGATION);
        assertThat(graph.downstream(new Point(SALES, "amount")))
                .extracting(edge -> edge.to().toString())
                .containsExactly("silver.sales.amount", "silver.sales.euros");
    }

    @Test
    void theRootsAreTheColumnsAtTheFarEnd() {
        assertThat(graph.roots(new Point(DAILY, "REVENUE"))).containsExactly(new Point(SALES, "amount"));
    }

    @Test
    void aTableThatReadsItselfHasNoEndlessLineage() {
        TableName log = TableName.of("gold", "log");
        graph.addTable(log, List.of("id", "day"));

        graph.addSelect(log, "select id, day from bronze.sales where day > (select max(day) from gold.log)", "main");

        assertThat(graph.roots(new Point(log, "day"))).containsExactly(new Point(SALES, "day"));
    }

    @Test
    void whatCannotBeTracedSaysWhy() {
        TableName odd = TableName.of("gold", "odd");

        Lineage lineage = graph.addSelect(odd, "select * from nowhere.known", "main");

        assertThat(lineage)
                .isEqualTo(new Lineage.Untraced("the columns of 'known' are not known, and a star takes all of them"));
        assertThat(graph.selects()).containsEntry(odd, lineage);
        assertThat(graph.columns(odd)).isEmpty();
    }
}
