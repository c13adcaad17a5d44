package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source of PostgreSQL cannot see is said before it is read, and before anybody is kept from writing. */
class PostgresPreflightTest {

    private static final String LOG = "SELECT _ingot_op, id, v FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal";

    @TempDir
    private Path folder;

    private Database database;
    private Flow flow;

    @BeforeEach
    void open() {
        database = new Database()
                .run("CREATE TABLE things (id int PRIMARY KEY, v text)", "INSERT INTO things VALUES (1, 'a')");
        flow = new Flow(folder, database, "public.things");
    }

    @AfterEach
    void close() {
        flow.close();
        database.close();
    }

    private static ReadRequest request(String table) {
        return new ReadRequest(table, Map.of("table", table), null, false, List.of(), null);
    }

    private List<String> checked() {
        try (Source source = flow.source()) {
            return source.check(flow.request()).stream().map(Problem::what).toList();
        }
    }

    private Problem refused() {
        return catchThrowableOfType(IngotException.class, flow::run).first();
    }

    @Test
    void aTableThatCannotBeReadWholeIsRefusedBeforeItIsPublished() {
        database.run(
                "CREATE TABLE late (id int PRIMARY KEY DEFERRABLE, v int)",
                "CREATE TABLE nothing (id int PRIMARY KEY, v int)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE indexed (id int NOT NULL, v int)",
                "CREATE UNIQUE INDEX of_indexed ON indexed (id)",
                "ALTER TABLE indexed REPLICA IDENTITY USING INDEX of_indexed",
                "DROP INDEX of_indexed",
                "CREATE TABLE loose (v int)",
                "CREATE TABLE parent (id int PRIMARY KEY, v int)",
                "CREATE TABLE child () INHERITS (parent)",
                "CREATE VIEW seen AS SELECT * FROM things",
                "CREATE MATERIALIZED VIEW stored AS SELECT * FROM things",
                "CREATE UNLOGGED TABLE fast (id int PRIMARY KEY, v int)",
                "CREATE SEQUENCE numbers",
                "CREATE FOREIGN DATA WRAPPER nobody",
                "CREATE SERVER elsewhere FOREIGN DATA WRAPPER nobody",
                "CREATE FOREIGN TABLE far (id int, v int) SERVER elsewhere",
                "CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)",
                "CREATE TABLE parts_3 PARTITION OF parts FOR VALUES FROM (20) TO (30)",
                "ALTER TABLE parts REPLICA IDENTITY FULL",
                "ALTER TABLE parts_2 REPLICA IDENTITY FULL",
                "ALTER TABLE parts_3 REPLICA IDENTITY NOTHING");
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("late", List.of("The table public.late has a primary key that is DEFERRABLE."));
        expected.put("nothing", List.of("The table public.nothing has the replica identity NOTHING."));
        expected.put("indexed", List.of("The table public.indexed has lost the index that is its replica identity."));
        expected.put("loose", List.of("The table public.loose has no primary key."));
        expected.put("parent", List.of("Other tables inherit from public.parent: child."));
        String unlogged = "The table public.%s is %s: PostgreSQL does not log its changes.";
        expected.put("seen", List.of(unlogged.formatted("seen", "a view")));
        expected.put("stored", List.of(unlogged.formatted("stored", "a materialized view")));
        expected.put("fast", List.of(unlogged.formatted("fast", "unlogged")));
        expected.put("numbers", List.of(unlogged.formatted("numbers", "a sequence")));
        expected.put("far", List.of(unlogged.formatted("far", "a foreign table")));
        expected.put(
                "parts",
                List.of(
                        "The partition public.parts_3 of public.parts has the replica identity NOTHING.",
                        "Partitions of public.parts have another replica identity than it: public.parts_1."));
        expected.put("things", List.of());

        try (Source source = flow.source()) {
            for (Map.Entry<String, List<String>> one : expected.entrySet()) {
                ReadRequest request = request("public." + one.getKey());
                assertThat(source.check(request))
                        .as("doctor on %s", one.getKey())
                        .extracting(Problem::what)
                        .isEqualTo(one.getValue());
                if (!one.getValue().isEmpty()) {
                    assertThat(catchThrowableOfType(
                                            IngotException.class,
                                            () -> source.read(request, StepControl.NONE)
                                                    .next())
                                    .problems())
                            .as("a run on %s", one.getKey())
                            .allMatch(problem -> problem.fix() != null)
                            .extracting(Problem::what)
                            .isEqualTo(one.getValue());
                }
            }
        }

        assertThat(database.rows("SELECT * FROM pg_publication")).isEmpty();
        database.run(
                "UPDATE late SET v = 1", "UPDATE nothing SET v = 1", "DELETE FROM loose", "UPDATE parts SET v = 1");
    }

