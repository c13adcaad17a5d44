package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder is quiet as long as a look at it shows what was there when all of it had been read. */
class QuietFolderTest {

    @TempDir
    private Path temporary;

    private Folder folder;
    private Source source;

    @BeforeEach
    void open() {
        folder = new Folder(temporary).put("a.csv", "id\n1\n").put("b.csv", "id\n2\n");
        source = folder.open();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private void read(String path, int batches) {
        ReadRequest request = new ReadRequest(
                "of " + path, Map.of("path", path, "max_batch_files", 1L), null, false, List.of(), null);
        try (Source.Batches found = source.read(request, StepControl.NONE)) {
            Batch batch = found.next();
            for (int i = 1; i < batches && batch != null; i++) {
                batch = found.next();
            }
        }
    }

    private void readAll(String path) {
        read(path, Integer.MAX_VALUE);
    }

    @Test
    void nothingIsKnownBeforeTheFirstReading() {
        assertThat(source.isQuiet()).isFalse();
    }

    @Test
    void aFolderThatWasReadIsQuiet() {
        readAll("*.csv");

        assertThat(source.isQuiet()).isTrue();
    }

    @Test
    void aReadingThatWasCutShortLeavesSomethingToDo() {
        read("*.csv", 1);

        assertThat(source.isQuiet()).isFalse();
    }

    @Test
    void aNewFileAndAChangedFileAreSomethingNew() {
        readAll("*.csv");
        folder.put("c.csv", "id\n3\n");
        assertThat(source.isQuiet()).isFalse();

        readAll("*.csv");
        folder.put("a.csv", "id\n1\n4\n");
        assertThat(source.isQuiet()).isFalse();
    }

    @Test
    void whatNoPipelineReadsIsNothingNew() {
        readAll("*.csv");
        folder.put("c.json", "{}\n");

        assertThat(source.isQuiet()).isTrue();
    }

    @Test
    void everyPipelineOfTheConnectionCounts() {
        readAll("a*.csv");
        readAll("b*.csv");
        folder.put("a2.csv", "id\n3\n");
        readAll("b*.csv");
        assertThat(source.isQuiet()).isFalse();

        readAll("a*.csv");
        assertThat(source.isQuiet()).isTrue();
    }
}
