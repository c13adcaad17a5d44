package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are another between their checksum and their load, and files of which a record has no end. */
class ChangedFileTest {

    @TempDir
    Path folder;

    private LoadBench bench;

    @BeforeEach
    void open() {
        bench = new LoadBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private interface Change {
        void to(Path file) throws IOException;
    }

    private Problem afterChange(Format format, String name, String text, Change change) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        FileRef seen = LoadBench.ref(name, file);
        FileRef ref = new FileRef(
                name, seen.location(), seen.size(), seen.modified(), seen.fingerprint(), FileRef.State.of(file));
        change.to(file);
        IngotException refused =
                catchThrowableOfType(IngotException.class, () -> bench.loadFiles(format, List.of(ref)));
        assertThat(refused).as(name).isNotNull();
        return refused.first();
    }

    @Test
    void aFileThatIsWrittenToCutReplacedOrTakenAwayIsNotLoaded() throws IOException {
        String csv = "id,name\n1,a\n2,b\n";
        List<Problem> problems = List.of(
                afterChange(
                        LoadBench.CSV,
                        "appended.csv",
                        csv,
                        file -> Files.writeString(file, "3,c\n", StandardOpenOption.APPEND)),
                afterChange(LoadBench.CSV, "cut.csv", csv, file -> Files.writeString(file, "id,name\n1,a\n2")),
                afterChange(LoadBench.CSV, "replaced.csv", csv, file -> {
                    Path other = Files.writeString(folder.resolve("other"), csv.replace('a', 'x'));
                    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
                    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }),
                afterChange(LoadBench.CSV, "gone.csv", csv, Files::delete),
                afterChange(
                        new Format.JsonArray(List.of()),
                        "cut.json",
                        "[{\"a\":1},{\"a\":2}]",
                        file -> Files.writeString(file, "[{\"a\":1}")));

        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.code().id()).isEqualTo("INGOT-LOAD-012");
            assertThat(problem.code().kind()).isEqualTo(ErrorKind.EXTERNAL);
        });
        assertThat(problems.get(0).what()).isEqualTo("'appended.csv' changed or went away while it was loaded.");
        assertThat(bench.lake.find(LoadBench.TABLE)).isEmpty();
    }

    @Test
    void aRecordWithoutAnEndIsToldWithItsPlaceInsteadOfTakingAllMemory() throws IOException {
        ByteArrayOutputStream zeros = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zeros)) {
            out.write("id,name\n1,".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                out.write(piece);
            }
        }
        for (Format format : List.of(LoadBench.CSV, new Format.JsonLines(List.of()))) {
            IngotException refused = catchThrowableOfType(
                    IngotException.class, () -> bench.loadBytes(format, List.of(zeros.toByteArray())));
            assertThat(refused).isNotNull();
            assertThat(refused.first().code().id()).isEqualTo("INGOT-LOAD-007");
            assertThat(refused.first().what()).contains("is longer than 32 MiB");
            assertThat(refused.first().why()).contains("It begins at byte 8");
        }
        String element = "[{\"a\":\"" + "x".repeat(33 << 20) + "\"}]";
        IngotException refused =
                catchThrowableOfType(IngotException.class, () -> bench.load(new Format.JsonArray(List.of()), element));
        assertThat(refused.first().why()).isEqualTo("An element is longer than 32 MiB.");
    }
}
