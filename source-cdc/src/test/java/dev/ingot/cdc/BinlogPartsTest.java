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
import dev.ingot.testing.BinlogServers;
import dev.ingot.testing.ChunkRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of MariaDB or MySQL that is read for the first time, in parts, while it is changed and the reader dies. */
class BinlogPartsTest {

    @TempDir
    private Path folder;

    private static BinlogDatabase database(BinlogServers server) {
        assumeTrue(server.running().isPresent(), "the program of " + server + " does not run on this machine");
        return new BinlogDatabase(server);
    }

    /** Rows of 500 bytes with these ids, in parts of about 4 kB. */
    private static BinlogDatabase filled(BinlogServers server, int rows) {
        return database(server).run("CREATE TABLE t (id int PRIMARY KEY, v text)", insert(1, rows));
    }

    private static String insert(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "(" + id + ", REPEAT('x', 500))")
                .collect(Collectors.joining(", ", "INSERT INTO t VALUES ", ""));
    }

    private Flow parts(BinlogDatabase database) {
        return database.flow(folder, "t").option("max_batch_bytes", 16_384L);
    }

    private static long batches(Flow flow) {
        return flow.lastBatch().orElseThrow().batch();
    }

    @ParameterizedTest
    @EnumSource
    void anotherPrimaryKeyBetweenTwoPartsIsTold(BinlogServers server) {
        try (BinlogDatabase database = filled(server, 60).run("ALTER TABLE t ADD k int");
                Flow flow = parts(database)) {
            flow.dieAfter(1);
            database.run("UPDATE t SET k = -id", "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (k)");

            Problem problem =
                    catchThrowableOfType(IngotException.class, flow::run).first();
            assertThat(problem.code()).isEqualTo(CdcError.STREAM_LOST);
            assertThat(problem.why()).contains("in the order of its primary key (id int");

            flow.refresh();
            assertThat(flow.rows("SELECT count(*) FROM bronze.log")).containsExactly("60");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bigint unsigned; 18446744073709551515 + n",
                "decimal(30,10); n * 1.0000000001 - 40",
                "varchar(20) CHARACTER SET utf8mb4; CONCAT(CASE n % 3 WHEN 0 THEN 'Ä' WHEN 1 THEN '\"b' ELSE '\uD83D\uDE00' END, n)",
                "char(9) CHARACTER SET latin1 COLLATE latin1_general_cs; CONCAT(CASE n % 2 WHEN 0 THEN 'é''' ELSE 'E' END, n)",
                "binary(5); UNHEX(CONCAT('00FF5C', LPAD(HEX(n), 4, '0')))",
                "varbinary(9); UNHEX(LPAD(HEX(n * 3000), 6, '0'))",
                "datetime(6); TIMESTAMP('2024-02-29 23:59:59.9') + INTERVAL n * 111 MICROSECOND",
                "timestamp; FROM_UNIXTIME(n * 3600 * 24 * 99)",
                "date; DATE('1000-01-01') + INTERVAL n DAY",
            })
    void keysOfEveryKindThatIsOrderedLeadThroughTheParts(String type, String value) {
        for (BinlogServers server : BinlogServers.values()) {
            if (server.running().isPresent()) {
                inParts(server, "k " + type + " PRIMARY KEY", value);
                inParts(server, "k " + type + ", PRIMARY KEY (m, k)", value);
            }
        }
    }

    @Test
    void uuidsLeadThroughTheParts() {
        assumeTrue(BinlogServers.MARIADB.running().isPresent());
        inParts(BinlogServers.MARIADB, "k uuid PRIMARY KEY", "UUID()");
        inParts(BinlogServers.MARIADB, "k uuid PRIMARY KEY", "INSERT(MD5(n), 13, 1, '4')"); // in another order
    }

    private void inParts(BinlogServers server, String columns, String value) {
        String selects = IntStream.rangeClosed(1, 80)
                .mapToObj(n -> "SELECT " + n + " AS n")
                .collect(Collectors.joining(" UNION ALL "));
        try (BinlogDatabase database = new BinlogDatabase(server)
                .run(
                        "CREATE TABLE t (n int NOT NULL, m int NOT NULL, v varchar(500), " + columns + ")",
                        "INSERT INTO t SELECT n, n % 3, REPEAT('v', 300), " + value + " FROM (" + selects + ") ns")) {
            List<String> rows = new ArrayList<>();
            int parts = 0;
            String position = null;
            do {
                position = readPart(database, position, rows);
                parts++;
            } while (position.contains("\"rest\""));

            assertThat(parts).as(columns + " in parts").isGreaterThan(3);
            assertThat(rows).as(columns).doesNotHaveDuplicates().hasSize(80);
        }
    }

    /** One part by a reader that then ends; its position. */
    private String readPart(BinlogDatabase database, @Nullable String position, List<String> rows) {
        Map<String, Object> options = database.options();
        options.putAll(Map.of("max_batch_bytes", 16_384L, "sslmode", "disable"));
        ReadRequest request = new ReadRequest("log", Map.of("table", "t"), null, false, List.of(), position);
        try (Source source = database.plugin().open("shop", options, folder, folder.resolve("spool"));
                Source.Batches batches = source.read(request, StepControl.NONE)) {
            Batch batch = Objects.requireNonNull(batches.next());
            ChunkRows.of((Relation.Chunks) batch.relation()).forEach(row -> rows.add(Objects.requireNonNull(row[7])));
            return batch.position();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"k float PRIMARY KEY", "k enum('2','1') PRIMARY KEY", "k int", "k text, PRIMARY KEY (k(3))"})
    void aTableWithoutSuchAKeyIsReadInOnePiece(String key) {
        try (BinlogDatabase database = database(BinlogServers.MARIADB)
                        .run(
                                "CREATE TABLE t (" + key + ", v text)",
                                "INSERT INTO t VALUES (1, REPEAT('x', 50000))",
                                "INSERT INTO t VALUES (2, REPEAT('y', 50000))");
                Flow flow = parts(database)) {
            assertThat(flow.run()).isEqualTo(2);
            assertThat(batches(flow)).isEqualTo(1);
        }
    }
}
