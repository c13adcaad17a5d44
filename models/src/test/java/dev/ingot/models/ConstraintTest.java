package dev.ingot.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constraints of an enforced contract, on the lake, which keeps none itself. */
class ConstraintTest {

    @TempDir
    Path folder;

    private TestProject shop;

    @BeforeEach
    void aContract() {
        shop = TestProject.named(folder, "shop").file("models/orders.yml", """
                models:
                  - name: orders
                    config: {contract: {enforced: true}}
                    constraints: [{type: unique, columns: [day, place]}]
                    columns:
                      - {name: id, data_type: integer, constraints: [{type: primary_key}]}
                      - {name: amount, data_type: integer, constraints: [{type: check, expression: amount > 0}]}
                      - {name: day, data_type: integer, constraints: [{type: not_null}]}
                      - {name: place, data_type: varchar}
                """);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void orders(String config, String rows) {
        shop.file(
                "models/orders.sql",
                "{{ config(" + config + ") }} select * from (values " + rows + ") as t(id, amount, day, place)");
    }

    @Test
    void rowsThatKeepAllOfThemArePublished() {
        orders("materialized='table'", "(1, 5, 1, 'a'), (2, null, 1, 'b'), (3, 5, 1, null), (4, 5, 1, null)");

        shop.buildAll();

        assertThat(shop.rows("select count(*) from main.orders")).containsExactly("4");
    }

    @Test
    void everyOneThatIsBrokenIsToldAndNothingIsPublished() {
        orders("materialized='table'", "(1, 0, 1, 'a'), (1, 5, 1, 'a'), (null, 5, null, 'a')");

        assertThatThrownBy(shop::buildAll).isInstanceOfSatisfying(IngotException.class, failure -> {
            assertThat(failure.first().code()).isEqualTo(ModelsError.CONTRACT);
            assertThat(failure.first().what())
                    .isEqualTo("The contract of model 'orders' is broken: 1 row without id; 2 rows share a value"
                            + " of id; 1 row against the check amount > 0; 1 row without day; 2 rows share a"
                            + " value of day, place");
        });
        assertThat(shop.warehouse().list()).isEmpty();
    }

    @Test
    void rowsThatComeLaterAreLookedAtTogetherWithThoseThatAreThere() {
        orders("materialized='incremental'", "(1, 5, 1, 'a')");
        shop.buildAll();
        orders("materialized='incremental'", "(1, 5, 2, 'a')");

        assertThatThrownBy(shop::buildAll).hasMessageContaining("2 rows share a value of id");
        assertThat(shop.rows("select count(*) from main.orders")).containsExactly("1");
    }
}
