package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTableTest {

    @TempDir
    Path folder;

    @Test
    void aFolderWithoutALogIsNoTable() {
        assertThat(Tables.at(folder).latest()).isEmpty();
    }

    @Test
    void whatIsAppendedIsReadByAnotherObject() {
        DeltaTable table = Tables.created(folder);
        NewFile file = Tables.file(folder, 7);

        table.commit(Tables.append(Tables.latest(table), file)
                .withTransaction(new Transaction("orders", 3))
                .withNote(Map.of("mode", "Append"), Map.of("run", "r-1")));

        DeltaSnapshot read = Tables.latest(Tables.at(folder));
        assertThat(read.version()).isEqualTo(1);
        assertThat(read.schema()).isEqualTo(Tables.SCHEMA);
        assertThat(read.rows()).isEqualTo(7);
        assertThat(read.bytes()).isEqualTo(file.size());
        assertThat(read.files())
                .extracting(DataFile::location)
                .containsExactly(file.file().toString());
        assertThat(read.transaction("orders")).contains(3L);
        assertThat(read.transaction("other")).isEmpty();
    }

    @Test
    void theHistoryTellsWhatWasDoneNewestFirst() {
        DeltaTable table = Tables.created(folder);
        table.commit(Tables.append(Tables.latest(table), Tables.file(folder, 7))
                .withTransaction(new Transaction("orders", 3))
                .withNote(Map.of("mode", "Append"), Map.of("run", "r-1")));

        List<CommitInfo> history = table.history(10);

        assertThat(history).extracting(CommitInfo::operation).containsExactly("WRITE", "CREATE TABLE");
        assertThat(history.get(0).userMetadata()).containsExactly(Map.entry("run", "r-1"));
        assertThat(history.get(0).operationParameters()).containsExactly(Map.entry("mode", "Append"));
        assertThat(history.get(0).operationMetrics()).containsEntry("numOutputRows", "7");
        assertThat(history.get(0).transactions()).containsExactly(new Transaction("orders", 3));
        assertThat(history.get(0).engine()).startsWith("Ingot/").doesNotContain("$");
        assertThat(table.history(1)).hasSize(1);
    }

    @Test
    void thirtyCommitsLeaveACheckpointThatAReaderStartsFrom() {
        DeltaTable table = Tables.created(folder);
        for (int i = 0; i < 30; i++) {
            table.commit(Tables.append(Tables.latest(table), Tables.file(folder, i))
                    .withTransaction(new Transaction("orders", i)));
        }

        assertThat(folder.resolve("_delta_log/_last_checkpoint")).content().contains("\"version\":25");
        assertThat(folder.resolve("_delta_log/00000000000000000025.checkpoint.parquet"))
                .exists();
        DeltaSnapshot read = Tables.latest(Tables.at(folder));
        assertThat(read.rows()).isEqualTo(435);
        assertThat(read.fileCount()).isEqualTo(30);
        assertThat(read.transaction("orders")).contains(29L);
        assertThat(Tables.at(folder).at(12).rows()).isEqualTo(66);
    }

    @Test
    void expiredLogFilesGoWithACheckpointAndYoungerVersionsStayReadable() throws IOException {
        Instant start = Instant.parse("2024-05-01T00:00:00Z");
        Instant[] now = {start};
        DeltaTable table = DeltaTable.at(folder, () -> now[0]);
        table.commit(DeltaCommit.create(Tables.SCHEMA, List.of())
                .withProperties(
                        Map.of("delta.checkpointInterval", "5", "delta.logRetentionDuration", "interval 2 days")));
        for (int day = 1; day <= 20; day++) {
            now[0] = start.plus(Duration.ofDays(day));
            table.commit(Tables.append(Tables.latest(table), Tables.file(folder, 1))
                    .withTransaction(new Transaction("daily", day)));
            Path checkpoint = folder.resolve(String.format(Locale.ROOT, "_delta_log/%020d.checkpoint.parquet", day));
            if (Files.exists(checkpoint)) {
                Files.setLastModifiedTime(checkpoint, FileTime.from(now[0]));
            }
        }

        DeltaTable fresh = Tables.at(folder);
        assertThat(Tables.latest(fresh).rows()).isEqualTo(20);
        assertThat(Tables.latest(fresh).transaction("daily")).contains(20L);
        assertThat(folder.resolve("_delta_log/00000000000000000001.json")).doesNotExist();
        for (long version = 18; version <= 20; version++) {
            assertThat(fresh.at(version).rows()).isEqualTo(version);
        }
        assertThat(fresh.at(start.plus(Duration.ofDays(19))).version()).isEqualTo(19);
        assertThatThrownBy(() -> fresh.at(2))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.NO_SUCH_VERSION))
                .hasMessageContaining("version 2 is no longer in the log");
    }

    @Test
    void aTableThatWasDeletedAndMadeAnewIsNoticed() throws IOException {
        DeltaTable table = DeltaTable.at(folder, () -> Instant.parse("2024-05-01T00:00:00Z"));
        table.commit(DeltaCommit.create(Tables.SCHEMA, List.of()).withAdds(List.of(Tables.file(folder, 1))));
        assertThat(Tables.latest(table).rows()).isEqualTo(1);
        Files.delete(folder.resolve("_delta_log/00000000000000000000.json"));
        assertThat(table.latest()).isEmpty();
        DeltaTable other = DeltaTable.at(folder, () -> Instant.parse("2024-05-01T00:00:00Z"));
        other.commit(DeltaCommit.create(Tables.SCHEMA, List.of()).withAdds(List.of(Tables.file(folder, 2))));
        assertThat(Tables.latest(table).rows()).isEqualTo(2);

        Files.delete(folder.resolve("_delta_log/00000000000000000000.json"));
        Tables.at(folder)
                .commit(DeltaCommit.create(Tables.SCHEMA, List.of()).withAdds(List.of(Tables.file(folder, 3))));
        assertThat(Tables.latest(table).rows()).isEqualTo(3);
    }
}
