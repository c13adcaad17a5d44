package dev.ingot.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The data of the example {@code olist-realtime}: the eight files of the public data set in their exact form, of any size,
 * with what makes the real ones hard: zip codes that begin with 0, categories without a translation, products without a
 * category or a weight, reviews of several orders, orders with several reviews or without items, comments of several
 * lines, a byte order mark. Not thread-safe.
 */
public final class OlistData {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int DAYS = 600;
    private static final List<String> STATES =
            List.of("SP", "SP", "SP", "SP", "RJ", "RJ", "MG", "MG", "RS", "PR", "SC", "BA", "GO", "DF", "PE", "AM");
    private static final List<String> CITIES =
            List.of("sao paulo", "rio de janeiro", "são paulo", "sao paulo / sao paulo", "04482255", "sbc/sp");
    private static final List<String[]> CATEGORIES = List.of(
            new String[] {"beleza_saude", "health_beauty"},
            new String[] {"informatica_acessorios", "computers_accessories"},
            new String[] {"cama_mesa_banho", "bed_bath_table"},
            new String[] {"moveis_decoracao", "furniture_decor"},
            new String[] {"esporte_lazer", "sports_leisure"},
            new String[] {"brinquedos", "toys"},
            new String[] {"relogios_presentes", "watches_gifts"},
            new String[] {"livros_tecnicos", "books_technical"},
            new String[] {"pc_gamer", ""},
            new String[] {"portateis_cozinha_e_preparadores_de_alimentos", ""});
    private static final List<String> COMMENTS = List.of(
            "",
            "",
            "Muito bom",
            "Recebi bem antes do prazo estipulado.",
            "Produto \"original\", mas, a caixa veio aberta",
            "Ótimo!\nChegou rápido,\nrecomendo");

    private final Random random;
    private final int orders;
    private final LocalDate lastDay;
    private final List<String> products = new ArrayList<>();
    private final List<String> sellers = new ArrayList<>();
    private final List<Order> made = new ArrayList<>();

    private long items;
    private long payments;
    private long reviews;
    private BigDecimal price = BigDecimal.ZERO;
    private BigDecimal freight = BigDecimal.ZERO;
    private BigDecimal paid = BigDecimal.ZERO;

    /**
     * @param orders how many
     * @param lastDay of the newest ones; the others are spread over the 600 days before
     */
    public OlistData(long seed, int orders, LocalDate lastDay) {
        this.random = new Random(seed);
        this.orders = orders;
        this.lastDay = lastDay;
    }

    /** What was written: rows of each file, and sums of money. */
    public record Truth(
            long orders,
            long products,
            long sellers,
            long items,
            long payments,
            long reviews,
            BigDecimal price,
            BigDecimal freight,
            BigDecimal paid) {}

    /** An order, and what it is worth. */
    private record Order(String id, LocalDateTime bought, boolean delivered, BigDecimal total) {}

    @FunctionalInterface
    private interface Lines {
        void write(BufferedWriter out) throws IOException;
    }

    /** Writes the eight files into the folder. */
    public Truth write(Path folder) throws IOException {
        Files.createDirectories(folder);
        file(
                folder,
                "product_category_name_translation",
                "\ufeffproduct_category_name,product_category_name_english",
                out -> {
                    for (String[] category : CATEGORIES) {
                        if (!category[1].isEmpty()) {
                            line(out, category[0], category[1]);
                        }
                    }
                });
        file(
                folder,
                "olist_products_dataset",
                "product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,"
                        + "product_weight_g,product_length_cm,product_height_cm,product_width_cm",
                this::products);
        file(
                folder,
                "olist_sellers_dataset",
                "seller_id,seller_zip_code_prefix,seller_city,seller_state",
                this::sellers);
        orders(folder);
        file(
                folder,
                "olist_order_payments_dataset",
                "order_id,payment_sequential,payment_type,payment_installments,payment_value",
                this::payments);
        file(
                folder,
                "olist_order_reviews_dataset",
                "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
                        + "review_answer_timestamp",
                this::reviews);
        return new Truth(orders, products.size(), sellers.size(), items, payments, reviews, price, freight, paid);
    }

