package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a log that are damaged, incomplete or gone. The table has versions 0 to 5, checkpoints of 2 and of 4. */
class LogDamageTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeTable() {
        DeltaTable table = Tables.at(folder);
        table.commit(DeltaCommit.create(Tables.SCHEMA, List.of())
                .withProperties(Map.of("delta.checkpointInterval", "2"))
                .withAdds(List.of(Tables.file(folder, 1))));
        append(table, 2, 3, 4, 5, 6);
    }

    private void append(DeltaTable table, long... rows) {
        for (long count : rows) {
            table.commit(Tables.append(Tables.latest(table), Tables.file(folder, count)));
        }
    }

    private Path log(String name) {
        return folder.resolve("_delta_log").resolve(name);
    }

    private Path commit(long version) {
        return log("%020d.json".formatted(version));
    }

    private Path checkpoint(long version) {
        return log("%020d.checkpoint.parquet".formatted(version));
    }

    private DeltaSnapshot read() {
        return Tables.latest(Tables.at(folder));
    }

    private AbstractThrowableAssert<?, ?> assertRefused(DeltaError code) {
        // A Java object would print as Type@hash.
        return assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\w@[0-9a-f]{4,}"));
    }

    private static byte[] garbled(byte[] content) {
        byte[] noise = new byte[content.length];
        new Random(7).nextBytes(noise);
        return noise;
    }

    @Test
    void aDamagedCheckpointIsPassedOverWhileTheCommitsAreThere() throws IOException {
        byte[] good = Files.readAllBytes(checkpoint(4));
        byte[] garbledInside = good.clone();
        System.arraycopy(garbled(good), 0, garbledInside, 4, good.length / 2);
        for (byte[] bad : List.of(
                new byte[0],
                java.util.Arrays.copyOf(good, good.length / 2),
                garbled(good),
                garbledInside,
                "PAR1PAR1".getBytes(StandardCharsets.UTF_8))) {
            Files.write(checkpoint(4), bad);

            assertThat(read().version()).isEqualTo(5);
            assertThat(read().rows()).isEqualTo(21);
            assertThat(Tables.at(folder).at(4).rows()).isEqualTo(15);
            assertThat(Tables.at(folder).at(Instant.now().plusSeconds(9)).rows())
                    .isEqualTo(21);
        }
    }

    @Test
    void theNextCheckpointTakesThePlaceOfADamagedOne() throws IOException {
        Files.write(checkpoint(4), new byte[3]);

        append(Tables.at(folder), 7);

        assertThat(checkpoint(6)).exists();
        for (long version = 0; version <= 5; version++) {
            Files.delete(commit(version));
        }
        assertThat(read().rows()).isEqualTo(28);
    }

    @Test
    void anOlderCheckpointStandsInForADamagedOne() throws IOException {
        Files.write(checkpoint(4), new byte[3]);
        Files.delete(commit(0));
        Files.delete(commit(1));

        assertThat(read().rows()).isEqualTo(21);
    }

    @Test
    void aCheckpointThatSomebodyPutBackIsReadAgain() throws IOException {
        byte[] good = Files.readAllBytes(checkpoint(4));
        Files.write(checkpoint(4), new byte[3]);
        DeltaTable table = Tables.at(folder);
        assertThat(table.at(4).rows()).isEqualTo(15);

        Files.write(checkpoint(4), good);
        Files.delete(commit(0));
        Files.delete(checkpoint(2));

        assertThat(table.at(4).rows()).isEqualTo(15);
    }

    @Test
    void aDamagedCheckpointThatIsNeededIsNamedWithTheWayOut() throws IOException {
        Files.write(checkpoint(4), new byte[3]);
        Files.delete(checkpoint(2));
        Files.delete(commit(0));

        assertRefused(DeltaError.CORRUPT_LOG)
                .hasMessageContaining("a checkpoint cannot be read")
                .hasMessageContaining("00000000000000000004.checkpoint.parquet")
                .hasMessageContaining("Commit 0 is no longer in the log")
                .hasMessageContaining("backup of this table");
    }

    @Test
    void aCheckpointThatLacksAPartIsNamedOnlyWhereItIsNeeded() throws IOException {
        Files.move(checkpoint(4), log("00000000000000000004.checkpoint.0000000001.0000000002.parquet"));
        assertThat(read().rows()).isEqualTo(21);

        Files.delete(checkpoint(2));
        Files.delete(commit(3));

        assertRefused(DeltaError.CORRUPT_LOG)
                .hasMessageContaining("parts of a checkpoint are missing")
                .hasMessageContaining("00000000000000000004.checkpoint.0000000001.0000000002.parquet");
    }

    @Test
    void thePointerToTheCheckpointMayBeWrongGarbledOrGone() throws IOException {
        for (String pointer : List.of(
                "{\"version\":3,\"size\":1}",
                "{\"version\":99,\"size\":1}",
                "{\"version\":4,\"si",
                "",
                "\u0000\u0001")) {
            Files.writeString(log("_last_checkpoint"), pointer);
            assertThat(read().rows()).as(pointer).isEqualTo(21);
        }
        Files.delete(log("_last_checkpoint"));
        Files.delete(commit(0));
        assertThat(read().rows()).isEqualTo(21);
        append(Tables.at(folder), 7);
        assertThat(log("_last_checkpoint")).content().contains("\"version\":6");
    }

    @Test
    void aLogMayBeginWithACheckpoint() throws IOException {
        for (long version = 0; version <= 5; version++) {
            Files.delete(commit(version));
        }

        Files.delete(checkpoint(2));
        assertThat(DeltaTable.newestVersion(folder)).isEqualTo(4);
        assertThat(read().rows()).isEqualTo(15);
        assertThat(read().modified()).isAfter(Instant.EPOCH);
        append(Tables.at(folder), 7);
        assertThat(read().rows()).isEqualTo(22);
        assertThatThrownBy(() -> Tables.at(folder).at(3))
                .hasMessageContaining("version 3 is no longer in the log")
                .hasMessageContaining("The log has versions 4 to 5");
    }

    @Test
    void whereTheCheckpointAndOldCommitsAreGoneTheFirstMissingCommitIsNamed() throws IOException {
        Files.delete(checkpoint(2));
        Files.delete(checkpoint(4));
        Files.delete(commit(0));

        assertRefused(DeltaError.CORRUPT_LOG)
                .hasMessageContaining("version 0 is missing from the log")
                .hasMessageContaining("_delta_log/00000000000000000000.json");
    }

    @Test
    void aGapAmongTheVersionsIsNamed() throws IOException {
        append(Tables.at(folder), 7, 8, 9);
        Files.delete(commit(7));
        Files.delete(checkpoint(8));

        assertRefused(DeltaError.CORRUPT_LOG)
                .hasMessageContaining("version 7 is missing from the log")
                .hasMessageContaining("_delta_log/00000000000000000007.json")
                .hasMessageContaining("backup of this table");
    }

    @Test
    void aGapThatOpensUnderARunningProcessIsNamed() throws IOException {
        DeltaTable table = Tables.at(folder);
        assertThat(Tables.latest(table).version()).isEqualTo(5);
        Files.copy(commit(5), commit(7));

        assertThatThrownBy(() -> table.at(7)).hasMessageContaining("version 6 is missing from the log");
    }

    @Test
    void aTruncatedGarbledOrEmptyCommitIsNamed() throws IOException {
        String good = Files.readString(commit(5));
        Map<String, String> named = Map.of(
                good.substring(0, good.length() - 9),
                "a line of the log is no valid JSON",
                "\u0000\u0001\u0002",
                "a line of the log is no valid JSON",
                "[1, 2]",
                "a line of the log is no JSON object",
                "",
                "a commit of the log is empty",
                "\n\n",
                "a commit of the log is empty");
        for (Map.Entry<String, String> damage : named.entrySet()) {
            Files.writeString(commit(5), damage.getKey());
            assertRefused(DeltaError.CORRUPT_LOG)
                    .hasMessageContaining(damage.getValue())
                    .hasMessageContaining("_delta_log/00000000000000000005.json");
        }
    }

    /** The protocol: an action that matters to a reader comes with a feature, all others are passed over. */
    @Test
    void anActionThatNobodyKnowsIsPassedOver() throws IOException {
        Files.writeString(commit(5), Files.readString(commit(5)) + "{\"weather\":{\"rain\":true}}\n");

        assertThat(read().rows()).isEqualTo(21);
    }

    @Test
    void aPartitionedTableWithColumnMappingIsRefusedWithAReason(@TempDir Path other) throws IOException {
        Path log = Files.createDirectories(other.resolve("_delta_log"));
        Files.writeString(log.resolve("00000000000000000000.json"), """
                {"commitInfo":{"timestamp":1,"operation":"WRITE"}}
                {"protocol":{"minReaderVersion":2,"minWriterVersion":5}}
                {"metaData":{"id":"a","format":{"provider":"parquet","options":{}},"schemaString":"%s","partitionColumns":["p"],"configuration":{"delta.columnMapping.mode":"name","delta.columnMapping.maxColumnId":"2"}}}
                {"add":{"path":"x.parquet","partitionValues":{"col-p":"1"},"size":1,"modificationTime":1,"dataChange":true,"stats":"{}"}}
                """.formatted("""
                {"type":"struct","fields":[\
                {"name":"id","type":"long","nullable":true,"metadata":{"delta.columnMapping.id":1,"delta.columnMapping.physicalName":"col-id"}},\
                {"name":"p","type":"string","nullable":true,"metadata":{"delta.columnMapping.id":2,"delta.columnMapping.physicalName":"col-p"}}]}""".replace("\"", "\\\"")));
        String reason = "the table uses 'columnMapping (mode name)', which is not supported";
        assertThatThrownBy(() -> Tables.at(other).latest()).hasMessageContaining(reason);

        new KernelLog(other.toString(), log).writeCheckpoint(InstantSource.system());
        assertThat(log.resolve("00000000000000000000.checkpoint.parquet")).exists();
        assertThatThrownBy(() -> Tables.at(other).latest()).hasMessageContaining(reason);
        Files.delete(log.resolve("00000000000000000000.json"));
        assertThatThrownBy(() -> Tables.at(other).latest()).hasMessageContaining(reason);
    }

    @Test
    void aCommitNeverBringsADroppedTableBack() throws IOException {
        DeltaTable table = Tables.at(folder);
        DeltaSnapshot before = Tables.latest(table);
        NewFile file = Tables.file(folder, 7);
        Path aside = folder.resolveSibling(folder.getFileName() + "-dropped");
        DeltaTable slow = new DeltaTable(folder, InstantSource.system(), new LogFolder(folder.resolve("_delta_log")) {
            @Override
            void link(Path target, Path temporary) throws IOException {
                Files.move(folder.resolve("_delta_log"), aside);
                super.link(target, temporary);
            }
        });

        assertThatThrownBy(() -> slow.commit(Tables.append(before, file)))
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(DeltaError.CONFLICT))
                .hasMessageContaining("the table was dropped or made anew in between");
        assertThat(folder.resolve("_delta_log")).doesNotExist();

        Tables.at(folder).commit(DeltaCommit.create(Tables.SCHEMA, List.of()));
        assertThatThrownBy(() -> table.commit(Tables.append(before, file))).isInstanceOf(IngotException.class);
        assertThat(read().version()).isZero();
    }
}
