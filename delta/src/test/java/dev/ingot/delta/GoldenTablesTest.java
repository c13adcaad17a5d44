package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.error.IngotException;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The golden tables of the Delta project, where they are at hand: {@code INGOT_TEST_DATA} (environment or system
 * property) names a folder that has them somewhere in it.
 */
class GoldenTablesTest {

    /** The tables that are refused, by the reason. All others must be read, with the files that Delta Kernel sees. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            "columnMapping",
            Set.of(
                    "data-reader-timestamp_ntz-id-mode",
                    "data-reader-timestamp_ntz-name-mode",
                    "data-skipping-basic-stats-all-types-columnmapping-id",
                    "data-skipping-basic-stats-all-types-columnmapping-name",
                    "dv-with-columnmapping",
                    "table-with-columnmapping-mode-id",
                    "table-with-columnmapping-mode-name",
                    "table-with-icebegCompatV2Enabled"),
            "deletionVectors",
            Set.of("dv-partitioned-with-checkpoint", "log-replay-dv-key-cases"),
            "typeWidening",
            Set.of("type-widening", "type-widening-nested"),
            "variantType",
            Set.of("spark-variant-checkpoint"),
            "protocol version",
            Set.of("deltalog-invalid-protocol-version"),
            "metadata has no schema",
            Set.of(
                    "canonicalized-paths-normal-a",
                    "canonicalized-paths-normal-b",
                    "canonicalized-paths-special-a",
                    "canonicalized-paths-special-b",
                    "corrupted-last-checkpoint",
                    "deltalog-commit-info",
                    "deltalog-state-reconstruction-from-checkpoint-missing-metadata",
                    "deltalog-state-reconstruction-from-checkpoint-missing-protocol",
                    "update-deleted-directory"),
            "No metadata found",
            Set.of("data-reader-absolute-paths-escaped-chars", "deltalog-state-reconstruction-without-metadata"),
            "No protocol found",
            Set.of("deltalog-state-reconstruction-without-protocol"),
            "versions are not contiguous",
            Set.of("versions-not-contiguous"));

    @Test
    void everyGoldenTableIsReadAsDeltaKernelReadsItOrRefusedWithAReason() throws IOException {
        Optional<Path> golden = golden();
        assumeTrue(golden.isPresent(), "INGOT_TEST_DATA does not name a folder with the golden tables");
        Map<String, String> outcomes = new TreeMap<>();
        for (Path table : tables(golden.get())) {
            outcomes.put(golden.get().relativize(table).toString(), outcome(table));
        }
        outcomes.forEach((name, outcome) -> System.out.println(name + " | " + outcome));

        Map<String, String> expected = new TreeMap<>();
        outcomes.keySet().forEach(name -> expected.put(name, "read"));
        REFUSED.forEach((reason, names) -> names.forEach(name -> expected.put(name, reason)));
        assertThat(outcomes)
                .hasSameSizeAs(expected)
                .allSatisfy((name, outcome) -> assertThat(outcome).contains(expected.get(name)));
    }

    private static String outcome(Path table) {
        try {
            DeltaSnapshot read = Tables.latest(Tables.at(table));
            Set<String> files =
                    read.files().stream().map(DataFile::location).collect(Collectors.toCollection(TreeSet::new));
            Set<String> kernel = kernelFiles(table);
            if (!files.equals(kernel)) {
                return "other files than Kernel's: " + files + " " + kernel;
            }
            read.files().forEach(DataFile::stats);
            return "read: version " + read.version() + ", files " + read.fileCount() + ", rows " + read.rows()
                    + ", columns " + read.schema().columns().size();
        } catch (IngotException e) {
            return "refused: " + e.getMessage().replace('\n', ' ');
        }
    }

    /** The live files as Delta Kernel alone sees them. */
    static Set<String> kernelFiles(Path table) {
        DefaultEngine engine = new DefaultEngine(new LocalFileIO(file -> false)) {};
        Set<String> files = new TreeSet<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = TableManager.loadSnapshot(table.toString())
                .build(engine)
                .getScanBuilder()
                .build()
                .getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    rows.forEachRemaining(row -> files.add(LogPaths.location(
                            table.toString(),
                            LogPaths.encode(
                                    InternalScanFileUtils.getAddFileStatus(row).getPath()))));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return files;
    }

    private static Set<Path> tables(Path golden) throws IOException {
        try (Stream<Path> folders = Files.walk(golden, 6)) {
            return folders.filter(folder -> folder.endsWith("_delta_log") && Files.isDirectory(folder))
                    .map(Path::getParent)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Optional<Path> golden() throws IOException {
        String data = System.getProperty("INGOT_TEST_DATA", System.getenv("INGOT_TEST_DATA"));
        if (data == null || !Files.isDirectory(Path.of(data))) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.walk(Path.of(data), 4)) {
            return folders.filter(folder -> folder.endsWith("delta_golden"))
                    .map(folder -> folder.resolve("connectors/golden-tables/src/main/resources/golden"))
                    .filter(Files::isDirectory)
                    .findFirst();
        }
    }
}
