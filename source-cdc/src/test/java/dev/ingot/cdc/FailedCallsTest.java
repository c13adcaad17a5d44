package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source;
import dev.ingot.testing.BinlogServers;
import dev.ingot.testing.ChunkRows;
import dev.ingot.testing.CutWire;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call of a reading that reaches outside is refused once, in turn, while its connections stay open: each access to
 * its files, the load of a batch, the store behind it, and the listener before it; and its connections break in the middle
 * of what is sent. The next readings have all changes, each once.
 */
class FailedCallsTest {

    private static final int ROWS = 150;

    /** In the build the connections break in some of the pieces that are sent, else in each once. */
    private static final int PIECES = System.getProperty("faults") == null ? 5 : 1;

    /** Those of every reading. */
    private static final List<String> CALLS = List.of(
            "open for writing", "write", "close", "open for reading", "read", "delete", "listener", "load", "store");

    @TempDir
    private Path folder;

    private Faults faults;

    /** What fails: one of {@link #faults}, or the way to the server. */
    private Failing failing;

    private interface Failing {

        /**
         * @param number of the call from now on that fails; 0: none does
         */
        void fail(int number);

        Optional<String> failed();
    }

    @BeforeEach
    void open() {
        faults = new Faults(folder.resolve("spool"));
        failing = new Failing() {
            @Override
            public void fail(int number) {
                faults.fail(number);
            }

            @Override
            public Optional<String> failed() {
                return faults.failed();
            }
        };
    }

    private static Failing cutting(CutWire wire) {
        return new Failing() {
            private Optional<String> last = Optional.empty();

            @Override
            public void fail(int number) {
                last = number > 0 ? Optional.empty() : wire.cut();
                wire.cutIn(number * PIECES);
            }

            @Override
            public Optional<String> failed() {
                return wire.cut().or(() -> last);
            }
        };
    }

    /** A table that is loaded: rows and position are committed together. */
    private final class Loaded {
        private final String table;
        private final List<String> rows = new ArrayList<>();
        private @Nullable String position;

        Loaded(String table) {
            this.table = table;
        }

        ReadRequest request() {
            return new ReadRequest(table, Map.of("table", table), null, false, List.of(), position);
        }

        void take(Source source) {
            try (Source.Batches batches = source.read(request(), StepControl.NONE)) {
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    faults.call("listener");
                    List<String> read = read(batch);
                    faults.call("load");
                    rows.addAll(read);
                    position = batch.position();
                    faults.call("store");
                }
            }
        }

        private List<String> read(Batch batch) {
            List<String> read = new ArrayList<>();
            if (batch.relation() instanceof Relation.Rows changes) {
                changes.rows().forEach(row -> read.add(row[0] + String.valueOf(row[7])));
            } else {
                ChunkRows.of((Relation.Chunks) batch.relation()).forEach(row -> read.add(row[0] + row[7]));
            }
            return read;
        }

