package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.testing.BinlogServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From statements on a real server to rows of a change log in a real lake: what MariaDB and MySQL have in common. */
abstract class BinlogCdcTest {

    static final String LOG = "SELECT _ingot_op, id, name FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal";

    @TempDir
    Path folder;

    BinlogDatabase database;
    Flow flow;

    private final BinlogServers server;

    BinlogCdcTest(BinlogServers server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        assumeTrue(server.running().isPresent(), "the program of " + server + " does not run on this machine");
        database = new BinlogDatabase(server)
                .run(
                        "CREATE TABLE people (id int PRIMARY KEY, name varchar(100))",
                        "INSERT INTO people VALUES (1, 'Ada'), (2, NULL)");
        flow = database.flow(folder, "people");
    }

    @AfterEach
    void close() {
        if (flow != null) {
            flow.close();
            database.close();
        }
    }

    @Test
    void aRowWithoutKeyIsKnownByAllOfIt() {
        database.run("CREATE TABLE loose (a int, b varchar(9))", "INSERT INTO loose VALUES (1, 'x'), (1, 'x')");
        try (Flow loose = database.flow(folder.resolve("loose"), "loose")) {
            loose.run();
            database.run("UPDATE loose SET b = 'y' LIMIT 1");
            loose.run();

            assertThat(loose.rows("SELECT _ingot_op, a, b, _ingot_before FROM bronze.log ORDER BY _ingot_lsn,"
                            + " _ingot_ordinal"))
                    .containsExactly("r|1|x|null", "r|1|x|null", "u|1|y|{\"a\":\"1\",\"b\":\"x\"}");
        }
    }

    @Test
    void aTableThatIsMadeAgainIsEmptyFirst() {
        flow.run();
        database.run(
                "DROP TABLE people",
                "CREATE TABLE people (id int PRIMARY KEY, name varchar(100))",
                "INSERT INTO people VALUES (1, 'new')");
        flow.run();

        assertThat(flow.rows(LOG)).containsExactly("r|1|Ada", "r|2|null", "t|null|null", "c|1|new");
    }

