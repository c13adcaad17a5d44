package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source beside what was made of its changes. */
class ReconcileTest {

    @TempDir
    Path folder;

    private EmbeddedPostgres server;
    private Connection sql;
    private Project shop;

    @BeforeEach
    void open() throws Exception {
        server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start();
        sql = server.getPostgresDatabase().getConnection();
        execute("create table orders (id bigint primary key, name text, amount numeric(12,2))");
        execute("insert into orders select n, 'order ' || n, n from generate_series(1, 100) n");
        shop = new Project(folder);
        shop.configure("shop", """
                oltp: {type: postgres-cdc, host: localhost, port: %d, database: postgres, user: postgres, sslmode: disable,
                  slot: shop}
                """.formatted(server.getPort()));
        shop.write("pipelines/orders.yml", """
                pipelines:
                  - name: orders_log
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders_log
                    load: append
                """);
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nmodels: {shop: {+schema: silver}}\n");
        shop.write("macros/schemas.sql", "{% macro generate_schema_name(custom, node) %}{{ custom }}{% endmacro %}");
        shop.write("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * from {{ source('bronze', 'orders_log') }}
                """);
        shop.ingot("run").succeeded();
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
        server.close();
    }

    private void execute(String statement) throws SQLException {
        try (Statement one = sql.createStatement()) {
            one.execute(statement);
        }
    }

    @Test
    void whatGoesOnChangingIsTheSame() throws Exception {
        execute("delete from orders where id = 7");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try (Connection own = server.getPostgresDatabase().getConnection();
                    Statement statement = own.createStatement()) {
                for (int i = 1000; !stop.get(); i += 2) {
                    statement.execute("insert into orders values (" + i + ", 'new', 1)");
                    statement.execute("update orders set amount = amount + 1 where id = " + (i % 50 + 10));
                    statement.execute("update orders set id = id + 1 where id = " + i);
                    statement.execute("delete from orders where id = " + (i - 99));
                }
            } catch (SQLException e) {
                failure.set(e);
            }
        });
        writer.start();
        try {
            assertThat(shop.ingot("reconcile").succeeded().out()).contains("All rows are those of the source.");
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(shop.ingot("ls", "--resource-type", "model").succeeded().out())
                .doesNotContain("reconcile");
        assertThat(shop.ingot(
                                "query",
                                "--output",
                                "csv",
                                "select count(*) as n from information_schema.tables where"
                                        + " table_name like '%reconcile%'")
                        .succeeded()
                        .out())
                .as("the copy of the source is gone")
                .isEqualTo("n\n0\n");
    }

    @Test
    void whatDiffersIsFoundRowByRow() throws Exception {
        shop.write("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * replace (
                    case when id = 3 then 'wrong' else name end as name,
                    case when id = 3 then cast(0 as decimal(12, 2)) else amount end as amount)
                from {{ source('bronze', 'orders_log') }}
                where id <> 200 and not (id = 4 and _ingot_op = 'd')
                """);
        execute("update orders set amount = 1, name = 'changed' where id = 3");
        execute("delete from orders where id = 4");
        execute("insert into orders values (200, 'unseen', 1)");
        execute("update orders set amount = 8 where id = 8");

        assertThat(shop.ingot("reconcile").exits(1).out())
                .contains("3 rows differ.")
                .contains("silver.orders  id=3: other name, amount")
                .contains("silver.orders  id=4: not in the source")
                .contains("silver.orders  id=200: not in the table");
    }

    @Test
    void aChangeThatIsReplayedAndStillBadLeavesTheLogAsItIs() throws Exception {
        execute("update orders set amount = 'NaN' where id = 3");
        shop.ingot("run").succeeded();

        assertThat(shop.ingot("quarantine", "replay", "bronze.orders_log")
                        .succeeded()
                        .out())
                .contains("read 1 = 1 quarantined");

        assertThat(shop.query("select distinct typeof(_ingot_lsn), typeof(amount) from bronze.orders_log"))
                .containsExactly("BIGINT|DECIMAL(12,2)");
        execute("update orders set amount = 5 where id = 3");
        assertThat(shop.ingot("reconcile").succeeded().out()).contains("All rows are those of the source.");
    }

