package dev.ingot.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data of the example {@code metadata-etl}: four days of customers and orders as JSON lines, dirty as real ones are:
 * some orders come twice, some lack a product, a quantity or a price. Not thread-safe.
 */
public final class MetadataEtlData {

    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final List<String> FIRST = List.of(
            "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken", "Radia", "Niklaus", "Lynn",
            "Tony");
    private static final List<String> LAST = List.of(
            "Nguyen", "Silva", "Okafor", "Kowalski", "García", "O'Brien", "Müller", "Tanaka", "Rossi", "Haddad");
    private static final List<String> PRODUCTS = List.of(
            "lamp",
            "desk \"Nord\"",
            "chair, oak",
            "kettle",
            "notebook",
            "mug",
            "backpack",
            "headphones",
            "bicycle bell");
    private static final List<String> STREETS =
            List.of("Hill Road", "Rua das Flores", "Lindenstraße", "Mill Lane", "Phố Huế");

    private final Random random;
    private final List<String> customers = new ArrayList<>();

    public MetadataEtlData(long seed) {
        random = new Random(seed);
    }

    /**
     * What one day's orders hold; every record is in exactly one of the figures beside {@code records}.
     *
     * @param good distinct orders without a fault
     * @param incomplete distinct orders that lack a product, a quantity or a price
     * @param repeated records that are another record of the same file once more
     */
    public record Orders(int records, int good, int incomplete, int repeated) {}

    /**
     * One day.
     *
     * @param folder of its files, {@code yyyyMMdd}
     * @param suffix of the files' names: two of the four days come as {@code customers_test} and {@code orders_test}
     */
    public record Day(LocalDate date, String folder, String suffix, int customers, Orders orders) {}

    /** Writes {@code <landing>/<yyyyMMdd>/customers….json} and {@code orders….json} for four days from 2025-03-23 on. */
    public List<Day> write(Path landing) throws IOException {
        LocalDate first = LocalDate.of(2025, 3, 23);
        return List.of(
                day(landing, first, "", 1000, 1000),
                day(landing, first.plusDays(1), "", 40, 40),
                day(landing, first.plusDays(2), "_test", 45, 45),
                day(landing, first.plusDays(3), "_test", 50, 50));
    }

    private Day day(Path landing, LocalDate date, String suffix, int newCustomers, int newOrders) throws IOException {
        Path folder = Files.createDirectories(landing.resolve(FOLDER.format(date)));
        try (BufferedWriter out =
                Files.newBufferedWriter(folder.resolve("customers" + suffix + ".json"), StandardCharsets.UTF_8)) {
            for (int i = 0; i < newCustomers; i++) {
                out.write(customer(date));
                out.write('\n');
            }
        }
        Orders orders = orders(folder.resolve("orders" + suffix + ".json"), date, newOrders);
        return new Day(date, FOLDER.format(date), suffix, newCustomers, orders);
    }

    private String customer(LocalDate date) {
        String id = uuid();
        customers.add(id);
        String first = pick(FIRST);
        String last = pick(LAST);
        String email = " %s.%s@Example.com".formatted(first, last.replaceAll("[^A-Za-z]", ""));
        return "{\"customer_id\":\"%s\",\"name\":\"%s %s \",\"email\":\"%s\",\"phone\":\"0%09d\",\"address\":\"%d %s\",\"created_at\":%d}"
                .formatted(
                        id,
                        first,
                        last,
                        email.strip(),
                        random.nextInt(1_000_000_000),
                        1 + random.nextInt(200),
                        pick(STREETS),
                        seconds(date.minusDays(random.nextInt(90))));
    }

    private Orders orders(Path file, LocalDate date, int count) throws IOException {
        int records = 0;
        int incomplete = 0;
        int repeated = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                int fault = random.nextInt(40);
                String order = order(date, fault);
                incomplete += fault < 3 ? 1 : 0;
                int copies = random.nextInt(70) == 0 ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    out.write(order);
                    out.write('\n');
                    records++;
                }
                repeated += copies - 1;
            }
        }
        return new Orders(records, count - incomplete, incomplete, repeated);
    }

    /**
     * @param fault 0: no product, 1: no quantity, 2: no price, anything else: a good order
     */
    private String order(LocalDate date, int fault) {
        String product = fault == 0 ? null : pick(PRODUCTS);
        String quantity = fault == 1 ? "null" : (1 + random.nextInt(9)) + ".0";
        String price = fault == 2
                ? "null"
                : String.format(Locale.ROOT, "%d.%02d", 5 + random.nextInt(495), random.nextInt(100));
        return "{\"order_id\":\"%s\",\"customer_id\":\"%s\",\"product_name\":%s,\"quantity\":%s,\"price\":%s,\"order_date\":%d}"
                .formatted(uuid(), pick(customers), json(product), quantity, price, seconds(date));
    }

    private long seconds(LocalDate date) {
        return date.atStartOfDay().toEpochSecond(ZoneOffset.UTC) + random.nextInt(86_400);
    }

    private static String json(@Nullable String text) {
        return text == null ? "null" : "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
