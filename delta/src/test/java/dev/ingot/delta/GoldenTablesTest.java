package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.api.error.IngotException;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The golden tables of the Delta project, where they are at hand: {@code INGOT_TEST_DATA} (environment or system
 * property) names a folder that has them somewhere in it.
 */
class GoldenTablesTest {

    @Test
    void everyGoldenTableIsReadAsDeltaKernelReadsItOrRefusedWithAReason() throws IOException {
        Optional<Path> golden = golden();
        assumeTrue(golden.isPresent(), "INGOT_TEST_DATA does not name a folder with the golden tables");
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (Path table : tables(golden.get())) {
            String name = golden.get().relativize(table).toString();
            outcomes.put(name, outcome(table));
        }
        outcomes.forEach((name, outcome) -> System.out.println(name + " | " + outcome));
        assertThat(outcomes).isNotEmpty();
    }

    private static String outcome(Path table) {
        try {
            Optional<DeltaSnapshot> snapshot = Tables.at(table).latest();
            if (snapshot.isEmpty()) {
                return "no table";
            }
            DeltaSnapshot read = snapshot.get();
            Set<String> ours =
                    new TreeSet<>(read.files().stream().map(DataFile::location).toList());
            long missing =
                    ours.stream().filter(file -> !Files.exists(Path.of(file))).count();
            read.files().forEach(DataFile::stats);
            String difference =
                    ours.equals(kernelFiles(table)) ? "" : " KERNEL DIFFERS " + kernelFiles(table) + " " + ours;
            return "read v" + read.version() + " files " + read.fileCount() + " rows " + read.rows() + " columns "
                    + read.schema().columns().size() + (missing > 0 ? " (missing files " + missing + ")" : "")
                    + difference;
        } catch (IngotException e) {
            return "refused " + e.getMessage().replace('\n', ' ');
        }
    }

    private static Set<String> kernelFiles(Path table) {
        Engine engine = new DefaultEngine(new LocalFileIO()) {};
        Set<String> files = new TreeSet<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = TableManager.loadSnapshot(table.toString())
                .build(engine)
                .getScanBuilder()
                .build()
                .getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        files.add(InternalScanFileUtils.getAddFileStatus(rows.next())
                                .getPath());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return Set.of(e.toString());
        }
        return files;
    }

    private static List<Path> tables(Path golden) throws IOException {
        try (Stream<Path> tables = Files.list(golden)) {
            return tables.filter(Files::isDirectory).sorted().toList();
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
