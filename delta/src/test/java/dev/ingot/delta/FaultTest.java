package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails at the one moment that counts. */
class FaultTest {

    @TempDir
    Path folder;

    private interface Fault {
        void link(Path target, Path temporary) throws IOException;
    }

    private DeltaTable failing(Fault fault) {
        return new DeltaTable(folder, InstantSource.system(), new LogFolder(folder.resolve("_delta_log")) {
            @Override
            void link(Path target, Path temporary) throws IOException {
                fault.link(target, temporary);
            }
        });
    }

    @Test
    void aFailureBeforeTheLinkLeavesNothing() throws IOException {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        DeltaTable table = failing((target, temporary) -> {
            throw new IOException("no space left");
        });

        assertThatThrownBy(() -> table.commit(Tables.append(before, Tables.file(folder, 1))))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.DISK))
                .hasMessageContaining("version 1 was not committed")
                .hasMessageContaining("no space left");
        assertThat(Tables.latest(table).version()).isZero();
        try (Stream<Path> files = Files.list(folder.resolve("_delta_log"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFailureReportedAfterTheLinkIsSeenToBeACommit() {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        DeltaTable table = failing((target, temporary) -> {
            Files.createLink(target, temporary);
            throw new IOException("connection lost");
        });

        DeltaSnapshot after = table.commit(Tables.append(before, Tables.file(folder, 5)));

        assertThat(after.rows()).isEqualTo(5);
        assertThat(Tables.latest(Tables.at(folder)).version()).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestThatFindsItsOwnLinkIsACommit() {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        DeltaTable table = failing((target, temporary) -> {
            Files.createLink(target, temporary);
            Files.createLink(target, temporary);
        });

        assertThat(table.commit(Tables.append(before, Tables.file(folder, 5))).version())
                .isEqualTo(1);
        assertThat(Tables.latest(Tables.at(folder)).rows()).isEqualTo(5);
    }

    @Test
    void whenItCannotBeFoundOutTheOutcomeIsUnknownAndNoDataFileIsRemoved() {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        NewFile file = Tables.file(folder, 5);
        DeltaTable table = failing((target, temporary) -> {
            Files.createLink(target, temporary);
            // Without the temporary file there is nothing to compare the commit with.
            Files.delete(temporary);
            throw new IOException("connection lost");
        });

        assertThatThrownBy(() -> table.commit(Tables.append(before, file)))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.OUTCOME_UNKNOWN))
                .hasMessageContaining("it is not known whether version 1 was committed");
        assertThat(file.file()).exists();
        assertThat(Tables.latest(table).rows()).isEqualTo(5);
    }

    @Test
    void aCommitStandsThoughItsFileCannotBeLookedAtAfterwards() {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        NewFile file = Tables.file(folder, 5);
        DeltaTable table = new DeltaTable(folder, InstantSource.system(), new LogFolder(folder.resolve("_delta_log")) {
            @Override
            @Nullable
            CommitStamp stamp(long version) throws IOException {
                if (version == 1) {
                    throw new IOException("input/output error");
                }
                return super.stamp(version);
            }
        });

        assertThat(table.commit(Tables.append(before, file)).rows()).isEqualTo(5);
        assertThat(file.file()).exists();
        assertThat(Tables.latest(Tables.at(folder)).rows()).isEqualTo(5);
    }

    @Test
    void aFileSystemWithoutHardLinksIsNamed() {
        DeltaSnapshot before = Tables.latest(Tables.created(folder));
        DeltaTable table = failing((target, temporary) -> {
            throw new UnsupportedOperationException();
        });

        assertThatThrownBy(() -> table.commit(Tables.append(before, Tables.file(folder, 5))))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.NO_HARD_LINKS));
    }

    @Test
    void aCheckpointThatCannotBeWrittenDoesNotFailTheCommit() throws IOException {
        DeltaTable table = Tables.created(folder);
        // A folder in the place of the checkpoint makes every attempt to write it fail.
        Files.createDirectories(folder.resolve("_delta_log/00000000000000000001.checkpoint.parquet/x"));

        DeltaSnapshot after = table.commit(Tables.append(Tables.latest(table), Tables.file(folder, 5))
                .withProperties(java.util.Map.of("delta.checkpointInterval", "1")));

        assertThat(after.rows()).isEqualTo(5);
    }

    @Test
    void aDamagedCommitIsNamedWithItsLine() throws IOException {
        DeltaTable table = Tables.created(folder);
        table.commit(Tables.append(Tables.latest(table), Tables.file(folder, 5)));
        Path commit = folder.resolve("_delta_log/00000000000000000001.json");
        Files.writeString(commit, Files.readString(commit) + "{\"add\":{\"path\":\"x");

        assertThatThrownBy(() -> Tables.at(folder).latest())
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.CORRUPT_LOG))
                .hasMessageContaining("_delta_log/00000000000000000001.json:3");
    }
}
