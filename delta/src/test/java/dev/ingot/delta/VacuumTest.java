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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose only file was replaced ten days ago and again an hour ago. */
class VacuumTest {

    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Instant now = start.minus(Duration.ofDays(20));
    private DeltaTable table;
    private NewFile first;
    private NewFile second;
    private NewFile third;

    @BeforeEach
    void threeVersions() throws IOException {
        table = DeltaTable.at(folder, () -> now);
        table.commit(DeltaCommit.create(Tables.SCHEMA, List.of()));
        first = old(Tables.file(folder, "first.parquet", 1, Map.of()), 20);
        table.commit(Tables.append(Tables.latest(table), first));
        now = start.minus(Duration.ofDays(10));
        second = old(Tables.file(folder, "second.parquet", 2, Map.of()), 10);
        replace(second);
        now = start.minus(Duration.ofHours(1));
        third = Tables.file(folder, "third.parquet", 3, Map.of());
        replace(third);
        now = start;
    }

    private void replace(NewFile file) {
        DeltaSnapshot before = Tables.latest(table);
        table.commit(DeltaCommit.on(before, "OVERWRITE", Reads.TABLE)
                .withRemoves(before.files())
                .withAdds(List.of(file)));
    }

    private NewFile old(NewFile file, int days) throws IOException {
        old(file.file(), days);
        return file;
    }

    private Path old(Path file, int days) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(start.minus(Duration.ofDays(days))));
        return file;
    }

    @Test
    void filesThatAVersionWithinTheRetentionHasAreKept() {
        VacuumResult result = table.vacuum(WEEK, false);

        assertThat(result).isEqualTo(new VacuumResult(1, first.size()));
        assertThat(first.file()).doesNotExist();
        assertThat(second.file()).exists();
        assertThat(third.file()).exists();
        assertThat(table.at(start.minus(Duration.ofDays(5))).files())
                .extracting(DataFile::location)
                .containsExactly(second.file().toString());
    }

    @Test
    void aDryRunRemovesNothingAndCountsTheSame() {
        assertThat(table.vacuum(WEEK, true)).isEqualTo(new VacuumResult(1, first.size()));
        assertThat(first.file()).exists();
    }

    @Test
    void withoutRetentionOnlyTheNewestVersionKeepsItsFiles() {
        assertThat(table.vacuum(Duration.ZERO, false)).isEqualTo(new VacuumResult(2, first.size() + second.size()));
        assertThat(third.file()).exists();
        assertThat(Tables.latest(table).rows()).isEqualTo(3);
    }

    @Test
    void theFileOfAWriterThatHasNotCommittedYetIsKeptEvenWithoutRetention() throws IOException {
        NewFile uncommitted = Tables.file(folder, "uncommitted.parquet", 1, Map.of());
        NewFile leftBehind = old(Tables.file(folder, "left-behind.parquet", 1, Map.of()), 2);

        table.vacuum(Duration.ZERO, false);

        assertThat(uncommitted.file()).exists();
        assertThat(leftBehind.file()).doesNotExist();
    }

    @Test
    void aFileRemovedLongAgoIsKeptForAsLongAsTheRetentionSays() {
        assertThat(table.vacuum(Duration.ofDays(15), false)).isEqualTo(new VacuumResult(0, 0));
    }

    @Test
    void hiddenFoldersAreLeftAloneButOldStagingIsCleaned() throws IOException {
        Path hidden = old(Tables.file(folder, "_keep/x.parquet", 1, Map.of()).file(), 30);
        Path point = old(Tables.file(folder, ".hidden", 1, Map.of()).file(), 30);
        Path stale =
                old(Tables.file(folder, "_stage/run-1/x.parquet", 1, Map.of()).file(), 30);
        old(stale.getParent(), 30);
        Path fresh = Tables.file(folder, "_stage/run-2/x.parquet", 1, Map.of()).file();
        Path temporary =
                old(Tables.file(folder, "_delta_log/.ingot-1.tmp", 1, Map.of()).file(), 30);

        VacuumResult result = table.vacuum(WEEK, false);

        assertThat(result.files()).isEqualTo(3);
        assertThat(hidden).exists();
        assertThat(point).exists();
        assertThat(fresh).exists();
        assertThat(stale).doesNotExist();
        assertThat(temporary).doesNotExist();
        assertThat(folder.resolve("_delta_log/00000000000000000000.json")).exists();
    }

    @Test
    void aTableBehindASymbolicLinkKeepsItsFiles() throws IOException {
        Path link = folder.resolveSibling(folder.getFileName() + "-link");
        Files.createSymbolicLink(link, folder);
        try {
            DeltaTable linked = DeltaTable.at(link, () -> now);
            NewFile absolute = old(Tables.file(folder, "absolute.parquet", 4, Map.of()), 30);
            linked.commit(Tables.append(Tables.latest(linked), absolute));

            linked.vacuum(Duration.ZERO, false);

            assertThat(absolute.file()).exists();
            assertThat(third.file()).exists();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void aVersionWhoseFilesAreGoneIsNotRestored() {
        table.vacuum(WEEK, false);

        assertThatThrownBy(() -> table.restore(1, Map.of()))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.FILES_GONE))
                .hasMessageContaining("version 1 cannot be restored: 1 of its files is gone")
                .hasMessageContaining("Missing: first.parquet.");
        assertThat(table.restore(2, Map.of("run", "r-9")).rows()).isEqualTo(2);
        assertThat(table.history(1).get(0).operation()).isEqualTo("RESTORE");
        assertThat(table.history(1).get(0).userMetadata()).containsEntry("run", "r-9");
    }

    @Test
    void timeTravelFindsTheVersionOfATime() {
        assertThat(table.at(start.minus(Duration.ofDays(12))).version()).isEqualTo(1);
        assertThat(table.at(start.minus(Duration.ofDays(10))).version()).isEqualTo(2);
        assertThat(table.at(start.plus(WEEK)).version()).isEqualTo(3);
        assertThatThrownBy(() -> table.at(start.minus(Duration.ofDays(30))))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.NO_SUCH_VERSION))
                .hasMessageContaining("The log has versions 0 to 3.");
        assertThatThrownBy(() -> table.at(9)).hasMessageContaining("there is no version 9");
    }
}
