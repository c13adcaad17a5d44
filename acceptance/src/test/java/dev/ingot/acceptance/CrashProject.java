package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A project that does everything that can be cut short: four load types in many small batches, quarantine, models that
 * are built from nothing and models that grow. It makes its own files and keeps the truth about them in plain Java
 * collections, so that what the tables hold is compared with something that Ingot never touched. Not thread-safe.
 */
final class CrashProject {

    private static final List<String> KINDS = List.of("view", "click", "buy");

    final Project project;
    private final Path landing;
    private final Random random;
    private int round;
    private int nextEvent = 1;
    private long nextChange = 1;

    // The truth.
    private final Map<Integer, String> events = new TreeMap<>();
    private final Map<String, BigDecimal> totals = new TreeMap<>();
    private final List<String> badEvents = new ArrayList<>();
    private final TreeSet<String> badKinds = new TreeSet<>();
    private final TreeSet<String> accepted = new TreeSet<>(KINDS);
    private final Map<Integer, String> accounts = new TreeMap<>();
    private List<String> rates = List.of();
    private final Map<Integer, List<String>> prices = new TreeMap<>();
    private final Map<String, TreeSet<String>> files = new LinkedHashMap<>();

    CrashProject(Path folder, long seed) {
        random = new Random(seed);
        project = new Project(folder);
        landing = folder.resolve("landing");
        project.configure("crash", """
                landing: {type: files, path: landing}
                """, """
                threads: 3
                """);
        pipelines();
        project.write("dbt_project.yml", """
                name: crash
                version: '1.0'
                models:
                  crash:
                    +schema: gold
                    +materialized: table
                """);
        project.write("macros/schemas.sql", """
                {% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}
                """);
        project.write("models/schema.yml", """
                version: 2
                sources:
                  - name: bronze
                    tables: [{name: events}, {name: accounts}]
                models:
                  - name: totals
                    columns: [{name: kind, data_tests: [unique, not_null]}]
                  - name: event_log
                    columns: [{name: event_id, data_tests: [unique, not_null]}]
                """);
        project.write("models/totals.sql", """
                select kind, count(*) as events, sum(amount) as amount
                from {{ source('bronze', 'events') }} group by kind
                """);
        project.write("models/event_log.sql", """
                {{ config(materialized='incremental', incremental_strategy='merge', unique_key='event_id') }}
                select event_id, kind, amount, _ingot_loaded_at as loaded_at from {{ source('bronze', 'events') }}
                {% if is_incremental() %}
                where _ingot_loaded_at >= (select max(loaded_at) from {{ this }})
                {% endif %}
                """);
        project.write("models/balances.sql", """
                select count(*) as accounts, sum(balance) as balance from {{ source('bronze', 'accounts') }}
                """);
    }

    private void pipelines() {
        project.write("pipelines/all.yml", """
                pipelines:
                  - name: events
                    from: {connection: landing, path: "events-*.csv", max_batch_files: 2}
                    to: bronze.events
                    load: append
                    record_position: true
                    contract:
                      columns:
                        - {name: event_id, type: integer, not_null: true}
                        - {name: kind, type: string, not_null: true, accepted: [%s]}
                        - {name: amount, type: "decimal(10,2)", not_null: true}
                  - name: accounts
                    from: {connection: landing, path: "accounts-*.csv", max_batch_files: 1}
                    to: bronze.accounts
                    load: merge
                    key: [account_id]
                    order_by: [change desc]
                    contract:
                      columns:
                        - {name: account_id, type: integer, not_null: true}
                        - {name: change, type: bigint, not_null: true}
                        - {name: balance, type: "decimal(10,2)", not_null: true}
                  - name: rates
                    from: {connection: landing, path: "rates.csv", on_changed_file: reload}
                    to: bronze.rates
                    load: full
                    contract:
                      columns:
                        - {name: currency, type: string, not_null: true}
                        - {name: rate, type: "decimal(10,4)", not_null: true}
                  - name: prices
                    from: {connection: landing, path: "prices-*.csv", max_batch_files: 1}
                    to: bronze.prices
                    load: snapshot
                    key: [product_id]
                    contract:
                      columns:
                        - {name: product_id, type: integer, not_null: true}
                        - {name: price, type: "decimal(10,2)", not_null: true}
                """.formatted(String.join(", ", accepted)));
    }

