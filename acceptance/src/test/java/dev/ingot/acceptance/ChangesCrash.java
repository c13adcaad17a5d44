package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real database whose tables are changed all the time, in all the ways there are, while the process that reads the
 * changes is killed with SIGKILL at random moments, in the first reading of the tables and after it. In the end the change
 * logs have each change once, and the latest rows are those of the source. The tables share many transactions, and are
 * loaded side by side.
 *
 * <p>For more kills than in every build, or for the same ones again:
 *
 * <pre>{@code
 * mvn -Dquick -pl acceptance -am test -Dtest=ChangesCrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dchanges.kills=300
 * mvn … -Dchanges.seed=1763671234567
 * }</pre>
 *
 * The seed decides the statements; the moments of kills only as exactly as the machine's clock and load allow.
 */
abstract class ChangesCrash {

    private static final long SEED = Long.getLong("changes.seed", System.currentTimeMillis());
    private static final int ROWS = 500;
    private static final String ROW =
            "id || '|' || name || '|' || coalesce(amount, 0) || '|' || md5(coalesce(note, ''))"
                    + " || '|' || coalesce(extra, -1)";
    private static final String LINE = "order_id || '|' || line || '|' || price";

    @TempDir
    Path folder;

    private final int kills;
    private final Random random = new Random(SEED);

    /**
     * @param kills where the command line does not say
     */
    ChangesCrash(int kills) {
        this.kills = Integer.getInteger("changes.kills", kills);
    }

    /** A connection to a database of its own, in which {@code ||} puts texts together. */
    abstract Connection connect() throws SQLException;

    /** The options of a connection to it. */
    abstract String connection();

    /** The schema of its tables. */
    abstract String schema();

    /** What changes how the tables are made, one after the other; the first adds {@code orders.extra}. */
    abstract List<String> definitions();

    /** Whether a truncate is part of the transaction that it is in. */
    abstract boolean truncatesInTransactions();

    /** A statement for between two transactions. */
    abstract String between();

    @Test
    void whereverItIsKilledNothingIsLostAndNothingIsThereTwice() throws Exception {
        System.out.println(getClass().getSimpleName() + ": seed " + SEED + ", " + kills + " kills");
        try (Connection sql = connect()) {
            fill(sql);
            Project shop = project();
            int landed = 0;
            for (; landed < kills / 4; landed++) {
                killAtRandom(shop, 1_000);
            }
            shop.ingot("run").succeeded();

            Writer writer = new Writer(connect(), new Random(SEED));
            Thread thread = new Thread(writer, "writer");
            thread.start();
            while (landed < kills) {
                landed += killAtRandom(shop, 500) ? 1 : 0;
                if (random.nextInt(4) == 0) {
                    assertThat(shop.ingot("run").exit())
                            .as("seed %d, after %d kills", SEED, landed)
                            .isZero();
                }
            }
            writer.truncates.set(false);
            assertThat(shop.ingot("reconcile").succeeded().out())
                    .as("seed %d: while the source goes on changing", SEED)
                    .contains("All rows are those of the source.");
            writer.stop.set(true);
            thread.join();
            assertThat(writer.failure.get()).as("seed " + SEED).isNull();
            writer.define(sql);
            shop.ingot("run").succeeded();

            assertThat(places(shop, "orders_log"))
                    .as("seed %d: changes in the log, and places of them", SEED)
                    .isEqualTo(twice(ROWS + writer.changes.get()));
            assertThat(places(shop, "items_log"))
                    .as("seed %d: changes of the other table", SEED)
                    .isEqualTo(twice(writer.lineChanges.get()));
            assertThat(shop.ingot("freshness", "--output", "csv").succeeded().out())
                    .as("how long changes took is kept for each table")
                    .contains("pipeline.shop.orders_log", "model.shop.orders");
            assertThat(asked(shop, "select " + LINE + " as row from silver.items order by order_id, line"))
                    .as("seed " + SEED)
                    .containsExactlyElementsOf(rows(sql, "select " + LINE + " from items order by order_id, line"));
            assertThat(asked(shop, "select " + ROW + " as row from silver.orders order by id"))
                    .as("seed " + SEED)
                    .containsExactlyElementsOf(rows(sql, "select " + ROW + " from orders order by id"));
        }
    }

    private static void fill(Connection sql) throws SQLException {
        execute(
                sql,
                "create table orders (id bigint primary key, name varchar(100) not null, amount decimal(12,2), note text)");
        execute(
                sql,
                "create table items (order_id bigint, line int, price decimal(8,2), primary key (order_id, line))");
        execute(sql, orders(1, ROWS, 200));
    }

