package dev.ingot.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.delta.DeltaError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files that the log names and the disk no longer has as they were written. */
class DamagedFileTest {

    @TempDir
    Path folder;

    @Test
    void aMissingOrDamagedDataFileIsNamedWithTheWayOut() throws IOException {
        try (LakeFixture lake = new LakeFixture(folder)) {
            lake.replace(LakeFixture.ORDERS, "SELECT range AS id, 'name ' || range AS name FROM range(50000)");
            Path file = Path.of(lake.snapshot(LakeFixture.ORDERS).files().get(0).location());
            byte[] good = Files.readAllBytes(file);
            byte[] noise = new byte[good.length];
            new Random(1).nextBytes(noise);
            byte[] garbledPages = good.clone();
            System.arraycopy(noise, 0, garbledPages, 4, good.length / 2);
            byte[] garbledFooter = good.clone();
            System.arraycopy(noise, 0, garbledFooter, good.length - 300, 280);
            for (byte[] bad :
                    List.of(new byte[0], Arrays.copyOf(good, good.length / 2), noise, garbledPages, garbledFooter)) {
                Files.write(file, bad);
                assertRefused(lake, "a data file of the table cannot be read", file);
            }

            Files.delete(file);
            assertRefused(lake, "a data file of the table is missing", file);
        }
    }

    private static void assertRefused(LakeFixture lake, String what, Path file) {
        assertThatThrownBy(() -> lake.rows("SELECT sum(id), max(name) FROM silver.orders"))
                .isInstanceOfSatisfying(
                        IngotException.class,
                        e -> assertThat(e.first().code()).as(e.getMessage()).isEqualTo(DeltaError.DISK))
                .hasMessageContaining(what)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("from a backup of this table");
    }

    @Test
    void aTableWhoseLogBeginsWithACheckpointIsThere() throws IOException {
        try (LakeFixture lake = new LakeFixture(folder, Map.of(LakeOptions.CHECKPOINT_INTERVAL, 1L))) {
            lake.replace(LakeFixture.ORDERS, "SELECT 1 AS id");
            lake.replace(LakeFixture.ORDERS, "SELECT 2 AS id");
        }
        Path log = folder.resolve("lake/silver/orders/_delta_log");
        assertThat(log.resolve("00000000000000000001.checkpoint.parquet")).exists();
        Files.delete(log.resolve("00000000000000000000.json"));
        Files.delete(log.resolve("00000000000000000001.json"));

        try (LakeFixture lake = new LakeFixture(folder)) {
            assertThat(lake.rows("SELECT id FROM silver.orders")).containsExactly("2");
        }
    }
}