    /** The contract takes from now on what was bad so far: the next replay loads all that waits in quarantine. */
    void acceptWhatWasBad() {
        accepted.addAll(badKinds);
        pipelines();
        badEvents.forEach(line -> {
            String[] cells = line.split(",");
            good(Integer.parseInt(cells[0]), cells[1], new BigDecimal(cells[2]));
        });
        badEvents.clear();
        badKinds.clear();
    }

    private void good(int id, String kind, BigDecimal amount) {
        events.put(id, kind + "|" + amount);
        totals.merge(kind, amount, BigDecimal::add);
    }

    /** New files of every kind. */
    void grow() {
        round++;
        for (int file = 0; file < 6; file++) {
            events(name("events", file));
        }
        for (int file = 0; file < 4; file++) {
            accounts(name("accounts", file));
        }
        for (int file = 0; file < 3; file++) {
            prices(name("prices", file));
        }
        rates();
    }

    private String name(String kind, int file) {
        return String.format(Locale.ROOT, "%s-%04d-%02d.csv", kind, round, file);
    }

    private void events(String file) {
        StringBuilder text = new StringBuilder("event_id,kind,amount\n");
        int rows = 20 + random.nextInt(200);
        for (int i = 0; i < rows; i++) {
            int id = nextEvent++;
            boolean bad = random.nextInt(40) == 0;
            String kind = bad ? "odd" + round : KINDS.get(random.nextInt(KINDS.size()));
            BigDecimal amount = money();
            String line = id + "," + kind + "," + amount;
            text.append(line).append('\n');
            if (bad) {
                badEvents.add(line);
                badKinds.add(kind);
            } else {
                good(id, kind, amount);
            }
        }
        put("events", file, text);
    }

    private void accounts(String file) {
        StringBuilder text = new StringBuilder("account_id,change,balance\n");
        for (int i = 0; i < 60; i++) {
            int id = 1 + random.nextInt(300);
            long change = nextChange++;
            BigDecimal balance = money();
            text.append(id + "," + change + "," + balance + "\n");
            accounts.put(id, change + "|" + balance);
        }
        put("accounts", file, text);
    }

    private void prices(String file) {
        StringBuilder text = new StringBuilder("product_id,price\n");
        for (int id = 1; id <= 20; id++) {
            List<String> history = prices.computeIfAbsent(id, any -> new ArrayList<>());
            if (history.isEmpty() || random.nextInt(3) == 0) {
                String price = money().toString();
                if (history.isEmpty() || !history.get(history.size() - 1).equals(price)) {
                    history.add(price);
                }
            }
            text.append(id + "," + history.get(history.size() - 1) + "\n");
        }
        put("prices", file, text);
    }

    private void rates() {
        StringBuilder text = new StringBuilder("currency,rate\n");
        List<String> rows = new ArrayList<>();
        for (String currency : List.of("BRL", "EUR", "JPY", "USD", "VND")) {
            String rate = String.format(Locale.ROOT, "%d.%04d", random.nextInt(100), random.nextInt(10_000));
            text.append(currency + "," + rate + "\n");
            rows.add(currency + "|" + rate);
        }
        rates = rows;
        put("rates", "rates.csv", text);
    }

    private BigDecimal money() {
        return BigDecimal.valueOf(random.nextInt(1_000_000), 2);
    }

    private void put(String pipeline, String file, StringBuilder text) {
        project.write("landing/" + file, text.toString());
        files.computeIfAbsent(pipeline, any -> new TreeSet<>()).add(file);
    }

