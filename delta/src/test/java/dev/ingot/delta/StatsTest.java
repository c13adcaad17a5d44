package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsTest {

    private static final TableSchema SCHEMA = new TableSchema(List.of(
            Column.of("l", Simple.BIGINT),
            Column.of("f", Simple.DOUBLE),
            Column.of("d", new Decimal(38, 2)),
            Column.of("s", Simple.STRING),
            Column.of("day", Simple.DATE),
            Column.of("ts", Simple.TIMESTAMP),
            Column.of("local", Simple.TIMESTAMP_NTZ),
            Column.of("time", Simple.TIME),
            Column.of("flag", Simple.BOOLEAN)));

    @TempDir
    Path folder;

    private static FileStats throughTheLog(FileStats stats) {
        return StatsJson.read(StatsJson.write(stats), SCHEMA);
    }

    @Test
    void boundsOfAllTypesComeBack() {
        Map<String, Object> min = new LinkedHashMap<>();
        min.put("l", Long.MIN_VALUE);
        min.put("f", -1.5);
        min.put("d", new BigDecimal("-123456789012345678901234567890123456.78"));
        min.put("s", "a\"b\u00e9");
        min.put("day", LocalDate.of(1, 1, 1));
        min.put("ts", Instant.parse("2024-01-31T10:00:00.123Z"));
        min.put("local", LocalDateTime.parse("2024-01-31T10:00:00.123"));
        min.put("time", "10:00:00.000001");
        Map<String, Object> max = new LinkedHashMap<>(min);
        max.put("l", Long.MAX_VALUE);

        FileStats read = throughTheLog(new FileStats(10, min, max, Map.of("l", 1L, "flag", 10L)));

        assertThat(read.rows()).isEqualTo(10);
        assertThat(read.min()).isEqualTo(min);
        assertThat(read.max()).containsEntry("l", Long.MAX_VALUE).containsEntry("d", min.get("d"));
        assertThat(read.nullCount()).isEqualTo(Map.of("l", 1L, "flag", 10L));
    }

    @Test
    void microsecondsAreRoundedOutwards() {
        Instant time = Instant.parse("2024-01-31T10:00:00.123456Z");

        FileStats read = throughTheLog(new FileStats(1, Map.of("ts", time), Map.of("ts", time), Map.of()));

        assertThat((Instant) read.min().get("ts")).isBeforeOrEqualTo(time);
        assertThat((Instant) read.max().get("ts")).isAfterOrEqualTo(time);
    }

    @Test
    void longTextsAreShortenedOutwards() {
        String text = "\uD83D\uDE00".repeat(100);

        FileStats read = throughTheLog(new FileStats(1, Map.of("s", text), Map.of("s", text), Map.of()));

        assertThat(read.min().get("s")).isEqualTo("\uD83D\uDE00".repeat(32));
        assertThat(Pruning.compare(read.min().get("s"), text)).isNegative();
        assertThat(Pruning.compare(read.max().get("s"), text)).isPositive();
        assertThat(((String) read.max().get("s"))
                        .codePointCount(0, ((String) read.max().get("s")).length()))
                .isEqualTo(33);
    }

    @Test
    void aColumnWithAnInfiniteOrUndefinedBoundHasNone() {
        FileStats read =
                throughTheLog(new FileStats(2, Map.of("f", 1.0, "l", 1), Map.of("f", Double.NaN, "l", 2), Map.of()));

        assertThat(read.min()).containsOnlyKeys("l");
        assertThat(read.max()).containsOnlyKeys("l");
    }

    @Test
    void whatOtherWritersWriteIsUnderstoodOrUnknownButNeverWrong() {
        assertThat(StatsJson.read(
                                "{\"numRecords\":3,\"minValues\":{\"ts\":\"2024-01-31T10:00:00.000+01:00\",\"l\":1.5,"
                                        + "\"day\":\"yesterday\",\"s\":7},\"maxValues\":{\"ts\":\"2024-01-31 10:00:00\"}}",
                                SCHEMA)
                        .min())
                .containsOnly(Map.entry("ts", Instant.parse("2024-01-31T09:00:00Z")));
        assertThat(StatsJson.read("not JSON", SCHEMA)).isEqualTo(FileStats.UNKNOWN);
        assertThat(StatsJson.rows("{\"minValues\":{\"numRecords\":9},\"numRecords\":3}"))
                .isEqualTo(3);
        assertThat(StatsJson.rows("{}")).isEqualTo(-1);
        assertThat(StatsJson.rows(null)).isEqualTo(-1);
    }

    @Test
    void filesThatCannotHaveTheRowsAreLeftOut() {
        DeltaTable table = Tables.at(folder);
        Map<String, Object> none = new HashMap<>();
        NewFile low = Tables.file(
                folder, "low", Map.of("day", "2024-01-01"), new FileStats(9, Map.of("l", 1), Map.of("l", 9), Map.of()));
        NewFile high = Tables.file(
                folder,
                "high",
                Map.of("day", "2024-01-02"),
                new FileStats(9, Map.of("l", 10), Map.of("l", 19), Map.of()));
        NewFile nulls = Tables.file(
                folder, "nulls", Map.of("day", "2024-01-02"), new FileStats(9, none, none, Map.of("l", 9L)));
        NewFile unknown = Tables.file(folder, "unknown", Map.of("day", "2024-01-03"), FileStats.UNKNOWN);
        DeltaSnapshot read =
                table.commit(DeltaCommit.create(SCHEMA, List.of("day")).withAdds(List.of(low, high, nulls, unknown)));

        assertThat(names(read, new ColumnRange("l", 9L, 9L))).containsExactly("low", "unknown");
        assertThat(names(read, new ColumnRange("l", null, 10))).containsExactly("low", "high", "unknown");
        assertThat(names(read, new ColumnRange("l", 20, null))).containsExactly("unknown");
        assertThat(names(read, new ColumnRange("day", LocalDate.of(2024, 1, 2), null)))
                .containsExactly("high", "nulls", "unknown");
        assertThat(read.rows()).isEqualTo(-1);
    }

    private static List<String> names(DeltaSnapshot snapshot, ColumnRange range) {
        return snapshot.filesMatching(List.of(range)).stream()
                .map(DataFile::path)
                .toList();
    }
}
