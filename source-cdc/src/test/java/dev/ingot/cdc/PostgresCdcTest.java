package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From statements on a real PostgreSQL to rows of a change log in a real lake. */
class PostgresCdcTest {

    private static final String LOG = "SELECT _ingot_op, id, name FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal";

    @TempDir
    private Path folder;

    private Database database;
    private Flow flow;

    @BeforeEach
    void open() {
        database = new Database()
                .run(
                        "CREATE TABLE people (id int PRIMARY KEY, name text)",
                        "INSERT INTO people VALUES (1, 'Ada'), (2, NULL)");
        flow = new Flow(folder, database, "public.people");
    }

    @AfterEach
    void close() {
        flow.close();
        database.close();
    }

    @Test
    void aLargeValueThatDidNotChangeIsNamedAndNotNull() {
        String large = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 2000) i)";
        database.run(
                "ALTER TABLE people ADD note text",
                "ALTER TABLE people ALTER note SET STORAGE EXTERNAL",
                "UPDATE people SET note = " + large + " WHERE id = 1");
        flow.run();
        database.run("UPDATE people SET name = 'Ada L.' WHERE id = 1", "UPDATE people SET note = NULL WHERE id = 1");
        flow.run();

        assertThat(flow.rows("SELECT _ingot_op, length(note), _ingot_unchanged FROM bronze.log WHERE id = 1"
                        + " ORDER BY _ingot_lsn, _ingot_ordinal"))
                .containsExactly("r|64000|null", "u|null|note", "u|null|null");
    }

    @Test
    void wholeRowsInTheLogFillInWhatDidNotChange() {
        database.run(
                "ALTER TABLE people REPLICA IDENTITY FULL",
                "ALTER TABLE people ADD note text",
                "ALTER TABLE people ALTER note SET STORAGE EXTERNAL",
                "UPDATE people SET note = repeat('x', 9000) WHERE id = 1");
        flow.run();
        database.run("UPDATE people SET name = 'Ada L.' WHERE id = 1");
        flow.run();

        assertThat(flow.rows("SELECT length(note), _ingot_unchanged FROM bronze.log WHERE _ingot_op = 'u'"))
                .containsExactly("9000|null");
    }

    @Test
    void aNewColumnAndAWiderOneReachTheTable() {
        flow.run();
        database.run(
                "INSERT INTO people VALUES (3, 'Cy')",
                "ALTER TABLE people ADD born date",
                "ALTER TABLE people ALTER id TYPE bigint",
                "INSERT INTO people VALUES (9000000000, 'Di', '1990-02-28')",
                "ALTER TABLE people DROP name",
                "INSERT INTO people VALUES (5, '1991-01-01')");
        flow.run();

        assertThat(flow.rows("SELECT id, name, born FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal"))
                .containsExactly(
                        "1|Ada|null", "2|null|null", "3|Cy|null", "9000000000|Di|1990-02-28", "5|null|1991-01-01");
    }

    @Test
    void everyTypeArrivesAsItIs() {
        database.run(
                "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                "CREATE TABLE types (id int PRIMARY KEY, b bool, s smallint, l bigint, f real, d double precision,"
                        + " n numeric(12,2), free numeric, t text, c char(3), day date, ts timestamp, tz timestamptz,"
                        + " tm time, iv interval, u uuid, j jsonb, a int[], m mood, x bytea)",
                "INSERT INTO types VALUES (1, true, -32768, 9223372036854775807, 1.5, 0.1, 1234567890.12,"
                        + " 123456789012345678901234567890.123456789012345, E'tab\\t\\\\N\\nnext', 'ab', '2024-02-29',"
                        + " '2024-02-29 23:59:59.123456', '2024-02-29 23:59:59.5+05:30', '23:59:59.5', '1 mon 2 days',"
                        + " '11111111-2222-3333-4444-555555555555', '{\"k\": [1]}', '{1,NULL,3}', 'happy', '\\x00ff5c')");
        try (Flow types = new Flow(folder.resolve("types"), database, "types")) {
            types.run();
            database.run("UPDATE types SET id = 2");
            types.run();

            List<String> rows =
                    types.rows("SELECT b, s, l, f, d, n, free, t, c, day, epoch_us(ts), epoch_us(tz), tm, iv,"
                            + " u, j, a, m, hex(x) FROM bronze.log");
            assertThat(rows)
                    .hasSize(2)
                    .allMatch(
                            row -> row.equals("true|-32768|9223372036854775807|1.5|0.1|1234567890.12|"
                                    + "123456789012345678901234567890.123456789012345|tab\t\\N\nnext|ab |2024-02-29|"
                                    + "1709251199123456|1709231399500000|23:59:59.5|1 mon 2 days|"
                                    + "11111111-2222-3333-4444-555555555555|{\"k\": [1]}|{1,NULL,3}|happy|00FF5C"),
                            rows.toString());
        }
    }

    @Test
    void anyTextArrivesAsItIsInTheSnapshotAndAfterIt() {
        String texts = "(1, ''), (2, NULL), (3, E'a\\nb'), (4, E'\\r\\n'), (5, '\"quoted\", and more'), (6, '\\N'), (7,"
                + " E'tab\\tend\\\\'), (8, ','), (9, '\"\"'), (10, 'NULL'), (11, ' '), (12, 'häß€\uD83D\uDE00'), (13, '\"'),"
                + " (14, E'\\n'), (15, repeat('long', 800000))";
        database.run("CREATE TABLE texts (id int PRIMARY KEY, t text)", "INSERT INTO texts VALUES " + texts);
        try (Flow flow = new Flow(folder.resolve("texts"), database, "texts")) {
            flow.run();
            database.run("UPDATE texts SET id = id + 100 WHERE id < 15"); // a long text that stays is not logged
            flow.run();

            String each = "SELECT md5(t), length(t), id %% 100 FROM %s";
            List<String> expected = database.rows(each.formatted("texts") + " UNION ALL "
                    + each.formatted("texts WHERE id > 100") + " ORDER BY 3, 1");
            assertThat(flow.rows("SELECT md5(t), length(t), id % 100 AS i FROM bronze.log ORDER BY i, 1"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aTableWithoutKeyIsNotPublished() {
        database.run("CREATE TABLE loose (a int)");
        try (Flow loose = new Flow(folder.resolve("loose"), database, "public.loose")) {
            Problem problem =
                    catchThrowableOfType(IngotException.class, loose::run).first();

            assertThat(problem.code()).isEqualTo(CdcError.NO_IDENTITY);
            assertThat(problem.fix()).contains("ALTER TABLE public.loose REPLICA IDENTITY FULL;");
            assertThat(database.rows("SELECT * FROM pg_publication_tables WHERE tablename = 'loose'"))
                    .isEmpty();
        }
    }

    @Test
    void aSlotThatSomebodyElseMovedIsToldToo() {
        flow.run();
        database.run(
                "SET synchronous_commit = on",
                "INSERT INTO people VALUES (3, 'Cy')",
                "SELECT pg_replication_slot_advance(slot_name, pg_current_wal_lsn()) FROM pg_replication_slots WHERE"
                        + " database = current_database()");

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();
        assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(problem.why()).contains("somebody else has read from it");
    }

    @Test
    void aTableWithoutChangesDoesNotHoldTheLogBack() {
        flow.option("idle_bytes", 1000L).run();
        database.run(
                "CREATE TABLE other (t text)",
                "INSERT INTO other SELECT repeat('x', 100) FROM generate_series(1, 500)");
        long before = flow.lastBatch().orElseThrow().batch();

        assertThat(flow.run()).isZero();

        assertThat(flow.lastBatch().orElseThrow().batch()).isEqualTo(before + 1);
        database.run("INSERT INTO people VALUES (3, 'Cy')");
        flow.run();
        assertThat(flow.rows(LOG)).containsExactly("r|1|Ada", "r|2|null", "c|3|Cy");
    }

    @Test
    void aUserWithoutTheRightToReplicateIsToldTheStatementThatGivesIt() {
        database.run("DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN END $$");
        flow.option("user", "reader").option("password", "x");

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();

        assertThat(problem.code()).isEqualTo(CdcError.NOT_READY);
        assertThat(problem.what()).isEqualTo("The user reader may not read the server's log.");
        assertThat(problem.fix()).isEqualTo("As a superuser: ALTER ROLE \"reader\" REPLICATION;");
    }

    @Test
    void aTableIsLookedAtBeforeAnythingIsReadFromIt() {
        flow.option("publication", "theirs");

        assertThat(checked()).containsExactly("The publication theirs does not hold the table public.people.");
        database.run("CREATE PUBLICATION theirs FOR TABLE people");
        assertThat(checked()).isEmpty();
        database.run("ALTER TABLE people DROP CONSTRAINT people_pkey");
        assertThat(checked()).containsExactly("The table public.people has no primary key.");
        database.run("DROP TABLE people");
        assertThat(checked()).hasSize(1).first().asString().endsWith(" has no table public.people.");
    }

    @Test
    void aSlotThatIsGoneIsSeenWithoutARun() {
        flow.run();
        assertThat(checked()).isEmpty();
        database.run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database ="
                + " current_database()");

        assertThat(checked()).containsExactly("The changes of public.people are not all there any more.");
    }

    private List<String> checked() {
        try (Source source = flow.source()) {
            return source.check(flow.request()).stream().map(Problem::what).toList();
        }
    }
}
