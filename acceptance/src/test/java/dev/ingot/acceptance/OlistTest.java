package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.examples.OlistData;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code olist-realtime} on a made shop: a real PostgreSQL, its changes, and a star that follows them. */
class OlistTest {

    @TempDir
    static Path folder;

    private static OlistData.Truth truth;
    private static OlistSource shop;
    private static Project project;
    private static Project.Steps steps;

    @BeforeAll
    static void run() throws Exception {
        truth = new OlistData(7, 800, LocalDate.of(2026, 11, 1)).write(folder.resolve("files"));
        shop = new OlistSource(folder.resolve("files"));
        project = shop.project(folder.resolve("project"));
        steps = project.run();
    }

    @AfterAll
    static void close() throws SQLException {
        shop.close();
    }

    @Test
    void whatIsInTheShopIsInGoldAndNothingIsCountedTwice() throws SQLException {
        assertThat(steps.statuses()).containsOnlyKeys("success");
        assertThat(project.one("select count(*), sum(unit_price), sum(freight_value), sum(total_amount) from"
                        + " gold.fact_orders"))
                .isEqualTo(truth.items() + "|" + truth.price() + "|" + truth.freight() + "|"
                        + truth.price().add(truth.freight()));
        assertThat(project.one("select count(*), sum(payment_value) from gold.fact_payments"))
                .isEqualTo(truth.payments() + "|" + truth.paid());
        assertThat(project.one("select count(*) from gold.fact_reviews")).isEqualTo(String.valueOf(truth.reviews()));
        for (String summary : List.of(
                "sales_daily",
                "sales_monthly",
                "sales_by_category",
                "sales_by_state",
                "seller_performance",
                "sales_hourly_pattern")) {
            assertThat(project.one("select sum(total_items_sold), sum(total_revenue) from gold." + summary))
                    .as(summary)
                    .isEqualTo(truth.items() + "|" + truth.price().add(truth.freight()));
        }
        OlistSource.assertSame(project, shop);
    }

    @Test
    void whatMakesTheFilesHardIsKept() {
        assertThat(project.one("select count(*) > 0 from gold.dim_products where category = 'pc_gamer' and"
                        + " product_category_name_english is null"))
                .as("a category without a translation keeps its products")
                .isEqualTo("true");
        assertThat(project.one("select count(*) from gold.dim_products where (product_weight_g is null) <>"
                        + " (product_size_category is null)"))
                .as("no weight, no size")
                .isEqualTo("0");
        assertThat(project.one("select count(*) > 0 from gold.dim_sellers where seller_zip_code_prefix like '0%'"))
                .isEqualTo("true");
        assertThat(project.one("select count(*) > count(distinct review_id) from gold.fact_reviews"))
                .as("a review of several orders")
                .isEqualTo("true");
        assertThat(project.one("select count(*) from gold.fact_orders f left join gold.dim_time d using (date_key)"
                        + " left join gold.dim_products using (product_key) left join gold.dim_sellers using"
                        + " (seller_key) left join gold.dim_customers c using (customer_key) where d.date_key is"
                        + " null or category is null or seller_id is null or c.customer_id is null"))
                .as("facts without their dimensions")
                .isEqualTo("0");
        assertThat(project.one("select count(*) from gold.dim_time where is_holiday and full_date in ('2026-04-03',"
                        + " '2026-12-25', '2026-11-20')"))
                .isEqualTo("3");
    }

    @Test
    void theTwoQueriesOfAnybodyWhoBeginsAreAnswered() {
        assertThat(project.query("select date_trunc('month', order_date) as month, sum(total_amount) as revenue,"
                        + " count(distinct order_id) as orders from gold.fact_orders group by month order by month"))
                .hasSizeBetween(20, 21);
        assertThat(project.query("select p.category, sum(f.total_amount) as revenue, count(*) as items from"
                        + " gold.fact_orders f join gold.dim_products p on f.product_key = p.product_key group by p.category"
                        + " order by revenue desc limit 10"))
                .hasSize(10);
    }
}
