package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.run.StepControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir
    private Path temporary;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(temporary).option("path", "**/*.csv");
    }

    @Test
    void readsEachFileOnce() {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n2\n");
        assertThat(folder.run()).containsExactly(List.of("a.csv", "b.csv"));
        assertThat(folder.run()).isEmpty();

        folder.put("c.csv", "id\n3\n");
        assertThat(folder.run()).containsExactly(List.of("c.csv"));
    }

    @Test
    void aFileThatWasOnlyTouchedIsNotReadAgain() throws IOException {
        folder.put("a.csv", "id\n1\n").run();
        Files.setLastModifiedTime(folder.root.resolve("a.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(folder.run()).isEmpty();
    }

    @Test
    void aFileThatChangedFailsUntilSomebodyDecides() {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n1\n").run();
        folder.put("a.csv", "id\n10\n").put("b.csv", "id\n11\n").put("c.csv", "id\n2\n");

        assertThat(folder.problems())
                .extracting(problem -> problem.code().id() + " " + problem.what())
                .containsExactly(
                        "INGOT-FILE-005 'a.csv' was read before and has other content now.",
                        "INGOT-FILE-005 'b.csv' was read before and has other content now.");
        assertThat(folder.option("on_changed_file", "ignore").run()).containsExactly(List.of("c.csv"));
        assertThat(folder.option("on_changed_file", "reload").run()).containsExactly(List.of("a.csv", "b.csv"));
        assertThat(folder.run()).isEmpty();
    }

    @Test
    void contentOfTheSameLengthIsToldApartByItsHash() throws IOException {
        folder.put("a.csv", "id\n1\n").option("on_changed_file", "reload").run();
        folder.put("a.csv", "id\n2\n");
        Files.setLastModifiedTime(folder.root.resolve("a.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(folder.run()).containsExactly(List.of("a.csv"));
    }

    @Test
    void aFullReadingTakesAllFilesInOneBatchWhateverTheLimits() {
        folder.put("a.csv", "id\n1\n")
                .put("b.csv", "id\n2\n")
                .option("max_batch_files", 1L)
                .run();

        assertThat(folder.full().run()).containsExactly(List.of("a.csv", "b.csv"));
    }

    @Test
    void batchesKeepTheirLimitsInFilesAndBytes() {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n2\n").put("c.csv", "id\n3\n");
        assertThat(folder.option("max_batch_files", 2L).run())
                .containsExactly(List.of("a.csv", "b.csv"), List.of("c.csv"));

        folder.put("d.csv", "id\n4\n").put("e.csv", "id\n5555555\n").put("f.csv", "id\n6\n");
        assertThat(folder.option("max_batch_bytes", 10L).run())
                .containsExactly(List.of("d.csv"), List.of("e.csv"), List.of("f.csv"));
    }

    @Test
    void filesMayComeInTheOrderOfTheirTime() throws IOException {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n2\n");
        Files.setLastModifiedTime(folder.root.resolve("b.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(folder.option("order", "modified").run()).containsExactly(List.of("b.csv", "a.csv"));
    }

    @Test
    void readsOnlyTheFolderOfTheDateThatWasGiven() {
        folder.option("path", "{date}/{data_source}.json").option("data_source", "orders");
        folder.put("20250323/orders.json", "{}\n").put("20250324/orders.json", "{}\n");

        assertThat(folder.date(LocalDate.of(2025, 3, 24)).run()).containsExactly(List.of("20250324/orders.json"));
        assertThat(folder.run()).isEmpty();
    }

    @Test
    void readsAllDatesThatAreMissingOldestFirstEachAsItsOwnBatchWhereNoDateIsGiven() {
        folder.option("path", "{date:dd-MM-yyyy}/orders.json");
        folder.put("02-03-2025/orders.json", "{}\n").run();
        folder.put("01-04-2025/orders.json", "{}\n")
                .put("31-03-2025/orders.json", "{}\n")
                .put("99-03-2025/orders.json", "{}\n");

        assertThat(folder.run()).containsExactly(List.of("31-03-2025/orders.json"), List.of("01-04-2025/orders.json"));
    }

    @Test
    void thePositionAloneRebuildsTheLedger() {
        folder.put("a.csv", "id\n1\n").put("ü/b c.csv", "id\n2\n");
        List<FilesPosition> positions = new ArrayList<>();
        folder.batches(batch -> positions.add(FilesPosition.parse(batch.position())));

        assertThat(positions).hasSize(1);
        FilesPosition position = positions.get(0);
        assertThat(position.files()).extracting(FilesPosition.Entry::path).containsExactly("a.csv", "ü/b c.csv");
        assertThat(position.files().get(0).fingerprint())
                .isEqualTo("sha256:7cde7fb64fd82bd152710cf238e017b9ab46c0592483edc067ba4f6c75fac108");
        assertThat(FilesPosition.parse(position.toJson())).isEqualTo(position);
        assertThat(position.ledger(7, "r"))
                .allMatch(file -> file.batch() == 7 && file.run().equals("r"));
    }

    @Test
    void aPositionOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> FilesPosition.parse("{\"lsn\":12}")).hasMessageContaining("INGOT-FILE-011");
        assertThatThrownBy(() -> FilesPosition.parse("12,")).hasMessageContaining("INGOT-FILE-011");
        assertThatThrownBy(() -> FilesPosition.parse("{\"v\":1,\"files\":[{\"path\":\"a\"}]}"))
                .hasMessageContaining("INGOT-FILE-011");
    }

    @Test
    void aFileThatIsWrittenWhileItIsCheckedIsLeftForTheNextRun() {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n2\n");
        folder.control(new AppendsOnFirstProgress(folder.root.resolve("b.csv")));

        assertThat(folder.run()).containsExactly(List.of("a.csv"));
        assertThat(folder.notes)
                .extracting(problem -> problem.code().id() + " " + problem.what())
                .containsExactly("INGOT-FILE-014 'b.csv' was left for the next run.");
        assertThat(folder.run()).containsExactly(List.of("b.csv"));
        assertThat(folder.notes).isEmpty();
    }

    @Test
    void anEmptyFileIsPassedOverUntilItHasContent() {
        folder.put("a.csv", "").put("b.csv.gz", Folder.gzip("")).option("path", "*");

        assertThat(folder.run()).isEmpty();
        assertThat(folder.notes)
                .extracting(problem -> problem.what())
                .containsExactly("'a.csv' is empty and was passed over.", "'b.csv.gz' is empty and was passed over.");
        assertThat(folder.put("a.csv", "id\n1\n").run()).containsExactly(List.of("a.csv"));
    }

    @Test
    void noMatchFailsWithWhatIsThere() {
        folder.put("in/orders.csv", "id\n").option("path", "in/order.csv");

        assertThat(folder.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(FilesError.NO_FILE_MATCHES);
            assertThat(problem.what()).isEqualTo("Pipeline 'orders': no file matches 'in/order.csv'.");
            assertThat(problem.why()).contains("of the 1 files").contains("in/orders.csv");
            assertThat(problem.fix()).startsWith("Did you mean 'in/orders.csv'?");
        });
        assertThat(folder.option("missing", "ok").run()).isEmpty();
    }

    @Test
    void cancellingStopsTheCheck() {
        folder.put("a.csv", "id\n1\n").control(new StepControl() {
            @Override
            public void progress(long rows, long bytes, long totalBytes) {}

            @Override
            public AutoUnregister onCancel(Runnable interrupt) {
                return () -> {};
            }

            @Override
            public boolean cancelled() {
                return true;
            }
        });

        assertThat(folder.problems()).extracting(problem -> problem.code().id()).containsExactly("INGOT-FILE-012");
    }

    @Test
    void progressCountsTheBytesOfAllFiles() {
        folder.put("a.csv", "id\n1\n").put("b.csv", "id\n2\n").option("max_batch_files", 1L);
        List<String> said = new ArrayList<>();
        folder.control(new StepControl() {
            @Override
            public void progress(long rows, long bytes, long totalBytes) {
                said.add(bytes + "/" + totalBytes);
            }

            @Override
            public AutoUnregister onCancel(Runnable interrupt) {
                return () -> {};
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        });
        folder.run();

        assertThat(said).containsExactly("5/10", "10/10");
    }

    /** Somebody else appends to the file as soon as reading has begun. */
    private static final class AppendsOnFirstProgress implements StepControl {
        private final Path file;
        private boolean done;

        AppendsOnFirstProgress(Path file) {
            this.file = file;
        }

        @Override
        public void progress(long rows, long bytes, long totalBytes) {
            if (!done) {
                done = true;
                Folder.io(() -> Files.writeString(file, "id\n2\n3\n"));
            }
        }

        @Override
        public AutoUnregister onCancel(Runnable interrupt) {
            return () -> {};
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