        List<String> drain() {
            List<String> all = List.copyOf(rows);
            rows.clear();
            return all;
        }
    }

    /** Returns whether nothing failed. */
    private boolean run(Source source, Loaded... tables) {
        boolean whole = true;
        List<ReadRequest> reading = new ArrayList<>();
        for (Loaded table : tables) {
            reading.add(table.request());
        }
        source.begin(() -> new Source.Outlook(reading, List.of()));
        for (Loaded table : tables) {
            try {
                table.take(source);
            } catch (IngotException | UncheckedIOException e) {
                whole = false;
                assertThat(failing.failed())
                        .as("nothing failed but what should: %s", e)
                        .isPresent();
            }
        }
        return whole;
    }

    /** A connection that broke when the reading had all it wanted shows it to the next one. */
    private void runToTheEnd(Source source, Loaded... tables) {
        if (!run(source, tables)) {
            assertThat(run(source, tables)).isTrue();
        }
    }

    /**
     * Lets one call after the other fail, until none is left: a reading that has a connection already makes fewer.
     *
     * @param round readings that may fail and then some that must not; gives the call that failed
     * @return all that failed
     */
    private static Set<String> failEach(IntFunction<Optional<String>> round) {
        Set<String> all = new LinkedHashSet<>();
        int last = 0;
        for (int call = 1; call <= last + 2; call++) {
            Optional<String> failed = round.apply(call);
            failed.ifPresent(all::add);
            last = failed.isPresent() ? call : last;
        }
        return all;
    }

    private Set<String> everyChangeComesOnce(Source source, Consumer<String> database) {
        Loaded a = new Loaded("a");
        Loaded b = new Loaded("b");
        run(source, a, b);
        a.drain();
        b.drain();
        return failEach(call -> {
            int id = call * 10;
            database.accept("BEGIN; INSERT INTO a VALUES (" + id + ", 'x'), (" + (id + 1)
                    + ", 'x'); INSERT INTO b VALUES (" + id + ", 'x'); COMMIT");
            database.accept("BEGIN; INSERT INTO a VALUES (" + (id + 2) + ", 'x'); UPDATE a SET v = 'y' WHERE id = " + id
                    + "; COMMIT");
            failing.fail(call);
            run(source, a, b);
            Optional<String> what = failing.failed();
            failing.fail(0);
            database.accept("INSERT INTO a VALUES (" + (id + 3) + ", 'x')");
            runToTheEnd(source, a, b);

            assertThat(a.drain())
                    .as("changes of a, where call %s failed: %s", call, what)
                    .containsExactly("c" + id, "c" + (id + 1), "c" + (id + 2), "u" + id, "c" + (id + 3));
            assertThat(b.drain())
                    .as("changes of b, where call %s failed: %s", call, what)
                    .containsExactly("c" + id);
            return what;
        });
    }

    private Set<String> everyRowIsFirstReadOnce(Source source, Consumer<String> database) {
        Loaded table = new Loaded("big");
        List<String> all =
                IntStream.rangeClosed(1, ROWS).mapToObj(id -> "r" + id).toList();
        return failEach(call -> {
            table.position = null;
            failing.fail(call);
            run(source, table);
            Optional<String> what = failing.failed();
            failing.fail(0);
            runToTheEnd(source, table);
            assertThat(table.drain())
                    .as("rows of the first reading, where call %s failed: %s", call, what)
                    .containsExactlyInAnyOrderElementsOf(all);

            database.accept("UPDATE big SET v = CONCAT('changed in round ', " + call + ") WHERE id = 7");
            run(source, table);
            assertThat(table.drain())
                    .as("changes after it, where call %s failed: %s", call, what)
                    .containsExactly("u7");
            return what;
        });
    }

    /** Batches of two changes, and first readings in parts of some kilobytes. */
    private Map<String, Object> options(Map<String, Object> options) {
        options.put("max_batch_rows", 2L);
        options.put("max_batch_bytes", 4L * 8192);
        return options;
    }

    private static List<String> tables() {
        String rows = IntStream.rangeClosed(1, ROWS)
                .mapToObj(id -> "(" + id + ", '" + "x".repeat(100) + "')")
                .collect(Collectors.joining(", "));
        return List.of(
                "CREATE TABLE a (id int PRIMARY KEY, v varchar(200))",
                "CREATE TABLE b (id int PRIMARY KEY, v varchar(200))",
                "CREATE TABLE big (id int PRIMARY KEY, v varchar(200))",
                "INSERT INTO big VALUES " + rows);
    }

    @Test
    void aReadingOfPostgresThatFailsAnywhereLosesNothing() {
        try (Database database = new Database();
                Source source = PostgresCdcPlugin.open("shop", options(database.options()), folder, faults)) {
            tables().forEach(database::run);

            assertThat(everyChangeComesOnce(source, database::run))
                    .contains("create .spool")
                    .containsAll(CALLS);
            assertThat(everyRowIsFirstReadOnce(source, database::run))
                    .contains("create .part")
                    .containsAll(CALLS);
        }
    }

    @Test
    void aReadingOfMariaDbThatFailsAnywhereLosesNothing() {
        assumeTrue(BinlogServers.MARIADB.running().isPresent(), "MariaDB does not run on this machine");
        try (BinlogDatabase database = new BinlogDatabase(BinlogServers.MARIADB);
                Source source = new MariaDbCdcPlugin().open("shop", options(database.options()), faults)) {
            tables().forEach(database::run);

            assertThat(everyChangeComesOnce(source, database::run))
                    .contains("create .spool")
                    .containsAll(CALLS);
            assertThat(everyRowIsFirstReadOnce(source, database::run))
                    .contains("create .part")
                    .containsAll(CALLS);
        }
    }

    @Test
    void aReadingOfPostgresWhoseConnectionsBreakLosesNothing() {
        try (Database database = new Database();
                CutWire wire = new CutWire(port(database.options()));
                Source source =
                        PostgresCdcPlugin.open("shop", through(wire, options(database.options())), folder, faults)) {
            tables().forEach(database::run);
            failing = cutting(wire);

            assertThat(everyChangeComesOnce(source, database::run)).isNotEmpty();
            assertThat(everyRowIsFirstReadOnce(source, database::run)).isNotEmpty();
        }
    }

    @Test
    void aReadingOfMariaDbWhoseConnectionsBreakLosesNothing() {
        assumeTrue(BinlogServers.MARIADB.running().isPresent(), "MariaDB does not run on this machine");
        try (BinlogDatabase database = new BinlogDatabase(BinlogServers.MARIADB);
                CutWire wire = new CutWire(port(database.options()));
                Source source =
                        new MariaDbCdcPlugin().open("shop", through(wire, options(database.options())), faults)) {
            tables().forEach(database::run);
            failing = cutting(wire);

            assertThat(everyChangeComesOnce(source, database::run)).isNotEmpty();
            assertThat(everyRowIsFirstReadOnce(source, database::run)).isNotEmpty();
        }
    }

    private static int port(Map<String, Object> options) {
        return ((Long) options.get("port")).intValue();
    }

    private static Map<String, Object> through(CutWire wire, Map<String, Object> options) {
        options.put("port", (long) wire.port());
        return options;
    }
}