    static String insert(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "(" + id + ", 'x')")
                .collect(Collectors.joining(", ", "INSERT INTO people VALUES ", ""));
    }

    @Test
    void aRemovedLogIsNamed() {
        flow.run();
        database.run("INSERT INTO people VALUES (3, 'Cy')").removeLogs();

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();
        assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(problem.why()).contains("The server no longer has its log binlog.0");
        assertThat(flow.source().check(flow.request()))
                .as("what doctor says")
                .singleElement()
                .satisfies(told -> assertThat(told.why()).isEqualTo(problem.why()));
    }

    @Test
    void aLogOfTheSameNameIsNotTakenForTheOldOne() {
        database.run("RESET MASTER");
        flow.run();
        // The time of a file's beginning is in seconds: the new one must not begin in the same one.
        long second = Long.parseLong(database.rows("SELECT UNIX_TIMESTAMP()").get(0));
        database.run(
                "DO (SELECT SLEEP(" + (second + 1.01) + " - UNIX_TIMESTAMP(NOW(6))))", "RESET MASTER", insert(10, 300));

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();
        assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(problem.why()).contains("its log was made anew, or it is another server");
    }

    @Test
    void aTableWithoutChangesDoesNotNeedOldLogs() {
        flow.run();
        long before = flow.lastBatch().orElseThrow().batch();
        database.run("CREATE TABLE other (a int PRIMARY KEY)", "FLUSH BINARY LOGS", "INSERT INTO other VALUES (1)");

        assertThat(flow.run()).isZero();

        assertThat(flow.lastBatch().orElseThrow().batch()).isEqualTo(before + 1);
        database.run("INSERT INTO people VALUES (3, 'Cy')");
        flow.run();
        assertThat(flow.rows(LOG)).containsExactly("r|1|Ada", "r|2|null", "c|3|Cy");
    }

    @Test
    void aTableThatItsLogHasLostStopsAndTheOthersGoOn() {
        database.run("CREATE TABLE pets (id int PRIMARY KEY)");
        ReadRequest people = request("people", null);
        ReadRequest pets = request("pets", null);
        try (Source source = flow.source()) {
            people = request("people", read(source, people).position());
            pets = request("pets", read(source, pets).position());
            database.run(
                    "INSERT INTO pets VALUES (1)",
                    "SET SESSION binlog_format = 'STATEMENT'",
                    "UPDATE people SET name = 'unseen'",
                    "SET SESSION binlog_format = 'ROW'",
                    "INSERT INTO pets VALUES (2)");
            for (int round = 0; round < 2; round++) {
                List<ReadRequest> both = List.of(people, pets);
                source.begin(() -> new Source.Outlook(both, List.of()));
                ReadRequest lost = people;

                assertThat(catchThrowableOfType(IngotException.class, () -> read(source, lost))
                                .first()
                                .code())
                        .isEqualTo(CdcError.STREAM_LOST);
                Batch changes = read(source, pets);
                assertThat(((Relation.Rows) changes.relation()).rows()).hasSize(2);
                pets = request("pets", changes.position());
                database.run("INSERT INTO pets VALUES (" + (10 + round) + "), (" + (20 + round) + ")");
            }
        }
    }

    @Test
    void aForeignKeyThatChangesRowsUnseenStopsTheReadingWhereItComes() {
        database.run("CREATE TABLE pets (id int PRIMARY KEY, owner int)");
        try (Source source = flow.source()) {
            ReadRequest pets =
                    request("pets", read(source, request("pets", null)).position());
            database.run(
                    "INSERT INTO pets VALUES (1, 1)",
                    "ALTER TABLE pets ADD CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES people (id) ON DELETE SET NULL");
            IngotException lost = catchThrowableOfType(IngotException.class, () -> read(source, pets));
            assertThat(lost.first().code()).isEqualTo(CdcError.STREAM_LOST);
            assertThat(lost.first().why()).contains("ADD CONSTRAINT of_owner");

            assertThat(source.check(pets))
                    .as("as long as it is there")
                    .extracting(Problem::code)
                    .containsExactly(CdcError.UNLOGGED_CHANGES);
            database.run("ALTER TABLE pets DROP FOREIGN KEY of_owner");
            assertThat(catchThrowableOfType(IngotException.class, () -> read(source, pets))
                            .first()
                            .code())
                    .as("what it did meanwhile is not known")
                    .isEqualTo(CdcError.STREAM_LOST);
        }
    }

    private static ReadRequest request(String table, @Nullable String position) {
        return new ReadRequest(table, Map.of("table", table), null, false, List.of(), position);
    }

    /** The one batch that is there, which counts as committed. */
    private static Batch read(Source source, ReadRequest request) {
        try (Source.Batches batches = source.read(request, StepControl.NONE)) {
            Batch batch = batches.next();
            if (batch.relation() instanceof Relation.Rows rows) {
                List<Object[]> kept = new ArrayList<>();
                rows.rows().forEach(kept::add);
                batch = new Batch(
                        new Relation.Rows(rows.origin(), rows.columns(), kept, rows.bytes()), batch.position());
            }
            assertThat(batches.next()).isNull();
            return batch;
        }
    }

    @Test
    void aStatementWithoutItsRowsIsTold() {
        flow.run();
        database.run(
                "SET SESSION binlog_format = 'STATEMENT'",
                "UPDATE people SET name = 'unseen'",
                "SET SESSION binlog_format = 'ROW'");

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();
        assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(problem.why()).contains("UPDATE people SET name = 'unseen'");
    }

    @Test
    void aRowWithoutAllItsValuesSaysWhichDidNotChange() {
        database.run("ALTER TABLE people ADD note text", "UPDATE people SET note = 'long' WHERE id = 1");
        flow.run();
        database.run(
                "SET SESSION binlog_row_image = 'MINIMAL'",
                "UPDATE people SET name = 'Ada L.' WHERE id = 1",
                "SET SESSION binlog_row_image = 'FULL'");
        flow.run();

        assertThat(flow.rows("SELECT id, name, note, _ingot_unchanged FROM bronze.log WHERE _ingot_op = 'u'"))
                .containsExactly("1|Ada L.|null|note");
    }

    @Test
    void whatTheServerComputesIsLeftOut() {
        database.run(
                "CREATE TABLE computed (id int PRIMARY KEY, a int, v int AS (a * 2) VIRTUAL, s int AS (a * 3) STORED, z"
                        + " varchar(5))",
                "INSERT INTO computed (id, a, z) VALUES (1, 5, 'x')");
        try (Flow computed = database.flow(folder.resolve("computed"), "computed")) {
            computed.run();
            database.run("UPDATE computed SET a = 6");
            computed.run();

            assertThat(computed.rows("SELECT * EXCLUDE (_ingot_op, _ingot_lsn, _ingot_ordinal, _ingot_tx,"
                            + " _ingot_committed_at, _ingot_unchanged, _ingot_before, _ingot_run, _ingot_loaded_at,"
                            + " _ingot_source, _ingot_batch) FROM bronze.log ORDER BY a"))
                    .containsExactly("1|5|15|x", "1|6|18|x");
        }
    }

    @Test
    void rowsThatAnotherTableChangesAreToldBeforehand() {
        database.run(
                "CREATE TABLE pets (id int PRIMARY KEY, owner int, CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES"
                        + " people (id) ON DELETE CASCADE)");
        try (Flow pets = database.flow(folder.resolve("pets"), "pets")) {
            Problem problem =
                    catchThrowableOfType(IngotException.class, pets::run).first();

            assertThat(problem.code()).isEqualTo(CdcError.UNLOGGED_CHANGES);
            assertThat(problem.what()).contains("of_owner");
        }
    }

    @Test
    void whatTheServerMustBeSetToIsToldWithTheSql() {
        database.run("SET GLOBAL binlog_row_metadata = 'MINIMAL'");
        try {
            assertThat(flow.source().check())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.fix()).contains("binlog_row_metadata = 'FULL';"));
        } finally {
            database.run("SET GLOBAL binlog_row_metadata = 'FULL'");
        }
        assertThat(flow.source().check()).isEmpty();
    }

    @Test
    void aDateThatIsNoneGoesToTheQuarantineAndNotToNull() {
        database.run(
                "CREATE TABLE days (id int PRIMARY KEY, day date, at datetime, ts timestamp NULL)",
                "SET SESSION sql_mode = ''",
                "INSERT INTO days VALUES (1, '0000-00-00', NULL, NULL)");
        try (Flow days = database.flow(folder.resolve("days"), "days").tolerating(3)) {
            days.run();
            database.run(
                    "INSERT INTO days VALUES (2, NULL, '2024-00-10 00:00:00', NULL)",
                    "INSERT INTO days VALUES (3, NULL, NULL, '0000-00-00 00:00:00')",
                    "INSERT INTO days VALUES (4, NULL, NULL, '1970-01-01 00:00:01')",
                    "SET SESSION sql_mode = DEFAULT");
            days.run();

            assertThat(days.rows("SELECT id FROM bronze.log")).containsExactly("4");
            assertThat(days.rows("SELECT * FROM _ingot_quarantine.bronze__log")).hasSize(3);
        }
    }

    @Test
    void aKeyOfBytesIsFoundAgain() {
        database.run(
                "CREATE TABLE bytes (id binary(4) PRIMARY KEY, v int)", "INSERT INTO bytes VALUES (0x00ff2200, 1)");
        try (Flow bytes = database.flow(folder.resolve("bytes"), "bytes")) {
            bytes.run();
            database.run("UPDATE bytes SET id = 0x5c22ff01");
            bytes.run();

            assertThat(bytes.rows("SELECT hex(id), hex(CAST(_ingot_before ->> '$.id' AS BLOB)) FROM bronze.log WHERE"
                            + " _ingot_op = 'u'"))
                    .containsExactly("5C22FF01|00FF2200");
        }
    }

    @Test
    void namesMayBeInAnyScript() {
        database.run(
                "CREATE TABLE `größe` (id int PRIMARY KEY, `имя` varchar(10) CHARACTER SET cp1251)",
                "INSERT INTO `größe` VALUES (1, 'Ада')");
        try (Flow sizes = database.flow(folder.resolve("sizes"), "größe")) {
            sizes.run();
            database.run("INSERT INTO `größe` VALUES (2, 'Боб')", "TRUNCATE `größe`");
            sizes.run();

            assertThat(sizes.rows("SELECT _ingot_op, \"имя\" FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal"))
                    .containsExactly("r|Ада", "c|Боб", "t|null");
        }
    }

    @Test
    void aNameThatIsGivenToOtherRowsIsNotFollowedToThem() {
        database.run(
                "CREATE TABLE swapped LIKE people",
                "CREATE TABLE fresh LIKE people",
                "CREATE TABLE copied LIKE people",
                "CREATE TABLE _copied_gho LIKE people",
                "CREATE TABLE moved LIKE people",
                "CREATE TABLE parts (id int PRIMARY KEY, name varchar(100)) PARTITION BY RANGE (id) (PARTITION p0 VALUES"
                        + " LESS THAN (10))",
                "CREATE TABLE exchanged (id int PRIMARY KEY, name varchar(100))");
        try (Source source = flow.source()) {
            Map<String, ReadRequest> at = new TreeMap<>();
            for (String table : List.of("swapped", "copied", "moved", "exchanged")) {
                at.put(table, request(table, read(source, request(table, null)).position()));
            }
            database.run(
                    "INSERT INTO moved VALUES (1, 'x')",
                    "RENAME TABLE moved TO elsewhere",
                    "INSERT INTO fresh VALUES (7, 'unseen')",
                    "RENAME TABLE swapped TO old, fresh TO swapped",
                    "INSERT INTO parts VALUES (3, 'unseen')",
                    "ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE exchanged",
                    "RENAME /* gh-ost */ TABLE copied TO _copied_del, _copied_gho TO copied",
                    "INSERT INTO copied VALUES (5, 'y')");

            assertThat(ops(read(source, at.get("copied")))).containsExactly("c");
            assertThat(ops(read(source, at.get("moved")))).containsExactly("c", "t");
            for (String table : List.of("swapped", "exchanged")) {
                assertThat(catchThrowableOfType(IngotException.class, () -> read(source, at.get(table)))
                                .first()
                                .code())
                        .as(table)
                        .isEqualTo(CdcError.STREAM_LOST);
            }
        }
    }

    private static List<String> ops(Batch batch) {
        List<String> ops = new ArrayList<>();
        ((Relation.Rows) batch.relation()).rows().forEach(row -> ops.add((String) row[0]));
        return ops;
    }

    @Test
    void aTableThatTheLogDoesNotHaveIsRefusedWithAllThatIsWrong() {
        database.run(
                "CREATE VIEW seen AS SELECT * FROM people",
                "CREATE TABLE quick (id int PRIMARY KEY, _ingot_x int) ENGINE = MEMORY",
                "CREATE TABLE plain (id int PRIMARY KEY) ENGINE = MyISAM",
                "CREATE DATABASE IF NOT EXISTS " + BinlogServers.UNLOGGED,
                "CREATE TABLE IF NOT EXISTS " + BinlogServers.UNLOGGED + ".people (id int PRIMARY KEY)");
        try (Source source = flow.source()) {
            assertThat(whats(source, "seen")).hasSize(1).first().asString().contains(" is a view: ");
            assertThat(whats(source, "quick")).hasSize(2).first().asString().endsWith("quick has no transactions.");
            assertThat(whats(source, "plain")).hasSize(1);
            assertThat(whats(source, BinlogServers.UNLOGGED + ".people"))
                    .containsExactly("The server does not log the database " + BinlogServers.UNLOGGED + ".");
            assertThat(whats(source, "people")).isEmpty();
        }
    }

    static List<String> whats(Source source, String table) {
        return source.check(request(table, null)).stream().map(Problem::what).toList();
    }

    @Test
    void aTransactionInTwoPhasesIsTold() {
        flow.run();
        database.run(
                "XA START 'x'", "INSERT INTO people VALUES (3, 'Cy')", "XA END 'x'", "XA PREPARE 'x'", "XA COMMIT 'x'");

        Problem problem = catchThrowableOfType(IngotException.class, flow::run).first();
        assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
        assertThat(problem.why()).contains("XA transaction in two phases");
    }

    @Test
    void aTransactionInOnePhaseIsOneLikeAllOthers() {
        flow.run();
        database.run("XA START 'x'", "INSERT INTO people VALUES (3, 'Cy')", "XA END 'x'", "XA COMMIT 'x' ONE PHASE");
        flow.run();

        assertThat(flow.rows(LOG)).containsExactly("r|1|Ada", "r|2|null", "c|3|Cy");
    }

    @Test
    void theOtherServerIsNamed() {
        SourcePlugin other = server == BinlogServers.MARIADB ? new MySqlCdcPlugin() : new MariaDbCdcPlugin();
        try (Source source = other.open("shop", database.options(), folder, folder.resolve("spool"))) {
            assertThat(source.check())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.fix())
                            .isEqualTo("Write type: " + database.plugin().type() + "."));
        }
    }

    @Test
    void connectionsAreEncryptedAndWhoeverAnswersIsCheckedWhereAsked() {
        flow.option("sslmode", "require").run();
        assertThat(flow.rows(LOG)).containsExactly("r|1|Ada", "r|2|null");

        // The server's certificate is one that it made for itself.
        assertThat(flow.option("sslmode", "verify-full").source().check())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(CdcError.UNREACHABLE));
    }

    @Test
    void everyTypeArrivesAsItIs() {
        database.run(
                "CREATE TABLE types (id int PRIMARY KEY, t tinyint, tu tinyint unsigned, su smallint unsigned,"
                        + " m mediumint, mu mediumint unsigned, iu int unsigned, l bigint, lu bigint unsigned, f float,"
                        + " d double, n decimal(12,2), n0 decimal(3,3), big decimal(65,30), b bit(10), day date,"
                        + " dt datetime(6), d3 datetime(3), ts timestamp(6) NULL, tm time, tm1 time(1), tm6 time(6),"
                        + " c char(3), v varchar(300), la varchar(20) CHARACTER SET latin1, tx longtext, bi binary(4),"
                        + " vb varbinary(10), bl blob, e enum('sad','hä ppy'), s set('a','b','c'), em enum(''))",
                "SET time_zone = '+05:30'",
                "INSERT INTO types VALUES (1, -128, 255, 65535, -8388608, 16777215, 4294967295,"
                        + " -9223372036854775808, 18446744073709551615, 0.1, 1e300, -1234567890.12, -0.001,"
                        + " 12345678901234567890123456789012345.123456789012345678901234567891, b'1000000011',"
                        + " '2024-02-29', '2024-02-29 23:59:59.123456', '1000-01-01 00:00:00.5',"
                        + " '2024-02-29 23:59:59.5', '-838:59:59', '-00:00:01.1', '838:59:58.999999', 'ab',"
                        + " CONCAT('tab\\t', REPEAT('ü', 260)), 'caf\u00e9 \u20ac', '\uD83D\uDE00', 0x0100, 0x00ff, 0x5c00,"
                        + " 'hä ppy', 'c,a', '')");
        String select =
                "SELECT t, tu, su, m, mu, iu, l, lu, f::VARCHAR, d, n, n0, big, b, day, epoch_us(dt), epoch_us(d3),"
                        + " epoch_us(ts), tm, tm1, tm6, c, length(v), la, tx, hex(bi), hex(vb), hex(bl), e, s, em FROM bronze.log";
        try (Flow types = database.flow(folder.resolve("types"), "types")) {
            types.run();
            database.run("UPDATE types SET id = 2", "SET time_zone = 'SYSTEM'");
            types.run();

            String row = "-128|255|65535|-8388608|16777215|4294967295|-9223372036854775808|18446744073709551615|"
                    + "0.1|1.0E300|-1234567890.12|-0.001|"
                    + "12345678901234567890123456789012345.123456789012345678901234567891|1000000011|2024-02-29|"
                    + "1709251199123456|-30610223999500000|1709231399500000|-838:59:59|-00:00:01.1|838:59:58.999999|ab|"
                    + "264|caf\u00e9 \u20ac|\uD83D\uDE00|01000000|00FF|5C00|hä ppy|a,c|";
            assertThat(types.rows(select)).hasSize(2).allMatch(row::equals, row);
        }
    }
}
