package dev.ingot.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourcePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesPluginTest {

    @TempDir
    private Path temporary;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(temporary).option("path", "*");
    }

    @Test
    void isFoundByItsType() {
        assertThat(ServiceLoader.load(SourcePlugin.class))
                .extracting(SourcePlugin::type)
                .containsExactly("files");
    }

    @Test
    void csvHasQuotesAndTsvHasNone() {
        folder.put("a.csv", "x\n").put("b.tsv", "x\n");

        assertThat(folder.formats())
                .containsExactly(
                        new Format.Delimited(',', '"', '"', true, null, List.of(""), 0),
                        new Format.Delimited('\t', null, null, true, null, List.of(""), 0));
    }

    @Test
    void everyDelimitedOptionReachesTheEngine() {
        folder.put("a.txt", "x\n")
                .option("format", "csv")
                .option("delimiter", ";")
                .option("quote", "'")
                .option("escape", "\\")
                .option("header", false)
                .option("columns", List.of("id", "name"))
                .option("null_tokens", List.of("\\N"))
                .option("skip_lines", 2L);

        assertThat(folder.formats())
                .containsExactly(
                        new Format.Delimited(';', '\'', '\\', false, List.of("id", "name"), List.of("\\N"), 2));
    }

    @Test
    void allMistakesInTheOptionsAreToldAtOnce() {
        folder.option("format", "tvs")
                .option("delimiter", "|||||")
                .option("quote", "none")
                .option("escape", "\\")
                .option("columns", List.of("id"))
                .option("max_batch_files", 0L);

        assertThat(folder.problems())
                .extracting(Problem::what)
                .containsExactlyInAnyOrder(
                        "Pipeline 'orders': columns names the columns of files without a header, but header is true.",
                        "Pipeline 'orders': format cannot be 'tvs'.",
                        "Pipeline 'orders': delimiter cannot be '|||||': it is one to four bytes without a line end.",
                        "Pipeline 'orders': escape has no meaning where quote is none.",
                        "Pipeline 'orders': max_batch_files cannot be 0.");
        assertThat(folder.problems()).extracting(Problem::fix).contains("Did you mean 'tsv'?");
    }

    @Test
    void checkNamesAFolderThatIsNotThere() throws IOException {
        assertThat(folder.open().check()).isEmpty();
        Files.delete(folder.root);

        assertThat(folder.open().check())
                .extracting(Problem::what)
                .containsExactly("Connection 'raw': " + folder.root + " does not exist.");
        Files.writeString(folder.root, "x");
        assertThat(folder.problems())
                .extracting(Problem::what)
                .containsExactly("Connection 'raw': " + folder.root + " is a file, not a folder.");
    }

    @Test
    void discoveryProposesOnePipelineForEachSeriesOfFiles() {
        folder.put("raw/20250323/customers.json", "{}")
                .put("raw/20250324/customers.json", "{}")
                .put("raw/20250323/orders.json", "{}")
                .put("imdb/name.basics.tsv.gz", Folder.gzip("x"))
                .put("sales/sales_2024_01.csv", "xx")
                .put("sales/sales_2024_02.csv", "xxx")
                .put("lake/events/part-00000-c1.snappy.parquet", "x")
                .put("lake/events/part-00001-c1.snappy.parquet", "x")
                .put("log/2025/03/23/web.jsonl", "{}")
                .put("log/2025/03/24/web.jsonl", "{}")
                .put("one/v2 list.csv", "x")
                .put("readme.md", "x");

        List<Source.Discovered> found = folder.open().discover();

        assertThat(found)
                .extracting(Source.Discovered::name, Source.Discovered::options, Source.Discovered::bytes)
                .containsExactlyInAnyOrder(
                        proposal("customers", "raw/{date}/customers.json", "json", 4),
                        proposal("orders", "raw/{date}/orders.json", "json", 2),
                        proposal("name_basics", "imdb/name.basics.tsv.gz", "tsv", Folder.gzip("x").length),
                        proposal("sales", "sales/sales_*_*.csv", "csv", 5),
                        proposal("events", "lake/events/*.parquet", "parquet", 2),
                        proposal("web", "log/{date:yyyy/MM/dd}/web.jsonl", "json_lines", 4),
                        proposal("v2_list", "one/v2 list.csv", "csv", 1));
        assertThat(found)
                .allSatisfy(proposal -> assertThat(new Folder(temporary)
                                .option("path", proposal.options().get("path"))
                                .option("format", "json_lines")
                                .run())
                        .isNotEmpty());
    }

    @Test
    void discoverySaysHowTextIsWrittenAndLeavesOutWhatIsRead() {
        folder.put("a.csv", "id;name\n1;x\n2;y\n")
                .put("b.csv", "1|2024-01-02|x\n2|2024-01-03|y\n".getBytes(java.nio.charset.StandardCharsets.UTF_16LE))
                .put("c.csv", "id,name\n1,M\u00fcller\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .put("d.csv", "id,name\n1,x\n")
                .put("e.csv", "id,name\n1,x\n");
        dev.ingot.api.source.ReadRequest known =
                new dev.ingot.api.source.ReadRequest("known", Map.of("path", "e*.csv"), null, true, List.of(), null);

        assertThat(folder.open().discover(List.of(known)))
                .extracting(Source.Discovered::options)
                .containsExactly(
                        Map.of("path", "a.csv", "format", "csv", "delimiter", ";"),
                        Map.of(
                                "path",
                                "b.csv",
                                "format",
                                "csv",
                                "encoding",
                                "utf-16le",
                                "delimiter",
                                "|",
                                "header",
                                false,
                                "columns",
                                List.of("column_1", "column_2", "column_3")),
                        Map.of("path", "c.csv", "format", "csv", "encoding", "windows-1252"),
                        Map.of("path", "d.csv", "format", "csv"));
    }

    private static org.assertj.core.groups.Tuple proposal(String name, String path, String format, long bytes) {
        return org.assertj.core.groups.Tuple.tuple(name, Map.of("path", path, "format", format), bytes);
    }

    @Test
    void everyErrorHasItsOwnNumberAndAnExplanation() {
        assertThat(Arrays.stream(FilesError.values()).map(FilesError::id)).doesNotHaveDuplicates();
        assertThat(FilesError.values()).allSatisfy(error -> {
            assertThat(error.id()).matches("INGOT-FILE-\\d{3}");
            assertThat(error.title()).isNotBlank().doesNotEndWith(".");
            assertThat(error.explanation()).endsWith(".");
        });
    }
}