    @Test
    void rowsThatAPolicyHidesAreNotMissedInSilence() {
        database.run(
                "DO $$ BEGIN CREATE ROLE guarded LOGIN REPLICATION NOBYPASSRLS PASSWORD 'x'; EXCEPTION WHEN"
                        + " duplicate_object THEN END $$",
                "GRANT SELECT ON things TO guarded",
                "INSERT INTO things VALUES (2, 'guarded')",
                "CREATE PUBLICATION theirs FOR TABLE things",
                "ALTER TABLE things ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY mine ON things USING (v = current_user)");
        flow.option("user", "guarded").option("password", "x");
        String what = "Row-level security hides rows of public.things from the user guarded.";
        assertThat(checked())
                .as("a publication of our own is not made by who does not own the table")
                .hasSize(2)
                .contains(what)
                .anyMatch(other -> other.endsWith(" does not hold the table public.things."));
        flow.option("publication", "theirs");

        assertThat(checked()).containsExactly(what);
        Problem problem = refused();
        assertThat(problem.what()).isEqualTo(what);
        assertThat(problem.fix()).startsWith("As a superuser: ALTER ROLE \"guarded\" BYPASSRLS;");
        try (Source source = flow.source()) {
            assertThat(catchThrowableOfType(
                                    IngotException.class, () -> source.current(flow.request(), StepControl.NONE))
                            .first()
                            .what())
                    .as("reconcile, which looks at the table by itself")
                    .isEqualTo(what);
        }
        database.run("ALTER ROLE guarded BYPASSRLS");
        try {
            assertThat(flow.run()).isEqualTo(2);
        } finally {
            database.run("ALTER ROLE guarded NOBYPASSRLS");
        }
    }

    @Test
    void aPublicationThatLeavesSomethingOutIsRefusedWithAllThatItLeavesOut() {
        flow.option("publication", "theirs");
        database.run(
                "ALTER TABLE things ADD twice int GENERATED ALWAYS AS (id * 2) STORED",
                "CREATE PUBLICATION theirs FOR TABLE things (id) WHERE (id > 5) WITH (publish = 'insert, update')");
        List<String> expected = List.of(
                "The publication theirs leaves some kinds of changes out.",
                "The publication theirs leaves rows of public.things out: WHERE (id > 5).",
                "The publication theirs leaves columns of public.things out: v.");

        assertThat(checked()).isEqualTo(expected);
        assertThat(catchThrowableOfType(IngotException.class, flow::run).problems())
                .extracting(Problem::what)
                .isEqualTo(expected);

        database.run(
                "ALTER PUBLICATION theirs SET (publish = 'insert, update, delete, truncate')",
                "ALTER PUBLICATION theirs DROP TABLE things",
                "ALTER PUBLICATION theirs ADD TABLE things");
        assertThat(checked()).isEmpty();
        assertThat(flow.run()).isEqualTo(1);
    }

    @Test
    void changesThatAPublicationMayHaveLeftOutMeanwhileAreNotPassedOver() {
        flow.run();
        String publication = database.rows("SELECT pubname FROM pg_publication").get(0);
        for (String[] meanwhile : List.of(
                new String[] {"SET TABLE things WHERE (id < 0)", "SET TABLE things"},
                new String[] {"DROP TABLE things", "ADD TABLE things"},
                new String[] {"SET (publish = 'insert')", "SET (publish = 'insert, update, delete, truncate')"})) {
            database.run(
                    "ALTER PUBLICATION " + publication + " " + meanwhile[0],
                    "UPDATE things SET v = 'unseen'",
                    "ALTER PUBLICATION " + publication + " " + meanwhile[1]);

            assertThat(checked())
                    .as(meanwhile[0])
                    .containsExactly("The changes of public.things are not all there any more.");
            Problem problem = refused();
            assertThat(problem.code()).as(meanwhile[0]).isEqualTo(CdcError.STREAM_LOST);
            assertThat(problem.fix()).contains("ingot run --select log --full-refresh");
            flow.refresh();
            database.run("UPDATE things SET v = 'seen'");
            flow.run();
            assertThat(flow.rows(LOG)).as(meanwhile[0]).containsExactly("r|1|unseen", "u|1|seen");
        }
    }

