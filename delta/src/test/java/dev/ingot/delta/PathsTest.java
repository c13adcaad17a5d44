package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {

    @TempDir
    Path folder;

    private static boolean unicodeNames() {
        return "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    }

    @Test
    void partitionValuesAndFileNamesOfAllKindsComeBackThroughCommitsAndCheckpoints() {
        List<String> values = new ArrayList<>(Arrays.asList(
                "a b",
                "50%",
                "a:b",
                "a/b",
                "a%20b",
                "a+b",
                "#?&=",
                "",
                null,
                "\"quoted\"",
                "back\\slash",
                "new\nline"));
        // The log holds any text; only the name of a folder on the disk depends on the locale.
        values.add("caf\u00e9 \uD83D\uDE00");
        List<NewFile> files = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            boolean plain = value == null || value.isEmpty() || value.contains("/") || value.contains("\n");
            boolean skip = plain || (value.startsWith("caf") && !unicodeNames());
            String name = skip ? "name=" + i + "/data.parquet" : "name=" + value + "/" + value + " %41.parquet";
            files.add(Tables.file(folder, name, i, Collections.singletonMap("name", value)));
        }
        DeltaTable table = Tables.at(folder);
        table.commit(DeltaCommit.create(Tables.SCHEMA, List.of("name"))
                .withAdds(files)
                .withProperties(Map.of("delta.checkpointInterval", "1")));
        assertThat(Tables.latest(Tables.at(folder)).files()).hasSameSizeAs(values);

        table.commit(DeltaCommit.on(Tables.latest(table), "WRITE", Reads.NOTHING));

        assertThat(folder.resolve("_delta_log/00000000000000000001.checkpoint.parquet"))
                .exists();
        List<DataFile> read = Tables.latest(Tables.at(folder)).files();
        assertThat(GoldenTablesTest.kernelFiles(folder))
                .containsExactlyInAnyOrderElementsOf(
                        read.stream().map(DataFile::location).toList());
        for (NewFile file : files) {
            DataFile same = read.stream()
                    .filter(one -> one.location().equals(file.file().toString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(same.partitionValues()).isEqualTo(file.partitionValues());
            assertThat(Path.of(same.location()))
                    .hasContent("rows " + file.stats().rows());
        }
    }

    @Test
    void aFileElsewhereIsReadFromItsAbsolutePathAndCanBeRemoved(@TempDir Path elsewhere) {
        DeltaTable table = Tables.created(folder);
        NewFile file = Tables.file(elsewhere, "a b%20c.parquet", 3, Map.of());
        DeltaSnapshot after = table.commit(Tables.append(Tables.latest(table), file));

        DataFile read = Tables.latest(Tables.at(folder)).files().get(0);
        assertThat(read.location()).isEqualTo(file.file().toString());
        assertThat(read.path()).isEqualTo("file://" + elsewhere + "/a%20b%2520c.parquet");

        table.commit(DeltaCommit.on(after, "DELETE", Reads.FILES).withRemoves(List.of(read)));
        assertThat(Tables.latest(Tables.at(folder)).files()).isEmpty();
    }

    @Test
    void aFileAddedUnderOneSpellingAndRemovedUnderAnotherIsGone() throws IOException {
        Tables.created(folder);
        Path file = folder.resolve("a b.parquet");
        Files.writeString(folder.resolve("_delta_log/00000000000000000001.json"), """
                {"add":{"path":"%s","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}
                """.formatted(file));
        Files.writeString(folder.resolve("_delta_log/00000000000000000002.json"), """
                {"remove":{"path":"file://%s","deletionTimestamp":1,"dataChange":true}}
                """.formatted(
                        file.toString().replace(" ", "%20")));

        assertThat(Tables.at(folder).at(1).files())
                .extracting(DataFile::location)
                .containsExactly(file.toString());
        assertThat(Tables.latest(Tables.at(folder)).files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a.parquet, /t/a.parquet",
        "a%20b.parquet, /t/a b.parquet",
        "a b.parquet, /t/a b.parquet",
        "p=50%2525/x, /t/p=50%25/x",
        "p=caf%C3%A9/x, /t/p=caf\u00e9/x",
        "./x//y/../z, /t/x/z",
        "../other/x, /other/x",
        "/abs/x%3A, /abs/x:",
        "file:/abs/x, /abs/x",
        "file:///abs/x%20y, /abs/x y",
        "file://localhost/abs/x, /abs/x",
        "FILE:/abs/x, /abs/x",
        "a+b, /t/a+b",
    })
    void aPathOfTheLogLiesAt(String logPath, String location) {
        assertThat(LogPaths.location("/t", logPath)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/x, INGOT-DELTA-004",
        "hdfs:/x, INGOT-DELTA-004",
        "a%2, INGOT-DELTA-005",
        "a%zz, INGOT-DELTA-005",
        "file://host/x, INGOT-DELTA-005"
    })
    void aPathThatIsOnNoLocalDiskIsRefused(String logPath, String code) {
        assertThatThrownBy(() -> LogPaths.location("/t", logPath))
                .isInstanceOf(IngotException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(logPath);
    }

    @Test
    void whatIsWrittenIsReadBackAsTheSameFile() {
        for (String name :
                List.of("a b", "50%", "a:b", "caf\u00e9", "\uD83D\uDE00", "a+b&c=d", "x%41", "#", "?", "~-_.")) {
            String location = "/t/p=" + name + "/" + name + ".parquet";
            String written = LogPaths.logPath("/t", location);
            assertThat(written).matches("[A-Za-z0-9%/=._~-]+");
            assertThat(LogPaths.location("/t", written)).isEqualTo(location);
        }
    }
}