    @Test
    void whatCannotBeLikeTheSourceIsNamedWithTheReason() throws Exception {
        execute("update orders set amount = 'NaN' where id = 3");
        execute("alter table orders add column state text default 'open'");
        execute("update orders set name = 'changed' where id = 4");
        shop.ingot("run").succeeded();
        shop.ingot("quarantine", "list", "bronze.orders_log").succeeded();

        assertThat(shop.ingot("reconcile").exits(1).out())
                .contains("98 rows differ.")
                .doesNotContain("not in the source")
                .contains("'state' is null in all 98 rows in which it differs")
                .contains("--full-refresh --select orders_log+");
        shop.ingot("run", "--full-refresh", "--select", "orders_log+").succeeded();
        assertThat(shop.ingot("reconcile").succeeded().out()).contains("All rows are those of the source.");
        assertThat(shop.ingot(
                                "query",
                                "--output",
                                "csv",
                                "select count(*) as n from information_schema.tables where"
                                        + " table_name like '%reconcile%'")
                        .succeeded()
                        .out())
                .as("the copy of the source and its bad rows are gone")
                .isEqualTo("n\n0\n");
    }

    @Test
    void aTableThatCannotBeComparedKeepsNoOtherFromIt() throws Exception {
        execute("create table items (id bigint primary key, v int)");
        execute("insert into items values (1, 1)");
        shop.write("pipelines/items.yml", """
                pipelines:
                  - name: items_log
                    from: {connection: oltp, table: public.items}
                    to: bronze.items_log
                    load: append
                """);
        shop.write("models/items.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * from {{ source('bronze', 'items_log') }}
                """);
        shop.ingot("run").succeeded();
        shop.write("models/items.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select *, cast('x' as int) as broken from {{ source('bronze', 'items_log') }}
                """);
        execute("update items set v = 2");
        execute("update orders set amount = 7 where id = 7");

        assertThat(shop.ingot("reconcile").exits(1).out())
                .contains("silver.items  not compared: INGOT-SQL-004: Could not convert string 'x'")
                .contains("All rows that were compared are those of the source. 1 table could not be compared.");
    }

    @Test
    void columnsMayChangeTheirTypesAndEveryValueIsAsTheSourcePrintsIt() throws Exception {
        execute("create table typed (id int primary key, whole int, code int, price numeric(6,2), day date, name"
                + " varchar(5), measured real, flag boolean, fine numeric(6,2), at timestamp, doc text)");
        String row = ", 7, 7, 1.23, '2024-02-29', 'abcde', 0.1, true, 1.23, '2024-02-29 12:00:00.5', '{\"a\": 1}'";
        execute("insert into typed values (1" + row + "), (2" + row + ")");
        shop.write("pipelines/typed.yml", """
                pipelines:
                  - name: typed_log
                    from: {connection: oltp, table: public.typed}
                    to: bronze.typed_log
                    load: append
                """);
        shop.write("models/typed.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select * from {{ source('bronze', 'typed_log') }}
                """);
        shop.ingot("run").succeeded();
        execute("alter table typed alter id type text, alter whole type bigint, alter code type text, alter price type"
                + " numeric, alter day type timestamp, alter name type text, alter measured type double precision, alter"
                + " flag type text, alter fine type numeric(12,4), alter at type timestamptz, alter doc type jsonb using"
                + " doc::jsonb");
        String other = ", 5000000000, '007', 1.23456789, '2024-02-29 12:34:56', 'longer than five', 0.1, 'maybe',"
                + " 12345678.1234, '2024-02-29 12:00:00.5+02', '[1.10]'";
        execute("insert into typed values ('03'" + other + ")");
        execute("update typed set code = '1e2', day = '2024-03-01 00:00:01' where id = '2'");

        assertThat(shop.ingot("reconcile").succeeded().out()).contains("All rows are those of the source.");
        assertThat(shop.query("select id, whole, code, price, name, flag, fine, doc from silver.typed order by id"))
                .containsExactly(
                        "03|5000000000|007|1.23456789|longer than five|maybe|12345678.1234|[1.10]",
                        "1|7|7|1.23|abcde|true|1.2300|{\"a\": 1}",
                        "2|7|1e2|1.23|abcde|true|1.2300|{\"a\": 1}");
        assertThat(shop.query("select strftime(day, '%Y-%m-%d %H:%M:%S') from silver.typed order by id"))
                .containsExactly("2024-02-29 12:34:56", "2024-02-29 00:00:00", "2024-03-01 00:00:01");
    }

    @Test
    void theDoctorLooksAtTheTableOfEachPipeline() throws Exception {
        assertThat(shop.ingot("doctor").succeeded().out()).contains("All is well.");
        execute("alter table orders drop constraint orders_pkey");

        assertThat(shop.ingot("doctor").exits(2).out())
                .contains("FAIL connection oltp (postgres-cdc)")
                .contains("INGOT-CDC-003: The table public.orders has no primary key.");
    }

    @Test
    void aProjectWithoutLatestRowsIsToldSo() {
        assertThat(shop.ingot("reconcile", "--select", "bronze.orders_log")
                        .exits(2)
                        .err())
                .contains("No table of latest rows is selected.");
    }
}
