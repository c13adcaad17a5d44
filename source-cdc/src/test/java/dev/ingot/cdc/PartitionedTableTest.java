package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partitioned table is one table to those who read it. */
class PartitionedTableTest {

    private static final String LOG =
            "SELECT _ingot_op, id, day, v FROM bronze.log ORDER BY _ingot_lsn, _ingot_ordinal";

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = new Database()
                .run(
                        "CREATE TABLE sales (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                        "CREATE TABLE sales_old PARTITION OF sales FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')",
                        // Its columns lie in another order, as after ATTACH.
                        "CREATE TABLE sales_new (v text, id int NOT NULL, day date NOT NULL, PRIMARY KEY (id, day))",
                        "ALTER TABLE sales ATTACH PARTITION sales_new FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
                        "INSERT INTO sales VALUES (1, '2023-05-01', 'a'), (2, '2024-05-01', 'b')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theRowsOfAllPartitionsAndTheirChangesAreOfOneTable() {
        try (Flow flow = new Flow(folder, database, "public.sales")) {
            flow.run();
            database.run(
                    "INSERT INTO sales VALUES (3, '2024-06-01', 'c')",
                    "UPDATE sales SET v = 'A' WHERE id = 1",
                    "DELETE FROM sales WHERE id = 2",
                    "CREATE TABLE sales_next PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                    "INSERT INTO sales VALUES (4, '2025-01-01', 'd')");
            flow.run();

            assertThat(flow.rows(LOG))
                    .containsExactly(
                            "r|1|2023-05-01|a",
                            "r|2|2024-05-01|b",
                            "c|3|2024-06-01|c",
                            "u|1|2023-05-01|A",
                            "d|2|2024-05-01|null",
                            "c|4|2025-01-01|d");
        }
    }

    @Test
    void aRowThatMovesToAnotherPartitionIsDeletedAndInserted() {
        try (Flow flow = new Flow(folder, database, "public.sales")) {
            flow.run();
            database.run("UPDATE sales SET day = '2024-05-01' WHERE id = 1", "TRUNCATE sales");
            flow.run();

            assertThat(flow.rows(LOG))
                    .endsWith("d|1|2023-05-01|null", "c|1|2024-05-01|a", "t|null|null|null")
                    .hasSize(5);
        }
    }

    @Test
    void aPublicationOfTheUserMustTellTheTableAsOne() {
        database.run("CREATE PUBLICATION mine FOR TABLE sales");
        Map<String, Object> options = new HashMap<>(database.options());
        options.put("publication", "mine");
        try (Flow flow = new Flow(folder, new PostgresCdcPlugin(), options, "public.sales")) {
            assertThatThrownBy(flow::run)
                    .isInstanceOf(IngotException.class)
                    .hasMessageContaining(
                            "The publication mine tells the changes of public.sales as those of its partitions.")
                    .hasMessageContaining("ALTER PUBLICATION \"mine\" SET (publish_via_partition_root = true);");

            database.run("ALTER PUBLICATION mine SET (publish_via_partition_root = true)");
            assertThat(flow.run()).isEqualTo(2);
        }
    }

    @Test
    void aPartitionWithoutIdentityIsRefused() {
        database.run("ALTER TABLE sales_new REPLICA IDENTITY NOTHING");
        try (Flow flow = new Flow(folder, database, "public.sales")) {
            assertThatThrownBy(flow::run)
                    .isInstanceOf(IngotException.class)
                    .hasMessageContaining(
                            "The partition public.sales_new of public.sales has the replica identity NOTHING.");
        }
    }
}