    @Test
    void aPublicationThatWasDroppedAndMadeByHandNamesTheWayOut() {
        flow.option("publication", "theirs");
        database.run("CREATE PUBLICATION theirs FOR TABLE things");
        flow.run();
        database.run("DROP PUBLICATION theirs", "INSERT INTO things VALUES (2, 'b')");
        assertThat(checked())
                .containsExactly(
                        "The publication theirs does not hold the table public.things.",
                        "The changes of public.things are not all there any more.");
        assertThat(refused().fix()).contains("--full-refresh");
        assertThat(catchThrowableOfType(IngotException.class, flow::refresh)
                        .first()
                        .fix())
                .contains("CREATE PUBLICATION \"theirs\" FOR TABLE \"public\".\"things\"");

        database.run("CREATE PUBLICATION theirs FOR TABLE things", "INSERT INTO things VALUES (3, 'c')");
        assertThat(refused().fix()).contains("--full-refresh");
        flow.refresh();
        database.run("INSERT INTO things VALUES (4, 'd')");
        flow.run();

        assertThat(flow.rows(LOG)).containsExactly("r|1|a", "r|2|b", "r|3|c", "c|4|d");
    }

    @Test
    void aTableThatChangesWhileItIsFollowedIsLookedAtAgain() {
        try (Source source = flow.source()) {
            ReadRequest request = read(source, request("public.things"));
            request = read(source, request);
            for (String[] change : List.of(
                    new String[] {"CREATE TABLE more () INHERITS (things)", "DROP TABLE more", "Other tables inherit"},
                    new String[] {
                        "ALTER TABLE things REPLICA IDENTITY NOTHING",
                        "ALTER TABLE things REPLICA IDENTITY DEFAULT",
                        "has the replica identity NOTHING"
                    })) {
                database.run(change[0], "INSERT INTO things SELECT max(id) + 1 FROM things");
                request = read(source, request);

                ReadRequest next = request;
                assertThat(catchThrowableOfType(IngotException.class, () -> read(source, next)))
                        .as(change[0])
                        .hasMessageContaining(change[2]);
                database.run(change[1]);
                request = read(source, request);
            }
        }
    }

    /** The same request behind all that is there. */
    private static ReadRequest read(Source source, ReadRequest request) {
        String position = request.position();
        try (Source.Batches batches = source.read(request, StepControl.NONE)) {
            for (var batch = batches.next(); batch != null; batch = batches.next()) {
                position = batch.position();
            }
        }
        return new ReadRequest(request.pipeline(), request.options(), null, false, List.of(), position, Set.of());
    }

    @Test
    void aPartitionIsNotReadApartFromItsTable() {
        database.run(
                "CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)");
        try (Source source = flow.source()) {
            read(source, request("public.parts"));
            ReadRequest partition = request("public.parts_1");

            assertThat(source.check(partition))
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.what()).contains("as those of public.parts, whose partition it is"));
            assertThat(catchThrowableOfType(IngotException.class, () -> read(source, partition)))
                    .hasMessageContaining("as those of public.parts, whose partition it is");
        }
    }

    @Test
    void whatTheServerComputesIsReadWhereItIsPublishedAndElseLeftOut() {
        database.run(
                "ALTER TABLE things ADD twice int GENERATED ALWAYS AS (id * 2) STORED",
                "ALTER TABLE things ADD thrice int GENERATED ALWAYS AS (id * 3) VIRTUAL");
        flow.run();
        database.run("INSERT INTO things VALUES (2, 'b')");
        flow.run();
        assertThat(flow.rows(
                        "SELECT column_name FROM (DESCRIBE bronze.log) WHERE NOT starts_with(column_name, '_ingot_')"))
                .containsExactly("id", "v");

        flow.option("publication", "theirs");
        database.run("CREATE PUBLICATION theirs FOR TABLE things WITH (publish_generated_columns = stored)");
        flow.refresh();
        database.run("INSERT INTO things VALUES (3, 'c')");
        flow.run();
        assertThat(flow.rows("SELECT _ingot_op, id, twice FROM bronze.log ORDER BY id"))
                .containsExactly("r|1|2", "r|2|4", "c|3|6");
    }

    @Test
    void typesThatUsersMakeAreTheSameInTheFirstReadingAndAfterIt() {
        database.run(
                "CREATE DOMAIN amount AS numeric(10,2) CHECK (VALUE >= 0)",
                "CREATE DOMAIN raw AS bytea",
                "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE TABLE typed (id int PRIMARY KEY, a amount, r raw, m mood, p pair, l mood[])",
                "INSERT INTO typed VALUES (1, 1.50, '\\x00ff', 'happy', '(1,\"x, y\")', '{sad,happy}')");
        try (Flow typed = new Flow(folder.resolve("typed"), database, "public.typed")) {
            typed.run();
            database.run("UPDATE typed SET id = 2");
            typed.run();

            assertThat(typed.rows("SELECT a, r, m, p, l FROM bronze.log"))
                    .containsExactly(
                            "1.50|\\x00ff|happy|(1,\"x, y\")|{sad,happy}",
                            "1.50|\\x00ff|happy|(1,\"x, y\")|{sad,happy}");
        }
    }
}
