package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    private Path temporary;

    private static List<String> paths(FileTree.Listing listing) {
        return listing.files().stream().map(FoundFile::path).toList();
    }

    @Test
    void bookkeepingOfOtherProgramsIsPassedOver() {
        Folder folder = new Folder(temporary)
                .put("20250323/orders/part-0.json", "{}")
                .put("20250323/orders/_SUCCESS", "")
                .put("20250323/orders/.part-0.json.crc", "x")
                .put("20250323/orders/part-0.json.crc", "x")
                .put("20250323/_temporary/part-1.json", "{}")
                .put(".git/config", "x");

        assertThat(paths(FileTree.list(folder.root))).containsExactly("20250323/orders/part-0.json");
    }

    @Test
    void aFolderThatIsNamedInThePatternIsReadEvenIfItIsHidden() {
        Folder folder = new Folder(temporary).put("_landing/a.csv", "x").put("_landing/_b.csv", "x");

        assertThat(paths(FileTree.list(folder.root, PathPattern.parse("_landing/*.csv", null, null))))
                .containsExactly("_landing/a.csv");
    }

    @Test
    void theParquetFilesOfADeltaTableAreRefusedWithTheWayOut() {
        Folder folder = new Folder(temporary)
                .put("day/table/_delta_log/00000000000000000000.json", "{}")
                .put("day/table/part-0.parquet", "x")
                .put("day/table/region=north/part-1.parquet", "x")
                .put("day/table/notes.csv", "x")
                .put("day/plain/part-2.parquet", "x");

        for (String pattern : List.of(
                "day/**/*.parquet", "day/table/*.parquet", "day/table/*/part-1.parquet", "day/table/region=north/*")) {
            assertThatThrownBy(() -> FileTree.list(folder.root, PathPattern.parse(pattern, null, null)))
                    .isInstanceOfSatisfying(
                            IngotException.class,
                            e -> assertThat(e.first().code()).isEqualTo(FilesError.DELTA_TABLE))
                    .hasMessageContaining("day/table' is a Delta table")
                    .hasMessageContaining("Copy the folder into the lake");
        }
        assertThat(paths(FileTree.list(folder.root, PathPattern.parse("day/plain/*.parquet", null, null))))
                .containsExactly("day/plain/part-2.parquet");
        assertThat(paths(FileTree.list(folder.root, PathPattern.parse("day/**/*.csv", null, null))))
                .containsExactly("day/table/notes.csv");
        assertThat(paths(FileTree.list(folder.root)))
                .containsExactly("day/plain/part-2.parquet", "day/table/notes.csv");
    }

    @Test
    void linksAreFollowedOnceAndLoopsEnd() throws IOException {
        Folder folder = new Folder(temporary).put("real/a.csv", "x").put("real/b.csv", "x");
        Path outside = Files.createDirectories(temporary.resolve("outside"));
        Files.writeString(outside.resolve("c.csv"), "x");
        Files.createSymbolicLink(folder.root.resolve("again"), folder.root.resolve("real"));
        Files.createSymbolicLink(folder.root.resolve("a-link.csv"), folder.root.resolve("real/a.csv"));
        Files.createSymbolicLink(folder.root.resolve("real/loop"), folder.root);
        Files.createSymbolicLink(folder.root.resolve("nowhere.csv"), temporary.resolve("not-there"));
        Files.createSymbolicLink(folder.root.resolve("far"), outside);

        assertThat(paths(FileTree.list(folder.root))).containsExactly("real/a.csv", "real/b.csv");
    }

    @Test
    void whatMatchesAndIsNoFileOfTheFolderIsToldOnceAndKeepsNothingElse() throws Exception {
        Folder folder = new Folder(temporary)
                .put("in/a.csv", "id\n1\n")
                .put("in/.b.csv", "x")
                .put("in/_c.csv", "x");
        folder.put("in/_SUCCESS", "")
                .put("in/.a.csv.crc", "x")
                .put("in/_tmp/d.csv", "x")
                .put("in/x\\y.csv", "id\n2\n");
        Path outside = Files.writeString(temporary.resolve("secret.csv"), "id\n9\n");
        Files.createSymbolicLink(folder.root.resolve("in/link.csv"), outside);
        Files.createSymbolicLink(folder.root.resolve("in/loop.csv"), folder.root.resolve("in/loop.csv"));
        Files.createSymbolicLink(folder.root.resolve("in/nowhere.csv"), temporary.resolve("not-there"));
        Process pipe =
                new ProcessBuilder("mkfifo", folder.root.resolve("in/pipe.csv").toString()).start();
        assertThat(pipe.waitFor()).isZero();

        assertThat(folder.option("path", "in/*").run()).containsExactly(List.of("in/a.csv", "in/x\\y.csv"));

        assertThat(folder.notes).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo(FilesError.PASSED_OVER);
            assertThat(note.what()).isEqualTo("6 entries that match were passed over.");
            assertThat(note.why())
                    .contains("'in/.b.csv': its name begins with '.'")
                    .contains("'in/_c.csv': its name begins with '_'")
                    .contains("'in/link.csv': a link that leads out of the folder")
                    .contains("'in/loop.csv': a link that leads in a circle")
                    .contains("'in/nowhere.csv': a link that leads nowhere")
                    .contains("and 1 more");
        });
        folder.option("path", "in/link.csv");
        assertThat(folder.problems().get(0).why()).contains("'in/link.csv': a link that leads out of the folder");
    }

    @Test
    void aNameThatIsNoUtf8IsReadAndToldByItsBytes() throws Exception {
        Folder folder = new Folder(temporary).put("a.csv", "id\n1\n").option("path", "*.csv");
        String script =
                "printf 'id\\n2\\n' > \"$(printf 'caf\\351.csv')\"; printf 'id\\n3\\n' > \"$(printf 'caf\\350.csv')\"";
        Process made = new ProcessBuilder("bash", "-c", script)
                .directory(folder.root.toFile())
                .start();
        assertThat(made.waitFor()).isZero();

        assertThat(folder.texts())
                .containsExactlyInAnyOrderEntriesOf(
                        java.util.Map.of("a.csv", "id\n1\n", "caf\\xE9.csv", "id\n2\n", "caf\\xE8.csv", "id\n3\n"));
        assertThat(folder.run()).isEmpty();
    }

    @Test
    void listsMoreThanAThousandFilesInAStableOrder() {
        Folder folder = new Folder(temporary);
        IntStream.range(0, 1500).forEach(i -> folder.put("in/" + (i % 7) + "/f" + i + ".csv", "x"));

        List<String> first = paths(FileTree.list(folder.root, PathPattern.parse("in/**", null, null)));

        assertThat(first).hasSize(1500).isSorted();
    }

    @Test
    void aFileThatIsRefusedOrGoneIsNotTriedAgain() {
        assertThat(FilesError.unreadable(new AccessDeniedException("a.csv")).kind())
                .isEqualTo(ErrorKind.RESOURCE);
        assertThat(FilesError.unreadable(new UncheckedIOException(new NoSuchFileException("a.csv")))
                        .kind())
                .isEqualTo(ErrorKind.RESOURCE);
        assertThat(FilesError.unreadable(new IOException("Stale file handle")).kind())
                .isEqualTo(ErrorKind.EXTERNAL);
    }
}