    /** An insert of orders with these numbers, and notes of so many times 32 characters. */
    private static String orders(long from, long to, int length) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(n ->
                        "(" + n + ", 'order " + n + "', " + n + " / 3.0, repeat(md5('" + n + "'), " + length + "))")
                .collect(Collectors.joining(", ", "insert into orders (id, name, amount, note) values ", ""));
    }

    /** How many changes a log has, and how many places. */
    private static String places(Project shop, String log) {
        return asked(
                        shop,
                        "select count(*) || ' ' || count(distinct (_ingot_lsn, _ingot_ordinal)) as n from bronze."
                                + log)
                .get(0);
    }

    private static String twice(long number) {
        return number + " " + number;
    }

    private Project project() {
        Project shop = new Project(folder);
        shop.configure("shop", """
                oltp: {%s, max_batch_bytes: 1MB}
                """.formatted(connection()));
        shop.write("pipelines/orders.yml", """
                pipelines:
                  - name: orders_log
                    from: {connection: oltp, table: %1$s.orders}
                    to: bronze.orders_log
                    load: append
                  - name: items_log
                    from: {connection: oltp, table: %1$s.items}
                    to: bronze.items_log
                    load: append
                """.formatted(schema()));
        shop.write("models/items.sql", """
                {{ config(materialized='latest', unique_key=['order_id', 'line']) }}
                select * from {{ source('bronze', 'items_log') }}
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
    private boolean killAtRandom(Project shop, int atLeast) throws InterruptedException {
        String[] command =
                random.nextBoolean() ? new String[] {"run"} : new String[] {"run", "--continuous", "--every", "0.1"};
        Process process = Cli.start(shop.folder(), folder.resolve("killed.log"), command);
        boolean ended = process.waitFor(atLeast + random.nextInt(4500), TimeUnit.MILLISECONDS);
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

    static long execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Changes the tables until it is told to stop, and counts what it changed. */
    private final class Writer implements Runnable {

        final AtomicBoolean stop = new AtomicBoolean();

        /** A comparison gives up where the table is emptied meanwhile. */
        final AtomicBoolean truncates = new AtomicBoolean(true);

        final AtomicLong changes = new AtomicLong();
        final AtomicLong lineChanges = new AtomicLong();
        final AtomicReference<Exception> failure = new AtomicReference<>();
        private final Connection sql;
        private final Random random;
        private long next = 1_000;
        private long lines;
        private int defined;

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

        /** The definitions that did not get their turn. */
        void define(Connection connection) throws SQLException {
            for (; defined < definitions().size(); defined++) {
                execute(connection, definitions().get(defined));
            }
        }

        private void transaction() throws SQLException {
            if (!truncatesInTransactions() && random.nextInt(150) == 0 && truncates.get()) {
                execute(sql, "truncate table orders");
                changes.incrementAndGet();
            }
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
            if (random.nextInt(100) == 0) {
                execute(sql, between());
                sql.commit();
            }
            if (defined < definitions().size() && changes.get() > 3_000L * (defined + 1)) {
                execute(sql, definitions().get(defined));
                sql.commit();
                defined++;
            }
        }

        /** How many rows of the log of orders it makes. */
        private long statement() throws SQLException {
            String some = "(" + String.join(", ", some("select id from orders")) + ")";
            lines += ofLines(some);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    int rows = random.nextInt(20) == 0 ? 2_000 : 1 + random.nextInt(10);
                    next += rows;
                    return execute(sql, orders(next - rows + 1, next, random.nextInt(300)));
                }
                case 4, 5, 6 -> {
                    return execute(sql, "update orders set amount = coalesce(amount, 0) + 1 where id in " + some);
                }
                case 7 -> {
                    return execute(sql, "update orders set note = null, name = 'new name' where id in " + some);
                }
                case 8 -> {
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
                    if (truncatesInTransactions() && random.nextInt(15) == 0 && truncates.get()) {
                        execute(sql, "truncate table orders");
                        return 1;
                    }
                    return defined > 0 ? execute(sql, "update orders set extra = id * 2 where id in " + some) : 0;
                }
            }
        }

        private long ofLines(String some) throws SQLException {
            if (random.nextInt(3) == 0) {
                return execute(sql, "delete from items where order_id in " + some);
            }
            long updated = execute(sql, "update items set price = price + 1 where order_id in " + some);
            return updated
                    + execute(
                            sql,
                            "insert into items select id, 1, 9.99 from orders where id in " + some
                                    + " and id not in (select order_id from items)");
        }

        /** A few ids, at random; one that is none where there is none. */
        private List<String> some(String ids) throws SQLException {
            List<String> found = rows(
                    sql,
                    ids + " order by (id * 7919 + " + random.nextInt(100_000) + ") % 10007, id limit "
                            + (1 + random.nextInt(5)));
            return found.isEmpty() ? List.of("-1") : found;
        }
    }
}
