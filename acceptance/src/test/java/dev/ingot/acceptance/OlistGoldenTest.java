package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code olist-realtime} on the real files: the figures that were counted in them by other means. */
class OlistGoldenTest {

    @TempDir
    Path temporary;

    @Test
    void theWholeDataSetMeetsTheGoldenFigures() throws Exception {
        Path files = files("olist_orders_dataset.csv", 99_442);
        try (OlistSource shop = new OlistSource(files)) {
            Project project = shop.project(temporary.resolve("project"));
            project.run();

            assertThat(project.one("select count(*) from gold.orders_enriched")).isEqualTo("99441");
            assertThat(project.one("select count(*), sum(unit_price), sum(freight_value) from gold.fact_orders"))
                    .isEqualTo("112650|13591643.70|2251909.54");
            assertThat(project.one("select sum(payment_value) from gold.fact_payments"))
                    .isEqualTo("16008872.12");
            assertThat(project.one("select count(*) from gold.dim_products where product_key > 0"))
                    .isEqualTo("32951");
            assertThat(project.query("select product_size_category, count(*) from gold.dim_products where"
                            + " product_size_category is not null group by 1 order by 1"))
                    .containsExactly("Large|4197", "Medium|16288", "Small|12464");
            assertThat(project.one("select count(*) from gold.dim_sellers where seller_zip_code_prefix like '0%'"))
                    .isEqualTo("1027");
        }
    }

    @Test
    void theSampleMeetsItsOwnTruth() throws Exception {
        Path truth = files("truth/olist_scalars.csv", 0).resolve("truth");
        try (OlistSource shop = new OlistSource(truth.getParent())) {
            Project project = shop.project(temporary.resolve("project"));
            project.run();

            assertThat(project.query("select strftime(order_date, '%Y-%m'), count(distinct order_id), count(*),"
                            + " sum(unit_price), sum(freight_value), sum(total_amount) from gold.fact_orders group by 1"
                            + " order by 1"))
                    .isEqualTo(rows(truth, "olist_revenue_by_month"));
            assertThat(project.query("select customer_state, total_orders, total_items_sold, total_revenue -"
                            + " total_freight from gold.sales_by_state order by 4 desc"))
                    .hasSize(27)
                    .startsWith("SP|7690|8820|957284.93", "RJ|2364|2666|338253.71");
            assertThat(project.query("select coalesce(product_category_name_english, '(null)'), total_items_sold,"
                            + " total_orders, total_revenue - total_freight, total_freight from gold.sales_by_category"
                            + " join (select distinct category, product_category_name_english from gold.dim_products)"
                            + " using (category) order by 4 desc limit 5"))
                    .isEqualTo(rows(truth, "olist_categories").stream()
                            .map(row -> row.substring(row.indexOf('|') + 1))
                            .limit(5)
                            .toList());
            assertThat(project.query("select payment_type, total_payments, total_orders, total_payment_value from"
                            + " gold.payment_analysis order by total_payment_value desc"))
                    .isEqualTo(rows(truth, "olist_payments_by_type").stream()
                            .map(row -> row.replaceFirst("\\|\\d+\\|\\d+$", ""))
                            .toList());
            assertThat(project.query("select review_score, count(*), count(*) filter (has_comment) from"
                            + " gold.fact_reviews group by 1 order by 1"))
                    .isEqualTo(rows(truth, "olist_reviews_by_score").stream()
                            .map(row -> row.replaceFirst("^(\\d+\\|\\d+)\\|\\d+", "$1"))
                            .toList());
            assertThat(project.query("select strftime(order_date, '%Y-%m'), count(*), count(*) filter"
                            + " (delivery_delay_days > 0) from gold.orders_enriched where order_status = 'delivered' and"
                            + " delivery_days is not null group by 1 order by 1"))
                    .isEqualTo(rows(truth, "olist_late_by_month").stream()
                            .map(row -> row.replaceFirst("\\|\\d+(\\|\\d+)$", "$1"))
                            .toList());
            OlistSource.assertSame(project, shop);
        }
    }

    /** The lines of a file of the truth, without its header, as a query gives them. */
    private static List<String> rows(Path truth, String file) throws IOException {
        List<String> lines = Files.readAllLines(truth.resolve(file + ".csv"));
        return lines.subList(1, lines.size()).stream()
                .map(line -> line.replace(',', '|'))
                .toList();
    }

    private static Path files(String file, int lines) throws IOException {
        Optional<Path> folder = ExampleData.foldersWith(file)
                .filter(found -> lines == 0 || lines(found.resolve(file)) == lines)
                .findFirst();
        assumeTrue(folder.isPresent(), ExampleData.VARIABLE + " names no folder with this " + file);
        return folder.get();
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
