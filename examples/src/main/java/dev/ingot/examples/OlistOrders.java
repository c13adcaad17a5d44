package dev.ingot.examples;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in the shop of {@code olist-realtime}: orders come, go their way and are reviewed. Who calls decides how
 * often. Not thread-safe.
 */
public final class OlistOrders {

    private static final List<String> COURSE =
            List.of("created", "approved", "invoiced", "processing", "shipped", "delivered");
    private static final List<String> STATES =
            List.of("SP", "SP", "SP", "SP", "RJ", "RJ", "MG", "MG", "BA", "BA", "PR", "RS", "PE", "CE", "PA", "SC");

    private final Connection sql;
    private final Random random;
    private final InstantSource clock;
    private final List<String> products;
    private final List<String> sellers;
    private final List<Person> people = new ArrayList<>();

    private record Person(String id, String zip, String city, String state) {}

    /**
     * @param sql a connection of its own to the shop's database
     */
    public OlistOrders(Connection sql, long seed, InstantSource clock) throws SQLException {
        this.sql = sql;
        this.random = new Random(seed);
        this.clock = clock;
        sql.setAutoCommit(false);
        products = column("select product_id from products order by 1");
        sellers = column("select seller_id from sellers order by 1");
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery("select distinct on (customer_unique_id) customer_unique_id,"
                        + " customer_zip_code_prefix, customer_city, customer_state from customers"
                        + " order by customer_unique_id limit 10000")) {
            while (rows.next()) {
                people.add(new Person(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
        }
        sql.commit();
    }

    /**
     * One new order, committed. Three times in ten an older one moves a step on its way, once in ten one that was delivered
     * is reviewed; each in a transaction of its own.
     */
    public void next() throws SQLException {
        order();
        sql.commit();
        if (random.nextInt(10) < 3) {
            advance();
            sql.commit();
        }
        if (random.nextInt(10) == 0) {
            review();
            sql.commit();
        }
    }

    private void order() throws SQLException {
        Person buyer = buyer();
        LocalDateTime now = now();
        String customer = id();
        String order = id();
        update(
                "insert into customers (customer_id, customer_unique_id, customer_zip_code_prefix, customer_city,"
                        + " customer_state) values (?, ?, ?, ?, ?)",
                customer,
                buyer.id(),
                buyer.zip(),
                buyer.city(),
                buyer.state());
        update(
                "insert into orders (order_id, customer_id, order_status, order_purchase_timestamp, order_approved_at,"
                        + " order_estimated_delivery_date) values (?, ?, 'approved', ?, ?, ?)",
                order,
                customer,
                now,
                now,
                now.toLocalDate().plusDays(10 + random.nextInt(20)).atStartOfDay());
        BigDecimal total = BigDecimal.ZERO;
        int pieces = 1 + random.nextInt(5);
        for (int piece = 1; piece <= pieces; piece++) {
            BigDecimal price = BigDecimal.valueOf(2_000 + random.nextInt(48_001), 2);
            BigDecimal freight = BigDecimal.valueOf(500 + random.nextInt(4_501), 2);
            update(
                    "insert into order_items (order_id, order_item_id, product_id, seller_id, shipping_limit_date, price,"
                            + " freight_value) values (?, ?, ?, ?, ?, ?, ?)",
                    order,
                    piece,
                    pick(products),
                    pick(sellers),
                    now.plusDays(4),
                    price,
                    freight);
            total = total.add(price).add(freight);
        }
        int way = random.nextInt(100);
        String type = way < 75 ? "credit_card" : way < 90 ? "boleto" : way < 95 ? "voucher" : "debit_card";
        update(
                "insert into order_payments (order_id, payment_sequential, payment_type, payment_installments,"
                        + " payment_value) values (?, 1, ?, ?, ?)",
                order,
                type,
                type.equals("credit_card") ? 1 + random.nextInt(12) : 1,
                total);
    }

    /** Three times in ten somebody new. */
    private Person buyer() {
        if (!people.isEmpty() && random.nextInt(10) >= 3) {
            return pick(people);
        }
        String zip = String.format(Locale.ROOT, "%05d", 1000 + random.nextInt(98_000));
        Person person = new Person(id(), zip, "sao paulo", pick(STATES));
        people.add(person);
        return person;
    }

    /** The order that waits longest for one of the steps. */
    private void advance() throws SQLException {
        String state = COURSE.get(random.nextInt(COURSE.size() - 1));
        String next = COURSE.get(COURSE.indexOf(state) + 1);
        update(
                "update orders set order_status = ?,"
                        + " order_delivered_carrier_date = case when ? = 'shipped' then ? else order_delivered_carrier_date end,"
                        + " order_delivered_customer_date = case when ? = 'delivered' then ? else order_delivered_customer_date end"
                        + " where order_id = (select order_id from orders where order_status = ? order by updated_at,"
                        + " order_id limit 1)",
                next,
                next,
                now(),
                next,
                now(),
                state);
    }

    private void review() throws SQLException {
        int luck = random.nextInt(100);
        int score = luck < 5 ? 1 : luck < 10 ? 2 : luck < 20 ? 3 : luck < 50 ? 4 : 5;
        update(
                "insert into order_reviews (review_id, order_id, review_score, review_creation_date,"
                        + " review_answer_timestamp) select ?, order_id, ?, ?, ? from orders where order_status ="
                        + " 'delivered' and not exists (select 1 from order_reviews r where r.order_id ="
                        + " orders.order_id) order by order_purchase_timestamp desc limit 1",
                id(),
                score,
                now(),
                now());
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void update(String text, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = sql.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private String id() {
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
