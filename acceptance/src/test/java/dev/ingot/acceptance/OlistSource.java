package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.embedded.LocalPostgres;
import dev.ingot.examples.OlistShop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The database of {@code olist-realtime}, one for each test, on a server that is started once for all of them. */
final class OlistSource implements AutoCloseable {

    /** Its tables, with what tells a row from another. */
    static final Map<String, String> TABLES = Map.of(
            "customers", "customer_id",
            "sellers", "seller_id",
            "product_categories", "category_name",
            "products", "product_id",
            "orders", "order_id",
            "order_items", "order_id, order_item_id",
            "order_payments", "order_id, payment_sequential",
            "order_reviews", "review_id, order_id");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String database = "shop_" + NUMBER.incrementAndGet();
    private final Connection connection;

    /**
     * @param files the CSV files to load
     */
    OlistSource(Path files) throws SQLException, IOException {
        try (Connection admin = DriverManager.getConnection(Postgres.server().url())) {
            execute(admin, "create database " + database);
        }
        connection = connect();
        OlistShop.load(connection, Path.of("..", "examples", "olist-realtime"), files);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(Postgres.server().url(database));
    }

    /** A copy of the example that reads this database. */
    Project project(Path folder) {
        return Project.ofExample(
                "olist-realtime",
                folder,
                Map.of(
                        "OLTP_PORT",
                        String.valueOf(Postgres.server().port()),
                        "OLTP_DATABASE",
                        database,
                        "OLTP_USER",
                        LocalPostgres.USER,
                        "OLTP_PASSWORD",
                        Postgres.server().password()));
    }

    void run(String... statements) throws SQLException {
        for (String sql : statements) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query, as {@link Project#query} gives them. */
    List<String> query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        }
    }

    /** A select of all of a table's columns as text that both databases print alike. */
    String rowsAsText(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (String column : query("select column_name, data_type from information_schema.columns where table_name = '"
                + table + "' and table_schema = 'public' order by ordinal_position")) {
            String[] parts = column.split("\\|");
            columns.add(
                    parts[1].startsWith("timestamp")
                            ? "coalesce(cast(extract(epoch from date_trunc('second', " + parts[0]
                                    + ")) as bigint)::text, '')"
                            : "coalesce(" + parts[0] + "::text, '')");
        }
        return "select " + String.join(" || '|' || ", columns) + " as row from %s" + table + " order by "
                + TABLES.get(table);
    }

    /** Silver has the rows of the source, and gold is what the same questions give there. */
    static void assertSame(Project project, OlistSource shop) throws SQLException {
        for (String table : OlistSource.TABLES.keySet()) {
            String rows = shop.rowsAsText(table);
            assertThat(project.query(rows.formatted("silver.")))
                    .as(table)
                    .containsExactlyElementsOf(shop.query(rows.formatted("public.")));
        }
        assertThat(project.query("select order_id, order_item_id, order_date, total_amount, review_score from"
                        + " gold.fact_orders order by 1, 2"))
                .containsExactlyElementsOf(shop.query("select order_id, order_item_id,"
                        + " order_purchase_timestamp::date, price + freight_value, (select review_score from"
                        + " order_reviews r where r.order_id = i.order_id order by review_answer_timestamp desc nulls"
                        + " last, review_id limit 1) from order_items i join orders using (order_id) order by 1, 2"));
        assertThat(project.query("select order_date, total_orders, unique_customers, total_revenue from"
                        + " gold.daily_sales_summary order by 1"))
                .containsExactlyElementsOf(shop.query("select order_purchase_timestamp::date, count(distinct order_id),"
                        + " count(distinct customer_unique_id), coalesce(sum(price + freight_value), 0.00) from orders"
                        + " join customers using (customer_id) left join order_items using (order_id)"
                        + " where order_status <> 'canceled' group by 1 order by 1"));
        assertThat(project.query("select payment_type, total_payments, total_payment_value from gold.payment_analysis"
                        + " order by 1"))
                .containsExactlyElementsOf(shop.query("select payment_type, count(*), sum(payment_value) from"
                        + " order_payments group by 1 order by 1"));
        assertThat(project.query("select order_id, review_id, review_score from gold.fact_reviews order by 1, 2"))
                .containsExactlyElementsOf(
                        shop.query("select order_id, review_id, review_score from order_reviews order by 1, 2"));
        assertThat(project.query("select customer_id, customer_zip_code_prefix from gold.dim_customers where"
                        + " customer_key > 0 order by 1"))
                .containsExactlyElementsOf(
                        shop.query("select customer_id, customer_zip_code_prefix from customers order by 1"));
        assertThat(project.query("select order_id, order_status, customer_state, total_items, total_payment from"
                        + " gold.orders_enriched order by 1"))
                .containsExactlyElementsOf(shop.query("select order_id, order_status, customer_state, (select count(*)"
                        + " from order_items i where i.order_id = o.order_id), (select sum(payment_value) from"
                        + " order_payments p where p.order_id = o.order_id) from orders o join customers using"
                        + " (customer_id) order by 1"));
    }

    @Override
    public void close() throws SQLException {
        run("select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()"
                + " and active_pid is null");
        connection.close();
    }
}