    /** Compares every table, the ledger, the quarantine and the audit with the truth. */
    void verify() {
        same("events", "select event_id, kind, amount from bronze.events order by event_id", lines(events));
        same(
                "accounts: the last change of each",
                "select account_id, change, balance from bronze.accounts order by account_id",
                lines(accounts));
        same("rates: the file as it is now", "select currency, rate from bronze.rates order by currency", rates);
        same(
                "prices: one version a change, one of them current",
                "select product_id, count(*), count(*) filter (is_current) from bronze.prices"
                        + " group by product_id order by product_id",
                prices.entrySet().stream()
                        .map(entry -> entry.getKey() + "|" + entry.getValue().size() + "|1")
                        .toList());
        same(
                "prices as they are now",
                "select product_id, price from bronze.prices where is_current order by product_id",
                prices.entrySet().stream()
                        .map(entry -> entry.getKey() + "|"
                                + entry.getValue().get(entry.getValue().size() - 1))
                        .toList());
        same(
                "totals",
                "select kind, amount from gold.totals order by kind",
                totals.entrySet().stream()
                        .map(entry -> entry.getKey() + "|" + entry.getValue())
                        .toList());
        same(
                "the incremental model",
                "select event_id, kind, amount from gold.event_log order by event_id",
                lines(events));
        assertThat(project.one("select accounts from gold.balances")).isEqualTo(String.valueOf(accounts.size()));
        verifyQuarantine();
        verifyStore();
        assertThat(leftovers()).as("temporary folders of dead processes").isEmpty();
    }

    private void same(String what, String sql, List<String> truth) {
        same(what, project.query(sql), truth);
    }

    /** Says what is lost and what is too many; the lists themselves are long. */
    private static void same(String what, List<String> actual, List<String> truth) {
        if (actual.equals(truth)) {
            return;
        }
        List<String> lost = new ArrayList<>(truth);
        List<String> added = new ArrayList<>(actual);
        actual.forEach(lost::remove);
        truth.forEach(added::remove);
        assertThat(lost).as("%s: lost or changed, of %d", what, truth.size()).isEmpty();
        assertThat(added).as("%s: doubled or invented", what).isEmpty();
    }

    private void verifyQuarantine() {
        List<String> raw = new ArrayList<>();
        project.ingot("quarantine", "show", "bronze.events", "--limit", "1000000", "--output", "json")
                .succeeded()
                .json()
                .forEach(row -> raw.add(row.path("raw").asText()));
        same("quarantine: each bad record once", raw, badEvents);
        assertThat(project.metadata("SELECT coalesce(sum(open_rows), 0) FROM quarantine"))
                .as("the index of the quarantine")
                .containsExactly(String.valueOf(badEvents.size()));
    }

    private void verifyStore() {
        files.forEach((pipeline, names) -> assertThat(project.metadata("SELECT DISTINCT path FROM file_status"
                        + " WHERE pipeline = '" + pipeline + "' AND undone_at IS NULL ORDER BY path"))
                .as("the ledger of %s", pipeline)
                .isEqualTo(List.copyOf(names)));
        assertThat(project.metadata("SELECT pipeline, path, count(*) FROM file_status WHERE pipeline <> 'rates'"
                        + " AND undone_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1"))
                .as("files that count as read more than once")
                .isEmpty();
        assertThat(project.metadata("SELECT run_id, node_id FROM audit WHERE status = 'running'"))
                .as("steps that run for ever")
                .isEmpty();
        assertThat(project.metadata("SELECT run_id FROM run WHERE status = 'running'"))
                .as("runs that run for ever")
                .isEmpty();
        assertThat(project.metadata("SELECT * FROM table_lock"))
                .as("locks of dead runs")
                .isEmpty();
        assertThat(project.metadata("SELECT count(*) FROM table_version v JOIN audit a USING (audit_id)"
                        + " WHERE v.version_after <= v.version_before"))
                .containsExactly("0");
    }

    private List<String> leftovers() {
        Path work = landing.resolveSibling(".ingot/work");
        if (!Files.exists(work)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(work)) {
            return folders.filter(Files::isDirectory).map(Path::toString).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(Map<Integer, String> truth) {
        return truth.entrySet().stream()
                .map(entry -> entry.getKey() + "|" + entry.getValue())
                .toList();
    }
}