    private static void file(Path folder, String name, String header, Lines lines) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name + ".csv"), StandardCharsets.UTF_8)) {
            out.write(header);
            out.write('\n');
            lines.write(out);
        }
    }

    private static void line(BufferedWriter out, @Nullable Object... fields) throws IOException {
        for (int i = 0; i < fields.length; i++) {
            out.write(i == 0 ? "" : ",");
            Object field = fields[i];
            String text =
                    field instanceof LocalDateTime time ? TIME.format(time) : field == null ? "" : field.toString();
            boolean quoted = text.matches("[0-9a-f]{32}|0\\d{4}") || text.matches("(?s).*[\",\\n].*");
            out.write(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        out.write('\n');
    }

    private void products(BufferedWriter out) throws IOException {
        for (int i = 0; i < Math.max(20, orders / 5); i++) {
            products.add(id());
            // The last two have no translation; each product line has a few of them.
            boolean known = random.nextInt(50) > 0;
            Integer weight = random.nextInt(60) == 0 ? null : random.nextInt(9000);
            line(
                    out,
                    products.get(i),
                    known ? pick(CATEGORIES)[0] : null,
                    known ? 20 + random.nextInt(40) : null,
                    known ? 100 + random.nextInt(2000) : null,
                    known ? 1 + random.nextInt(6) : null,
                    weight,
                    weight == null ? null : 10 + random.nextInt(60),
                    weight == null ? null : 2 + random.nextInt(40),
                    weight == null ? null : 10 + random.nextInt(40));
        }
    }

    private void sellers(BufferedWriter out) throws IOException {
        for (int i = 0; i < Math.max(5, orders / 30); i++) {
            sellers.add(id());
            line(out, sellers.get(i), zip(), pick(CITIES), pick(STATES));
        }
    }

    private void orders(Path folder) throws IOException {
        List<String> people = new ArrayList<>();
        file(
                folder,
                "olist_customers_dataset",
                "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
                buyers -> file(
                        folder,
                        "olist_orders_dataset",
                        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
                                + "order_delivered_carrier_date,order_delivered_customer_date,"
                                + "order_estimated_delivery_date",
                        bought -> file(
                                folder,
                                "olist_order_items_dataset",
                                "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
                                things -> {
                                    for (int i = 0; i < orders; i++) {
                                        String customer = id();
                                        if (people.isEmpty() || random.nextInt(20) > 0) {
                                            people.add(id());
                                            line(
                                                    buyers,
                                                    customer,
                                                    people.get(people.size() - 1),
                                                    zip(),
                                                    pick(CITIES),
                                                    pick(STATES));
                                        } else {
                                            line(buyers, customer, pick(people), zip(), pick(CITIES), pick(STATES));
                                        }
                                        order(customer, i, bought, things);
                                    }
                                })));
    }

    private void order(String customer, int number, BufferedWriter out, BufferedWriter things) throws IOException {
        LocalDateTime bought = lastDay.minusDays((long) DAYS * (orders - 1 - number) / orders)
                .atStartOfDay()
                .plusSeconds(random.nextInt(86_400));
        int fate = random.nextInt(100);
        boolean delivered = fate < 94;
        String status = delivered
                ? "delivered"
                : List.of("shipped", "canceled", "unavailable", "invoiced", "processing", "approved")
                        .get(fate - 94);
        LocalDateTime approved = fate == 95 ? null : bought.plusMinutes(5 + random.nextInt(3000));
        LocalDateTime carried = fate > 94 ? null : bought.plusHours(20 + random.nextInt(100));
        // A few are delivered and nobody wrote down when.
        LocalDateTime arrived =
                delivered && random.nextInt(300) > 0 ? bought.plusHours(72 + random.nextInt(600)) : null;
        LocalDateTime promised =
                bought.toLocalDate().plusDays(10 + random.nextInt(30)).atStartOfDay();
        String id = id();
        line(out, id, customer, status, bought, approved, carried, arrived, promised);
        BigDecimal total = BigDecimal.ZERO;
        int pieces = status.equals("unavailable") ? 0 : random.nextInt(10) > 0 ? 1 : 2 + random.nextInt(4);
        for (int piece = 1; piece <= pieces; piece++) {
            BigDecimal cost = cents(500, 30_000);
            BigDecimal carriage = cents(0, 4_000);
            line(things, id, piece, pick(products), pick(sellers), bought.plusDays(4), cost, carriage);
            items++;
            price = price.add(cost);
            freight = freight.add(carriage);
            total = total.add(cost).add(carriage);
        }
        made.add(new Order(id, bought, delivered, total));
    }

    private void payments(BufferedWriter out) throws IOException {
        for (Order order : made) {
            BigDecimal rest = order.total();
            int sequential = 1;
            if (random.nextInt(20) == 0 && rest.signum() > 0) {
                BigDecimal voucher = BigDecimal.ONE.min(rest);
                pay(out, order, sequential++, "voucher", 1, voucher);
                rest = rest.subtract(voucher);
            }
            int way = random.nextInt(100);
            String type =
                    rest.signum() == 0 ? "not_defined" : way < 75 ? "credit_card" : way < 95 ? "boleto" : "debit_card";
            int installments = type.equals("credit_card") ? random.nextInt(13) : 1;
            pay(out, order, sequential, type, installments, rest);
        }
    }

    private void pay(BufferedWriter out, Order order, int sequential, String type, int installments, BigDecimal value)
            throws IOException {
        line(out, order.id(), sequential, type, installments, value);
        payments++;
        paid = paid.add(value);
    }

    private void reviews(BufferedWriter out) throws IOException {
        String last = id();
        for (Order order : made) {
            int many = order.delivered() ? random.nextInt(150) == 0 ? 2 : 1 : random.nextInt(2);
            for (int i = 0; i < many; i++) {
                // One review may be about several orders.
                String review = i == 0 && random.nextInt(100) == 0 ? last : id();
                last = review;
                LocalDateTime written =
                        order.bought().toLocalDate().plusDays(15).atStartOfDay();
                line(
                        out,
                        review,
                        order.id(),
                        List.of(1, 2, 3, 4, 4, 5, 5, 5, 5, 5).get(random.nextInt(10)),
                        random.nextInt(8) == 0 ? "recomendo" : null,
                        pick(COMMENTS),
                        written,
                        random.nextInt(500) == 0 ? null : written.plusHours(1 + random.nextInt(90)));
                reviews++;
            }
        }
    }

    private BigDecimal cents(int from, int range) {
        return BigDecimal.valueOf(from + random.nextInt(range), 2);
    }

    private String zip() {
        return String.format(Locale.ROOT, "%05d", 1000 + random.nextInt(98_000));
    }

    private String id() {
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
