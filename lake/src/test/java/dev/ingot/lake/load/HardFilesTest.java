package dev.ingot.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.JsonArray;
import dev.ingot.api.source.Format.JsonLines;
import dev.ingot.api.source.Format.Parquet;
import dev.ingot.api.table.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Collections of hard files; runs where {@code INGOT_TEST_DATA} names the folder in which they are unpacked. */
@EnabledIfEnvironmentVariable(named = "INGOT_TEST_DATA", matches = ".+")
class HardFilesTest {

    private static final Path DATA =
            Path.of(Optional.ofNullable(System.getenv("INGOT_TEST_DATA")).orElse("."));

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

    private static List<Path> files(Predicate<String> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(DATA)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.toString().replace('\\', '/')))
                    .sorted()
                    .toList();
        }
    }

    /** Loads a file into a fresh table; the problems' text where it is refused. */
    private Optional<String> load(Path file, Format format, List<LoadResult> results) {
        for (TableName table : List.of(LoadBench.TABLE, TableName.of(Quarantine.SCHEMA, "bronze__t"))) {
            if (bench.lake.find(table).isPresent()) {
                bench.lake.drop(table);
            }
        }
        bench.batch = 0;
        bench.threshold = new Threshold(null, 100.0);
        FileRef ref = LoadBench.ref(file.getFileName().toString(), file);
        try {
            results.add(bench.loadFiles(format, List.of(ref)));
            return Optional.empty();
        } catch (IngotException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Test
    void everyRecordOfEveryDelimitedFileIsLoadedOrQuarantined() throws IOException {
        List<Path> files = files(path -> (path.endsWith(".csv") || path.endsWith(".tsv"))
                && (path.contains("csv-spectrum") || path.contains("csvkit") || path.contains("univocity")));
        assertThat(files).hasSizeGreaterThan(80);
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            boolean tsv = file.toString().endsWith(".tsv");
            Delimited format = tsv ? LoadBench.TSV : LoadBench.CSV;
            long expected = Math.max(0, records(Files.readAllBytes(file), !tsv) - 1);
            List<LoadResult> results = new ArrayList<>();
            Optional<String> refused = load(file, format, results);
            if (refused.isPresent()) {
                if (!refused.get().startsWith("INGOT-LOAD-004")
                        && !refused.get().startsWith("INGOT-LOAD-011: The header")) {
                    wrong.add(file + " refused: " + refused.get());
                }
                continue;
            }
            LoadResult result = results.get(0);
            boolean stray =
                    bench.quarantine().stream().anyMatch(row -> row.rule().equals("record:quote"));
            if (!result.counts().balanced() || (result.counts().read() != expected && !stray)) {
                wrong.add(file + " has " + expected + " records, "
                        + result.counts().law());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Counts records without the code under test: line ends outside quotes, blank lines left out. */
    private static long records(byte[] bytes, boolean quotes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean macintosh = text.indexOf('\n') < 0;
        long records = 0;
        boolean quoted = false;
        int length = 0;
        boolean fieldStart = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quotes && c == '"' && (quoted || fieldStart)) {
                quoted = !quoted;
                fieldStart = quoted || (i + 1 < text.length() && text.charAt(i + 1) == '"');
                length++;
            } else if (!quoted && (c == '\n' || (macintosh && c == '\r'))) {
                records += length > 0 ? 1 : 0;
                length = 0;
                fieldStart = true;
            } else if (quoted || c != '\r' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                fieldStart = c == ',' || (c == ' ' && fieldStart);
                length++;
            }
        }
        return records + (length > 0 ? 1 : 0);
    }

    @Test
    void everyJsonFileIsLoadedQuarantinedOrRefused() throws IOException {
        List<Path> files = files(path -> path.contains("JSONTestSuite/test_parsing/"));
        assertThat(files).hasSizeGreaterThan(300);
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            byte[] text = Files.readAllBytes(file);
            boolean blank = new String(text, StandardCharsets.ISO_8859_1).isBlank();
            for (Format format : List.of(new JsonLines(List.of()), new JsonArray(List.of()))) {
                List<LoadResult> results = new ArrayList<>();
                Optional<String> refused = load(file, format, results);
                String how = refused.orElseGet(() -> results.get(0).counts().law());
                if (refused.isPresent()) {
                    if (!refused.get().startsWith("INGOT-LOAD-0")) {
                        wrong.add(name + " " + how);
                    }
                    continue;
                }
                long inserted = results.get(0).counts().inserted();
                boolean brokenLoaded = name.startsWith("n_") && inserted > 0 && format instanceof JsonArray;
                boolean lost = results.get(0).counts().read() == 0
                        && !blank
                        && !name.contains("empty_array")
                        && !name.contains("arraysWithSpaces")
                        && !name.contains("array_empty");
                if (brokenLoaded || lost) {
                    wrong.add(name + " " + how);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyParquetFileIsLoadedOrRefusedWithItsName() throws IOException {
        List<Path> files = files(path -> path.endsWith(".parquet") && path.contains("parquet-testing/"));
        assertThat(files).hasSizeGreaterThan(50);
        List<String> wrong = new ArrayList<>();
        int loaded = 0;
        for (Path file : files) {
            List<LoadResult> results = new ArrayList<>();
            Optional<String> refused = load(file, new Parquet(), results);
            loaded += refused.isEmpty() ? 1 : 0;
            boolean clear = refused.isEmpty()
                    || refused.get().startsWith("INGOT-LOAD-00")
                    || refused.get().startsWith("INGOT-SQL-005");
            if (!clear) {
                wrong.add(file.getFileName() + " "
                        + refused.get().lines().limit(3).toList());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(loaded).isGreaterThan(40);
    }
}
