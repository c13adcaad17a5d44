package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids are those that dbt-core gives to the tests of the public project jaffle_shop. */
class TestNamesTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void jaffleShop() {
        project = TestProject.named(folder, "jaffle_shop")
                .file("models/customers.sql", "select 1 as customer_id")
                .file("models/orders.sql", "select 1 as order_id from {{ ref('customers') }}");
    }

    @Test
    void aNumberIsWrittenAsPythonWritesIt() {
        project.file("models/schema.yml", """
                models:
                  - name: customers
                    columns:
                      - name: customer_id
                        tests: [{accepted_values: {values: [1.0e-7, 2.5, 1.0e+17], quote: false}}]
                """);

        assertThat(project.nodes())
                .containsKey(
                        "test.jaffle_shop.accepted_values_customers_customer_id__False__1e_07__2_5__1e_17.519b2cc657");
    }

    @Test
    void aTestOfAColumnHasDbtsNameAndHash() {
        project.file("models/schema.yml", """
                models:
                  - name: customers
                    columns:
                      - name: customer_id
                        tests: [unique, not_null]
                """);

        assertThat(project.nodes())
                .containsKeys(
                        "test.jaffle_shop.unique_customers_customer_id.c5af1ff4b1",
                        "test.jaffle_shop.not_null_customers_customer_id.5c9bf9911d");
    }

    @Test
    void argumentsBecomePartOfTheName() {
        project.file("models/schema.yml", """
                models:
                  - name: orders
                    columns:
                      - name: customer_id
                        tests:
                          - relationships:
                              to: ref('customers')
                              field: customer_id
                      - name: status
                        tests:
                          - accepted_values:
                              arguments:
                                values: ['placed', 'shipped', 'completed', 'return_pending', 'returned']
                """);

        assertThat(project.nodes())
                .containsKeys(
                        "test.jaffle_shop.relationships_orders_customer_id__customer_id__ref_customers_.c6ec7f58f2",
                        "test.jaffle_shop.accepted_values_orders_status__placed__shipped__completed__return_pending__returned.be6b5b5ec3");
        assertThat(project.node("relationships_orders_customer_id__customer_id__ref_customers_")
                        .dependsOn())
                .containsExactlyInAnyOrder("model.jaffle_shop.customers", "model.jaffle_shop.orders");
    }

    @Test
    void aLongNameIsCutAndHashedForTheFileButNotForTheNode() {
        project.file("models/schema.yml", """
                models:
                  - name: orders
                    columns:
                      - name: status
                        tests:
                          - accepted_values:
                              values: ['placed', 'shipped', 'completed', 'return_pending', 'returned']
                """);

        assertThat(project.node("accepted_values_orders_status__placed__shipped__completed__return_pending__returned")
                        .config())
                .containsEntry("alias", "accepted_values_orders_1ce6ab157c285f7cd2ac656013faf758");
    }

    @Test
    void aTestOfASourceIsNamedAfterSourceAndTable() {
        project.file("models/schema.yml", """
                sources:
                  - name: raw
                    tables:
                      - name: payments
                        columns:
                          - name: id
                            tests: [not_null]
                """);

        assertThat(project.load().nodes())
                .anySatisfy(node -> assertThat(node.name()).isEqualTo("source_not_null_raw_payments_id"));
    }
}
