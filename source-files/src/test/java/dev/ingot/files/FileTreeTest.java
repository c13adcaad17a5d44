package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    private Path temporary;

    private static List<String> paths(List<FoundFile> files) {
        return files.stream().map(FoundFile::path).toList();
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

        assertThat(paths(FileTree.list(folder.root))).containsExactly("far/c.csv", "real/a.csv", "real/b.csv");
    }

    @Test
    void listsMoreThanAThousandFilesInAStableOrder() {
        Folder folder = new Folder(temporary);
        IntStream.range(0, 1500).forEach(i -> folder.put("in/" + (i % 7) + "/f" + i + ".csv", "x"));

        List<String> first = paths(FileTree.list(folder.root, PathPattern.parse("in/**", null, null)));

        assertThat(first).hasSize(1500).isSorted();
    }
}
