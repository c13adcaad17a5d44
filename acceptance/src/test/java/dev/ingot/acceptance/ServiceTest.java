package dev.ingot.acceptance;

import static dev.ingot.acceptance.ContinuousTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own: it goes on through failures, ends when it is told to, and survives being killed. */
@Timeout(180)
class ServiceTest {

    @TempDir
    Path folder;

    /** A service and what it prints. */
    private record Running(Process process, BufferedReader output) implements AutoCloseable {

        static Running start(Path folder, String... options) {
            List<String> command = new ArrayList<>(List.of("start", "--every", "0.1", "--port", "0"));
            command.addAll(List.of(options));
            Process process = Cli.startPiped(folder, command.toArray(String[]::new));
            // Who waits for a line that does not come is told what came.
            CompletableFuture.delayedExecutor(90, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new Running(process, process.inputReader(StandardCharsets.UTF_8));
        }

        /** What it prints up to the line that has all these words. */
        String says(String... words) throws Exception {
            return until(output, words);
        }

        /** Up to where it serves, and the address of that. */
        URI serves() throws Exception {
            Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/").matcher(says("serves shop"));
            assertThat(address.find()).isTrue();
            return URI.create(address.group());
        }

        /** What it prints after SIGTERM, to its end. */
        String ends(int status) throws InterruptedException {
            process.toHandle().destroy();
            String rest = String.join("\n", output.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(rest).isTrue();
            assertThat(process.exitValue()).as(rest).isEqualTo(status);
            return rest;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                output.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String get(URI address, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static void sql(EmbeddedPostgres server, String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Orders of a PostgreSQL up to gold, and sales that come as files. */
    private Project mixed(int port) {
        Project shop = Shop.in(folder.resolve("shop"));
        shop.configure("shop", """
                landing: {type: files, path: landing}
                oltp: {type: postgres-cdc, host: localhost, port: %d, database: postgres, user: postgres, sslmode: disable}
                """.formatted(port));
        shop.write("pipelines/orders.yml", """
                pipelines:
                  - name: orders_log
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders_log
                    load: append
                """);
        shop.write("models/sources.yml", """
                version: 2
                sources:
                  - name: bronze
                    tables: [{name: sales}, {name: orders_log}]
                """);
        shop.write("models/revenue.sql", """
                {{ config(on_change=true) }}
                select product, sum(amount) as amount from {{ source('bronze', 'sales') }} group by product
                """);
        shop.write("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id', schema='silver') }}
                select * from {{ source('bronze', 'orders_log') }}
                """);
        shop.write("models/totals.sql", """
                {{ config(on_change=true) }}
                select count(*) as n, sum(amount) as amount from {{ ref('orders') }}
                """);
        return shop;
    }

    @Test
    void aDatabaseThatGoesAwayHoldsNothingElseUpAndIsFollowedAgainWhenItIsBack() throws Exception {
        Path data = folder.resolve("postgres");
        EmbeddedPostgres first = server(data, 0);
        int port = first.getPort();
        Project shop = mixed(port);
        try (first) {
            sql(first, "create table orders (id int primary key, amount int)", "insert into orders values (1, 10)");
            try (Running service = Running.start(shop.folder())) {
                URI address = service.serves();
                service.says("Waiting for changes");
                sql(first, "insert into orders values (2, 20)");
                service.says("OK table model gold.totals");
                assertThat(get(address, "api/status"))
                        .as("freshness is shown for each table")
                        .containsPattern("(?s)\"gold.totals\".*\"p99\" : [0-9.]+")
                        .contains("\"healthy\" : true", "\"log_bytes\" : ");
                assertThat(get(address, "metrics"))
                        .contains("ingot_rows_total{table=\"bronze.orders_log\",outcome=\"inserted\"} 2\n")
                        .containsPattern("ingot_freshness_seconds\\{table=\"gold.totals\",quantile=\"0.5\"} [0-9.]+");

                first.close();
                assertThat(service.says("Tried again by itself", "bronze.orders_log"))
                        .as("what is wrong is said")
                        .contains("Failure in pipeline bronze.orders_log", "INGOT-CDC-");
                assertThat(get(address, "health")).contains("\"healthy\" : false");
                shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
                service.says("OK table model gold.revenue");

                try (EmbeddedPostgres again = server(data, port)) {
                    service.says("bronze.orders_log works again, after");
                    assertThat(get(address, "health")).contains("\"healthy\" : true");
                    sql(again, "update orders set amount = 25 where id = 2");
                    service.says("OK table model gold.totals");
                    assertThat(service.ends(0)).contains("Ended; everything that was read is committed.");
                }
            }
        }
        assertThat(shop.one("select n, amount from gold.totals")).isEqualTo("2|35");
        assertThat(shop.query("select product, amount from gold.revenue order by 1"))
                .containsExactly("desk|99.00", "lamp|110.50");
        assertThat(shop.metadata("SELECT count(*) FROM table_lock")).containsExactly("0");
    }

    @Test
    void whatOnlyOneProcessCanReadIsLeftToTheService() throws Exception {
        try (EmbeddedPostgres database = server(folder.resolve("postgres"), 0)) {
            Project shop = mixed(database.getPort());
            sql(database, "create table orders (id int primary key, amount int)", "insert into orders values (1, 10)");
            try (Running service = Running.start(shop.folder())) {
                service.says("Waiting for changes");

                assertThat(shop.ingot("run", "--select", "orders_log").exits(5).err())
                        .contains(
                                "INGOT-CLI-042",
                                "process " + service.process().pid(),
                                "reads the connection 'oltp', and only one process can");
                assertThat(shop.ingot("reconcile").exits(5).err()).contains("INGOT-CLI-042");
                shop.ingot("run", "--select", "totals").succeeded();
                service.ends(0);
            }
            shop.ingot("run", "--select", "orders_log").succeeded();
        }
    }

    @Test
    void aModelWhoseTestFailsIsTriedAgainUntilItPassesAndPeopleHearOfItTwice() throws Exception {
        GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
        mail.start();
        Project shop = Shop.in(folder);
        shop.configure("shop", """
                landing: {type: files, path: landing}
                mail: {type: smtp, host: 127.0.0.1, port: %d, security: none, from: ingot@example.org}
                """.formatted(mail.getSmtp().getPort()), """
                notifications:
                  - {via: mail, to: [team@example.org]}
                """);
        shop.write("models/revenue.sql", """
                {{ config(on_change=true) }}
                select product, sum(amount) as amount from {{ source('bronze', 'sales') }} group by product
                """);
        shop.write("models/revenue.yml", """
                models:
                  - name: revenue
                    data_tests:
                      - below_a_thousand
                """);
        shop.write("tests/generic/below.sql", """
                {% test below_a_thousand(model) %}select * from {{ model }} where amount > 1000{% endtest %}
                """);
        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,5000.00\n");
            assertThat(service.says("Tried again by itself", "below_a_thousand_revenue_"))
                    .contains("FAIL 1", "not published, kept as _ingot_held_back.gold__revenue");
            await(() -> failures(shop) >= 3);
            assertThat(shop.one("select amount from gold.revenue where product = 'lamp'"))
                    .as("readers keep the last good version")
                    .isEqualTo("10.50");

            shop.write("landing/sales-3.csv", "sale_id,product,amount\n8,lamp,-4500.00\n");
            assertThat(service.says("below_a_thousand_revenue_ works again, after"))
                    .doesNotContain("FAIL", "ERROR");
            service.ends(0);
            assertThat(mail.getReceivedMessages())
                    .extracting(MimeMessage::getSubject)
                    .satisfiesExactly(
                            begun -> assertThat(begun).contains("shop", "failed"),
                            over -> assertThat(over)
                                    .contains("shop", "succeeded")
                                    .doesNotContain("failed"));
        } finally {
            mail.stop();
        }
        assertThat(shop.one("select amount from gold.revenue where product = 'lamp'"))
                .isEqualTo("510.50");
    }

    private static long failures(Project shop) {
        return Long.parseLong(shop.metadata("SELECT count(*) FROM audit WHERE kind = 'test' AND status = 'failed'")
                .get(0));
    }

    /** The class's time limit is the end of it. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void aChangedProjectIsTakenUpWhileTheServiceRunsWholeOrNotAtAll() throws Exception {
        Project shop = Shop.in(folder);
        String count = "{{ config(on_change=true) }}\nselect count(*) as n from {{ source('bronze', 'sales') }}";
        try (Running service = Running.start(folder)) {
            URI address = service.serves();
            service.says("Waiting for changes");

            shop.write("models/counted.sql", count);
            assertThat(service.says("OK table model gold.counted"))
                    .contains("The project was changed and read anew: 1 step to run, 0 steps gone.")
                    .doesNotContain("gold.revenue");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("2");

            Shop.pipelines(shop, "[lamp, desk, sofa]");
            shop.ingot("apply").succeeded();
            service.says("read anew");
            service.says("OK table model gold.counted");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,sofa,100.00\n");
            service.says("OK table model gold.counted");
            assertThat(shop.metadata("SELECT options FROM controller WHERE name = 'sales'")
                            .get(0))
                    .as("what was applied stays")
                    .contains("sofa");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("3");

            shop.write("models/counted.sql", "select * from {{ ref('nothing') }}");
            assertThat(service.says("it goes on as it was")).contains("nothing", "1 problem");
            assertThat(get(address, "health")).contains("\"healthy\" : false");
            shop.write("landing/sales-3.csv", "sale_id,product,amount\n8,desk,1.00\n");
            assertThat(service.says("OK table model gold.counted"))
                    .as("the mistake was reported once")
                    .doesNotContain("goes on as it was");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("4");

            shop.write("models/counted.sql", count.replace("count(*)", "10 * count(*)"));
            service.says("OK table model gold.counted");
            assertThat(shop.one("select n from gold.counted")).isEqualTo("40");
            assertThat(get(address, "health")).contains("\"healthy\" : true");

            shop.editMetadata("UPDATE controller SET active = 0 WHERE name = 'returns'");
            service.says("read anew: 0 steps to run");
            shop.editMetadata("UPDATE controller SET active = 1 WHERE name = 'returns'");
            service.says("read anew");
            shop.write("landing/returns-2.csv", "return_id,sale_id\n2,3\n");
            service.says("OK pipeline bronze.returns");
            service.ends(0);
        }
    }

    @Test
    void aSecondServiceIsToldTheProcessOfTheFirst() throws Exception {
        Project shop = Shop.in(folder);
        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");

            assertThat(shop.ingot("start", "--port", "0").exits(5).err())
                    .contains(
                            "INGOT-CLI-042",
                            "process " + service.process().pid(),
                            "kill " + service.process().pid());
            service.ends(0);
        }
    }

    @Test
    void aServiceThatWasKilledIsBegunAgainAtOnceAndLosesNothing() throws Exception {
        Project shop = Shop.in(folder);
        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
            service.says("OK pipeline bronze.sales");
            service.process().destroyForcibly();
            assertThat(service.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        shop.write("landing/sales-3.csv", "sale_id,product,amount\n8,desk,1.00\n");

        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");
            service.ends(0);
        }

        assertThat(shop.one("select count(*), sum(amount) from bronze.sales")).isEqualTo("4|210.50");
        assertThat(shop.query("select product, amount from gold.revenue order by 1"))
                .containsExactly("desk|100.00", "lamp|110.50");
    }

    @Test
    void whatHasATimeOfItsOwnIsRunWhenItWasMissedAndNotWithTheStreams() throws Exception {
        Project shop = Shop.in(folder);
        shop.configure("shop", """
                landing: {type: files, path: landing}
                """, """
                schedules:
                  - {name: yearly, cron: 0 0 1 1 *, time_zone: Europe/Berlin, select: [revenue]}
                """);
        try (Running service = Running.start(folder)) {
            URI address = service.serves();
            service.says("The schedule 'yearly' is done.");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
            service.says("OK pipeline bronze.sales");
            assertThat(get(address, "api/status"))
                    .contains("\"name\" : \"yearly\"", "\"time_zone\" : \"Europe/Berlin\"", "\"running\" : false")
                    .containsPattern("\"next\" : \"20\\d\\d-12-31T23:00:00Z\"");
            service.ends(0);
        }
        assertThat(shop.one("select amount from gold.revenue where product = 'lamp'"))
                .as("it was built once, as it had never been, and waits for its time")
                .isEqualTo("10.50");

        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");
            assertThat(service.ends(0)).doesNotContain("yearly");
        }
        shop.editMetadata("UPDATE schedule_tick SET last_began = '2020-06-01T00:00:00.000Z'");
        try (Running service = Running.start(folder)) {
            assertThat(service.says("The schedule 'yearly' is done.")).contains("gold.revenue");
            service.ends(0);
        }

        assertThat(shop.one("select amount from gold.revenue where product = 'lamp'"))
                .as("years were missed, and it was run once")
                .isEqualTo("110.50");
        assertThat(shop.metadata("SELECT count(*) FROM audit WHERE node_id = 'model.shop.revenue'"))
                .containsExactly("2");
    }

    @Test
    void aPipelineWithAScheduleComesWithAllThatIsBelowIt() throws Exception {
        Project shop = Shop.in(folder);
        shop.write("pipelines/shop.yml", """
                pipelines:
                  - name: sales
                    from: {connection: landing, path: "sales-*.csv"}
                    to: bronze.sales
                    load: append
                    schedule: "@yearly"
                  - name: returns
                    from: {connection: landing, path: "returns-*.csv"}
                    to: bronze.returns
                    load: append
                """);
        try (Running service = Running.start(folder)) {
            assertThat(service.says("The schedule 'pipeline sales' is done."))
                    .contains("1 stream", "OK pipeline bronze.sales", "OK table model gold.revenue");
            shop.write("landing/sales-2.csv", "sale_id,product,amount\n7,lamp,100.00\n");
            shop.write("landing/returns-2.csv", "return_id,sale_id\n2,3\n");
            service.says("OK pipeline bronze.returns");
            service.ends(0);
        }

        assertThat(shop.one("select count(*) from bronze.sales"))
                .as("the new file waits for its time")
                .isEqualTo("3");
        assertThat(shop.one("select count(*) from bronze.returns")).isEqualTo("2");
    }

    @Test
    void aLogOfChangesHasNoTimesOfItsOwn() {
        Project shop = mixed(5432);
        shop.write("pipelines/orders.yml", """
                pipelines:
                  - name: orders_log
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders_log
                    load: append
                    schedule: "@hourly"
                """);

        assertThat(shop.ingot("start", "--port", "0").exits(2).err())
                .contains("INGOT-CLI-044", "'orders_log'", "pipelines/orders.yml:2:");
    }

    @Test
    void whatIsOldIsForgotten() throws Exception {
        Project shop = Shop.in(folder);
        shop.ingot("run").succeeded();
        shop.ingot("run").succeeded();
        shop.editMetadata("UPDATE run SET ended_at = '2020-01-01T00:00:00.000Z'");

        try (Running service = Running.start(folder)) {
            service.says("Waiting for changes");
            await(() -> shop.metadata("SELECT count(*) FROM run WHERE ended_at < '2021'")
                    .equals(List.of("0")));
            service.ends(0);
        }

        assertThat(shop.metadata("SELECT count(*) FROM run")).containsExactly("1");
        assertThat(shop.query("select product, amount from gold.revenue order by 1"))
                .as("what was loaded stays")
                .containsExactly("desk|99.00", "lamp|10.50");
    }

    @Test
    void aMistakeInTheProjectEndsItAtOnceWithAllThatIsWrong() {
        Project shop = Shop.in(folder);
        shop.write("pipelines/more.yml", """
                pipelines:
                  - {name: a, from: {connection: nowhere, path: x}, to: bronze.a, load: append}
                  - {name: b, from: {connection: landing, path: x}, to: bronze.b, load: sideways}
                """);

        assertThat(shop.ingot("start", "--port", "0").exits(2).err()).contains("nowhere", "sideways", "2 problems");
    }
}
