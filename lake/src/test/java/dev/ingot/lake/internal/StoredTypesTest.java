package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.LakeFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a select's types in a table and its files. */
class StoredTypesTest {

    @TempDir
    Path root;

    private LakeFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void storesEveryTypeAsDeclared() {
        fixture.replace(
                ORDERS,
                "SELECT sum(1) AS s, 1::UBIGINT AS ub, 1::UTINYINT AS ut, uuid '00000000-0000-0000-0000-000000000001' AS"
                        + " u, TIME '01:02:03' AS t, INTERVAL 1 DAY AS i, TIMESTAMP_NS '2024-01-01 00:00:00.123456000' AS"
                        + " ns, 'a'::ENUM('a', 'b') AS e, '{\"a\":1}'::JSON AS j, TIMESTAMP '2024-01-01 00:00:00' AS ts,"
                        + " NULL AS n, [1, 2]::INT[2] AS arr, 1.5 AS d, true AS b, '\\x01'::BLOB AS bin, {'x': [1]} AS st");
        assertThat(fixture.rows("SELECT * EXCLUDE bin FROM silver.orders"))
                .containsExactly("1|1|1|00000000-0000-0000-0000-000000000001|01:02:03|1 day|2024-01-01T00:00:00.123456"
                        + "|a|{\"a\":1}|2024-01-01T00:00|null|[1, 2]|1.5|true|{x=[1]}");
        assertThat(fixture.snapshot(ORDERS).schema().columns())
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly(
                        "s bigint",
                        "ub decimal(20,0)",
                        "ut smallint",
                        "u uuid",
                        "t time",
                        "i string",
                        "ns timestamp_ntz",
                        "e string",
                        "j json",
                        "ts timestamp_ntz",
                        "n string",
                        "arr list<integer>",
                        "d decimal(2,1)",
                        "b boolean",
                        "bin binary",
                        "st struct<x:list<integer>>");
    }

    @Test
    void timesUuidsAndJsonAreTextInTheFilesAndKeysLikeAnyOther() {
        String rows =
                "SELECT TIME '24:00:00' AS t, uuid '00000000-0000-0000-0000-00000000000A' AS u, ' {\"a\" : 1}'::JSON"
                        + " AS j, TIMESTAMP '2024-01-01 00:00:00.000001' AS ts";
        fixture.replace(ORDERS, rows);
        fixture.publish(
                ORDERS,
                rows.replace("\"a\" : 1", "\"a\" : 2")
                        + " UNION ALL SELECT TIME '10:00', uuid(), 'null', TIMESTAMP '1999-01-01'",
                new BuildMode.Merge(List.of("t", "u", "ts"), null));

        assertThat(fixture.rows("SELECT t::VARCHAR, j FROM silver.orders ORDER BY t DESC"))
                .containsExactly("24:00:00| {\"a\" : 2}", "10:00:00|null");
        assertThat(fixture.rows("SELECT DISTINCT type, converted_type FROM parquet_schema('" + fixture.root
                        + "/silver/orders/*.parquet') WHERE name IN ('t', 'u', 'j')"))
                .containsExactly("BYTE_ARRAY|UTF8");
        assertThat(fixture.rows("SELECT count(*) FROM silver.orders WHERE t > TIME '23:00' AND u ="
                        + " uuid '00000000-0000-0000-0000-00000000000a' AND ts < TIMESTAMP '2024-01-02'"))
                .containsExactly("1");
    }

    @Test
    void aColumnThatWasMadeForTimesBeforeTablesKnewThemStaysWhatItIs() {
        fixture.replace(ORDERS, "SELECT 1 AS id, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS ts, 'x' AS u");
        for (SchemaPolicy policy : SchemaPolicy.values()) {
            fixture.publish(
                    ORDERS,
                    "SELECT 2 AS id, TIMESTAMP '2024-01-01 10:00:00' AS ts, uuid() AS u",
                    new BuildMode.Merge(List.of("id"), null),
                    policy);
        }
        assertThat(fixture.rows("SELECT id, ts FROM silver.orders ORDER BY id"))
                .containsExactly("1|2024-01-01T00:00:00Z", "2|2024-01-01T10:00:00Z");
        assertThat(fixture.snapshot(ORDERS).schema().columns())
                .extracting(Column::type)
                .containsExactly(Simple.INTEGER, Simple.TIMESTAMP, Simple.STRING);
    }
}
