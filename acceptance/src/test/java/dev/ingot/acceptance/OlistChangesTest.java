package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.examples.OlistData;
import dev.ingot.examples.OlistOrders;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in the shop of {@code olist-realtime} after the first run. */
class OlistChangesTest {

    @TempDir
    Path temporary;

    private OlistSource shop(int orders) throws Exception {
        new OlistData(7, orders, LocalDate.of(2026, 11, 1)).write(temporary.resolve("files"));
        return new OlistSource(temporary.resolve("files"));
    }

    private Project project(OlistSource shop) {
        return shop.project(temporary.resolve("project"));
    }

    @Test
    void changesOfEveryKindReachTheStar() throws Exception {
        try (OlistSource shop = shop(400)) {
            Project project = project(shop);
            project.run();
            String two = "(select order_id from orders order by order_id limit 2)";
            shop.run(
                    "delete from order_reviews where order_id in " + two,
                    "delete from order_payments where order_id in " + two,
                    "delete from order_items where order_id in " + two,
                    "delete from orders where order_id in " + two,
                    "delete from order_items where order_item_id = 2",
                    "update order_payments set payment_sequential = payment_sequential + 10 where payment_type = 'voucher'",
                    "update customers set customer_state = 'AC' where customer_state = 'AM'",
                    "update orders set order_status = 'returned' where order_status = 'shipped'",
                    "update products set product_category_name = null where product_category_name = 'brinquedos'");
            project.run();
            OlistSource.assertSame(project, shop);
            assertThat(project.one("select count(*) from gold.dim_products where category = 'toys'"))
                    .isEqualTo("0");
            assertThat(project.one("select count(*) > 0 from gold.fact_orders where status_key = 0"))
                    .as("a state that nobody listed is unknown, and not 'created'")
                    .isEqualTo("true");

            shop.run("truncate order_reviews");
            project.run();
            OlistSource.assertSame(project, shop);
        }
    }

    @Test
    void ordersThatComeWhileItRunsAreInGoldInTheEnd() throws Exception {
        try (OlistSource shop = shop(300)) {
            Project project = project(shop);
            Process process = Cli.startPiped(project.folder(), "run", "--continuous", "--every", "0.2");
            try (BufferedReader output = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    Connection live = shop.connect()) {
                OlistOrders orders = new OlistOrders(live, 3, InstantSource.system());
                ContinuousTest.until(output, "Waiting for changes of 8 pipelines");
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < 8; j++) {
                        orders.next();
                    }
                    ContinuousTest.until(output, "OK incremental model", "gold.orders_enriched");
                }
                process.toHandle().destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            project.run();

            assertThat(project.one("select count(*) from gold.orders_enriched")).isEqualTo("340");
            OlistSource.assertSame(project, shop);
        }
    }
}
