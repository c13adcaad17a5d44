package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real PostgreSQL whose tables are changed all the time, in all the ways there are, while the process that reads the
 * changes is killed with SIGKILL at random moments. In the end the change logs have each change once, and the latest rows
 * are those of the source. The tables share a slot and many transactions, and are loaded side by side.
 *
 * <p>20 kills in every build. For more, or for the same ones again:
 *
 * <pre>{@code
 * mvn -Dquick -pl acceptance -am test -Dtest=ChangesCrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dchanges.kills=300
 * mvn … -Dchanges.seed=1763671234567
 * }</pre>
 *
 * The seed decides the statements; the moments of kills only as exactly as the machine's clock and load allow.
 */
class ChangesCrashTest {

    private static final int KILLS = Integer.getInteger("changes.kills", 20);
    private static final long SEED = Long.getLong("changes.seed", System.currentTimeMillis());
    private static final String ROW =
            "id || '|' || name || '|' || coalesce(amount, 0) || '|' || md5(coalesce(note, ''))"
                    + " || '|' || coalesce(extra, -1)";

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void whereverItIsKilledNothingIsLostAndNothingIsThereTwice() throws Exception {
        System.out.println("ChangesCrashTest: seed " + SEED + ", " + KILLS + " kills");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .start();
                Connection sql = server.getPostgresDatabase().getConnection()) {
            execute(
                    sql,
                    "create table orders (id bigint primary key, name text not null, amount numeric(12,2), note text)");
            execute(
                    sql,
                    "insert into orders select n, 'order ' || n, n, repeat(md5(n::text), 200) from"
                            + " generate_series(1, 500) n");
            execute(
                    sql,
                    "create table lines (order_id bigint, line int, price numeric(8,2), primary key (order_id, line))");
            Project shop = project(server.getPort());
            shop.ingot("run").succeeded();

            Writer writer = new Writer(server.getPostgresDatabase().getConnection(), new Random(SEED));
            Thread thread = new Thread(writer, "writer");
            thread.start();
            int landed = 0;
            while (landed < KILLS) {
                landed += killAtRandom(shop) ? 1 : 0;
                if (random.nextInt(4) == 0) {
                    assertThat(shop.ingot("run").exit())
                            .as("seed %d, after %d kills", SEED, landed)
                            .isZero();
                }
            }
            writer.stop.set(true);
            thread.join();
            assertThat(writer.failure.get()).as("seed " + SEED).isNull();
            execute(sql, "alter table orders add column if not exists extra bigint");
            shop.ingot("run").succeeded();

            assertThat(asked(
                            shop,
                            "select count(*) || ' ' || count(distinct (_ingot_lsn, _ingot_ordinal)) as n from"
                                    + " bronze.orders_log"))
                    .as("seed %d: changes in the log, and places of them", SEED)
                    .containsExactly((500 + writer.changes.get()) + " " + (500 + writer.changes.get()));
            assertThat(asked(
                            shop,
                            "select count(*) || ' ' || count(distinct (_ingot_lsn, _ingot_ordinal)) as n from"
                                    + " bronze.lines_log"))
                    .as("seed %d: changes of the other table", SEED)
                    .containsExactly(writer.lineChanges.get() + " " + writer.lineChanges.get());
            assertThat(shop.ingot("freshness", "--output", "csv").succeeded().out())
                    .as("how long changes took is kept for each table")
                    .contains("pipeline.shop.orders_log", "model.shop.orders");
            String lines = "order_id || '|' || line || '|' || price";
            assertThat(asked(shop, "select " + lines + " as row from silver.lines order by order_id, line"))
                    .as("seed " + SEED)
                    .containsExactlyElementsOf(rows(sql, "select " + lines + " from lines order by order_id, line"));
            assertThat(asked(shop, "select " + ROW + " as row from silver.orders order by id"))
                    .as("seed " + SEED)
                    .containsExactlyElementsOf(rows(sql, "select " + ROW + " from orders order by id"));
        }
    }

    private Project project(int port) {
        Project shop = new Project(folder);
        shop.write("ingot.yml", """
                name: shop
                target: dev
                targets:
                  dev:
                    warehouse: lake
                connections:
                  lake: {type: lake, path: lake}
                  oltp: {type: postgres-cdc, host: localhost, port: %d, database: postgres, user: postgres, sslmode: disable}
                """.formatted(port));
        shop.write("pipelines/orders.yml", """
                pipelines:
                  - name: orders_log
                    from: {connection: oltp, table: public.orders}
                    to: bronze.orders_log
                    load: append
                  - name: lines_log
                    from: {connection: oltp, table: public.lines}
                    to: bronze.lines_log
                    load: append
                """);
        shop.write("models/lines.sql", """
                {{ config(materialized='latest', unique_key=['order_id', 'line']) }}
                select * from {{ source('bronze', 'lines_log') }}
                """);
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nmodels: {shop: {+schema: silver}}\n");
        shop.write("macros/schemas.sql", "{% macro generate_schema_name(custom, node) %}{{ custom }}{% endmacro %}");
        // The column comes later; until then nobody has it.
        shop.write("models/orders.sql", """
                {{ config(materialized='latest', unique_key='id') }}
                select *{% if 'extra' not in adapter.get_columns_in_relation(source('bronze', 'orders_log'))
                    | map(attribute='name') | list %}, cast(null as bigint) as extra{% endif %}
                from {{ source('bronze', 'orders_log') }}
                """);
        return shop;
    }

    /** Whether the process was still alive when it was killed. */
    private boolean killAtRandom(Project shop) throws InterruptedException {
        String[] command =
                random.nextBoolean() ? new String[] {"run"} : new String[] {"run", "--continuous", "--every", "0.1"};
        Process process = Cli.start(shop.folder(), folder.resolve("killed.log"), command);
        boolean ended = process.waitFor(500 + random.nextInt(4500), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return !ended;
    }

    private static List<String> asked(Project shop, String sql) {
        List<String> lines = shop.ingot("query", "--limit", "1000000", "--output", "csv", sql)
                .succeeded()
                .out()
                .lines()
                .toList();
        return lines.subList(1, lines.size());
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static long execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Changes the table until it is told to stop, and counts what it changed. */
    private static final class Writer implements Runnable {

        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicLong changes = new AtomicLong();
        final AtomicLong lineChanges = new AtomicLong();
        final AtomicReference<Exception> failure = new AtomicReference<>();
        private final Connection sql;
        private final Random random;
        private long next = 1_000;
        private long lines;
        private boolean wider;

        Writer(Connection sql, Random random) {
            this.sql = sql;
            this.random = random;
        }

        @Override
        public void run() {
            try (sql) {
                sql.setAutoCommit(false);
                while (!stop.get()) {
                    transaction();
                    // A busy application, and not all that the machine can do.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            } catch (Exception e) {
                failure.set(e);
            }
        }

        private void transaction() throws SQLException {
            long changed = 0;
            lines = 0;
            for (int i = random.nextInt(5); i >= 0; i--) {
                changed += statement();
            }
            if (random.nextInt(6) == 0) {
                sql.rollback();
            } else {
                sql.commit();
                changes.addAndGet(changed);
                lineChanges.addAndGet(lines);
            }
            if (!wider && changes.get() > 3_000) {
                execute(sql, "alter table orders add column extra bigint");
                sql.commit();
                wider = true;
            }
        }

        /** How many rows of the log it makes. */
        private long statement() throws SQLException {
            String some = "(select id from orders order by md5(id::text || " + random.nextInt() + ") limit "
                    + (1 + random.nextInt(5)) + ")";
            lines += execute(
                    sql,
                    random.nextInt(3) == 0
                            ? "delete from lines where order_id in " + some
                            : "insert into lines select id, 1, 9.99 from orders where id in " + some
                                    + " on conflict (order_id, line) do update set price = lines.price + 1");
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    int rows = random.nextInt(20) == 0 ? 2_000 : 1 + random.nextInt(10);
                    next += rows;
                    return execute(
                            sql,
                            "insert into orders (id, name, amount, note) select n, 'order ' || n, n / 3.0, repeat(md5(n::text), "
                                    + random.nextInt(300) + ") from generate_series(" + (next - rows + 1) + ", " + next
                                    + ") n");
                }
                case 4, 5, 6 -> {
                    return execute(sql, "update orders set amount = coalesce(amount, 0) + 1 where id in " + some);
                }
                case 7 -> {
                    return execute(sql, "update orders set note = null, name = 'new name' where id in " + some);
                }
                case 8 -> {
                    next += 10;
                    // With the key everything is logged but what is stored out of line and stays: so it does not stay.
                    return execute(
                            sql,
                            "update orders set id = id + 10000000, note = 'moved' where id in " + some
                                    + " and id < 10000000");
                }
                case 9, 10 -> {
                    return execute(sql, "delete from orders where id in " + some);
                }
                default -> {
                    if (random.nextInt(15) > 0) {
                        return wider ? execute(sql, "update orders set extra = id * 2 where id in " + some) : 0;
                    }
                    execute(sql, "truncate orders");
                    return 1;
                }
            }
        }
    }
}
