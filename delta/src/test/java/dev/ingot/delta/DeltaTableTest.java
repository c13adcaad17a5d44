package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
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
}
