package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of which several versions stand beside each other. */
class VersionsTest {

    @TempDir
    Path folder;

    private TestProject project;

    @BeforeEach
    void shop() {
        project = TestProject.named(folder, "shop")
                .file("models/orders_v1.sql", "select 1 as id, 'old' as colour")
                .file("models/orders_v2.sql", "select 2 as id")
                .file("models/fresh.sql", "select 3 as id, 'new' as colour")
                .file("models/schema.yml", """
                        models:
                          - name: orders
                            latest_version: 2
                            columns:
                              - name: id
                                data_tests: [unique]
                              - name: colour
                                data_tests: [not_null]
                            versions:
                              - v: 2
                                columns:
                                  - include: all
                                    exclude: [colour]
                              - v: 1
                              - v: 10
                                defined_in: fresh
                        """);
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void aReferenceWithoutAVersionMeansTheLatest() {
        project.file(
                "models/a.sql",
                "{{ config(materialized='table') }} select (select id from {{ ref('orders') }}) as latest,"
                        + " (select id from {{ ref('orders', v=1) }}) as first,"
                        + " (select id from {{ ref('shop', 'orders', version=10) }}) as next");
        project.buildAll();

        assertThat(project.rows("select * from main.a")).containsExactly("2|1|3");
        assertThat(project.node("a").dependsOn())
                .containsExactlyInAnyOrder("model.shop.orders.v2", "model.shop.orders.v1", "model.shop.orders.v10");
    }

    @Test
    void eachVersionIsARelationOfItsOwn() {
        project.buildAll();

        assertThat(project.rows("select id from main.orders_v1")).containsExactly("1");
        assertThat(project.rows("select id from main.orders_v2")).containsExactly("2");
        assertThat(project.rows("select id from main.orders_v10")).containsExactly("3");
    }

    @Test
    void aVersionInheritsTheColumnsAndTestsThatItDoesNotExclude() {
        assertThat(project.buildAll().keySet())
                .containsExactlyInAnyOrder(
                        "unique_orders_v1_id",
                        "unique_orders_v2_id",
                        "unique_orders_v10_id",
                        "not_null_orders_v1_colour",
                        "not_null_orders_v10_colour");
    }

    @Test
    void theHighestNumberIsTheLatestWhereNoneIsNamed() {
        project.file("models/schema.yml", """
                        models:
                          - name: orders
                            versions: [{v: 2}, {v: 1}, {v: 10, defined_in: fresh}]
                        """).file("models/a.sql", "select * from {{ ref('orders') }}");

        assertThat(project.node("a").dependsOn()).containsExactly("model.shop.orders.v10");
    }

    @Test
    void aVersionThatDoesNotExistIsAProblemAtItsReference() {
        project.file("models/a.sql", "select 1\nfrom {{ ref('orders', v=7) }}");

        assertThat(project.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).isEqualTo("'a' refers to version 7 of 'orders', which does not exist");
            assertThat(problem.fix()).isEqualTo("Its versions are 1, 2, 10.");
            assertThat(problem.place().line()).isEqualTo(2);
        });
    }

    @Test
    void aLatestVersionThatIsNotListedIsAProblem() {
        project.file("models/schema.yml", """
                        models:
                          - name: orders
                            latest_version: 3
                            versions: [{v: 1}, {v: 2}]
                        """);

        assertThat(project.problems())
                .extracting(problem -> problem.what())
                .containsExactly("'latest_version' of 'orders' is 3, which is not among its versions [1, 2]");
    }

    @Test
    void theManifestNamesTheVersionAndTheLatest() throws Exception {
        JsonNode nodes = new ObjectMapper()
                .readTree(project.load().manifestJson(TestProject.NOW, NodeDetails.NONE))
                .get("nodes");

        JsonNode first = nodes.get("model.shop.orders.v1");
        assertThat(first.get("name").asText()).isEqualTo("orders");
        assertThat(first.get("version").asInt()).isEqualTo(1);
        assertThat(first.get("latest_version").asInt()).isEqualTo(2);
        assertThat(first.get("alias").asText()).isEqualTo("orders_v1");
        assertThat(first.get("fqn").toString()).isEqualTo("[\"shop\",\"orders\",\"v1\"]");
    }
}
