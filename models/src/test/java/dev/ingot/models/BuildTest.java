package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.run.StepControl;
import dev.ingot.core.graph.Graph;
import dev.ingot.models.TestResult.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void shop() {
        project = TestProject.named(folder, "shop")
                .file("seeds/raw_orders.csv", """
                        id,customer,amount,placed,paid,note
                        1,10,12.50,2026-01-01,true,"a, b"
                        2,10,7,2026-01-02,false,
                        3,11,1,2026-01-03,true,null
                        """)
                .file("models/stg_orders.sql", """

                        -- staging
                        select id as order_id, customer as customer_id, amount, placed, paid
                        from {{ ref('raw_orders') }}
                        """)
                .file("models/marts/customers.sql", """
                        {{ config(materialized='table') }}
                        {% set kinds = ['paid', 'open'] %}
                        select customer_id,
                            {% for kind in kinds %}
                            count(*) filter (where paid = {{ 'true' if kind == 'paid' else 'false' }}) as {{ kind }}_orders,
                            {% endfor %}
                            sum(amount) as total
                        from {{ ref('stg_orders') }}
                        group by customer_id
                        """)
                .file("models/schema.yml", """
                        version: 2
                        models:
                          - name: stg_orders
                            columns:
                              - name: order_id
                                tests: [unique, not_null]
                              - name: customer_id
                                tests:
                                  - relationships:
                                      to: ref('customers')
                                      field: customer_id
                          - name: customers
                            description: one row per customer
                            columns:
                              - name: customer_id
                                data_tests:
                                  - unique
                                  - accepted_values:
                                      arguments:
                                        values: [10, 11]
                                        quote: false
                        """)
                .file("tests/no_negative_totals.sql", "select * from {{ ref('customers') }} where total < 0\n");
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void buildsSeedsViewsAndTablesInOrderAndRunsTheirTests() {
        Map<String, TestResult> results = project.buildAll();

        assertThat(results).hasSize(6);
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.status())
                        .as(result.node() + " " + result.message())
                        .isEqualTo(Status.PASS));
        assertThat(project.rows("select * from main.customers order by 1"))
                .containsExactly("10|1|1|19.5", "11|1|0|1.0");
        assertThat(project.rows("select order_id, paid from main.stg_orders order by 1"))
                .containsExactly("1|true", "2|false", "3|true");
    }

    @Test
    void infersTheTypesOfASeedAndKeepsNulls() {
        project.buildAll();

        assertThat(project.rows("select column_name || ' ' || column_type from (describe main.raw_orders)"))
                .containsExactly(
                        "id INTEGER",
                        "customer INTEGER",
                        "amount DOUBLE",
                        "placed DATE",
                        "paid BOOLEAN",
                        "note VARCHAR");
        assertThat(project.rows("select id, note from main.raw_orders order by id"))
                .containsExactly("1|a, b", "2|null", "3|null");
    }

    @Test
    void writesTheCompiledSqlUnderTarget() throws Exception {
        project.buildAll();

        assertThat(Files.readString(folder.resolve("target/compiled/shop/models/stg_orders.sql")))
                .isEqualTo("""
                        -- staging
                        select id as order_id, customer as customer_id, amount, placed, paid
                        from "main"."raw_orders\"""");
        assertThat(folder.resolve("target/compiled/shop/models/schema.yml/unique_customers_customer_id.sql"))
                .content()
                .contains("from \"main\".\"customers\"");
    }

    @Test
    void aTestSeesATableThatIsNotPublishedAndNobodyElseDoes() {
        ModelProject loaded = project.load();
        ModelExecutor executor =
                loaded.executor(project.warehouse(), new RunContext("run-1", false, folder.resolve("target")));
        for (String id : List.of("seed.shop.raw_orders", "model.shop.stg_orders")) {
            try (Built built = executor.build(id, StepControl.NONE)) {
                built.publish();
            }
        }
        String unique = Graph.of(loaded.nodes()).nodes().stream()
                .filter(node -> node.name().equals("unique_customers_customer_id"))
                .findFirst()
                .orElseThrow()
                .uniqueId();
        try (Built built = executor.build("model.shop.customers", StepControl.NONE)) {
            assertThat(built.counts().inserted()).isEqualTo(2);
            assertThat(executor.test(unique, List.of(built), StepControl.NONE).status())
                    .isEqualTo(Status.PASS);
            TestResult without = executor.test(unique, List.of(), StepControl.NONE);
            assertThat(without.status()).isEqualTo(Status.ERROR);
            assertThat(without.message()).contains("customers").contains("does not exist");
        }
        assertThat(project.warehouse().find(dev.ingot.api.table.TableName.of("main", "customers")))
                .isEmpty();
    }

    @Test
    void aTestSeesAViewThatIsNotPublished() {
        ModelExecutor executor = project.executor();
        try (Built seed = executor.build("seed.shop.raw_orders", StepControl.NONE)) {
            seed.publish();
        }
        try (Built view = executor.build("model.shop.stg_orders", StepControl.NONE)) {
            TestResult result = executor.test(
                    project.node("unique_stg_orders_order_id").uniqueId(), List.of(view), StepControl.NONE);
            assertThat(result.status()).as(result.message()).isEqualTo(Status.PASS);
            assertThat(result.sql()).contains("from \"main\".\"stg_orders\"");
        }
        assertThat(project.warehouse().find(dev.ingot.api.table.TableName.of("main", "stg_orders")))
                .isEmpty();
    }

    @Test
    void showsTheFirstRowsOfAModelAndOfAnInlineQuery() {
        project.buildAll();

        assertThat(project.executor().show("model.shop.customers", 1).rows()).hasSize(1);
        assertThat(project.executor()
                        .showInline("select count(*) from {{ ref('customers') }}", 5)
                        .single())
                .isEqualTo(2L);
    }

    @Test
    void aShortRecordOfASeedEndsWithNulls() {
        project.file("seeds/short.csv", "a,b,c\n1,2,3\n4\n");

        project.buildAll();

        assertThat(project.rows(
                        "select a || ' ' || coalesce(b, -1) || ' ' || coalesce(c, -1) from main.short order by a"))
                .containsExactly("1 2 3", "4 -1 -1");
    }

    @Test
    void aViewThatCannotBeMadeIsToldAtItsLineWhetherItIsCheckedOrPublished() {
        project.file("models/wrong.sql", "select\n  nothing\nfrom {{ ref('raw_orders') }}");
        project.executor().build("seed.shop.raw_orders", StepControl.NONE).publish();

        try (Built view = project.executor().build("model.shop.wrong", StepControl.NONE)) {
            assertThatThrownBy(view::check).hasMessageContaining("models/wrong.sql:2:3");
            assertThatThrownBy(view::publish).hasMessageContaining("models/wrong.sql:2:3");
        }
    }
}
