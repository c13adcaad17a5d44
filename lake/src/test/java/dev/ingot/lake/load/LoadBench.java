package dev.ingot.lake.load;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.load.QuarantinedRow;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.lake.internal.LakeOptions;
import dev.ingot.lake.internal.LakeWarehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A real lake in a folder, and a plan that a test changes where it must. Each load is the next batch. */
final class LoadBench implements AutoCloseable {

    static final TableName TABLE = TableName.of("bronze", "t");
    static final Delimited CSV = new Delimited(',', '"', '"', true, null, List.of(""), 0);
    static final Delimited TSV = new Delimited('\t', null, null, true, null, List.of("\\N"), 0);
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    final Path folder;
    final LakeWarehouse lake;
    TableName table = TABLE;
    LoadMode mode = LoadMode.APPEND;
    SchemaMode schemaMode = SchemaMode.EVOLVE;
    List<ColumnRule> columns = List.of();
    List<String> key = List.of();
    List<OrderBy> order = List.of();
    List<String> partitionBy = List.of();
    Threshold threshold = Threshold.NONE;
    boolean recordPosition;
    List<List<String>> sequence = List.of();
    MissingRows missing = MissingRows.KEEP;
    Instant now = NOW;
    long batch;

    LoadBench(Path folder) {
        this.folder = folder;
        this.lake = LakeWarehouse.open(
                "lake",
                new LakeOptions(folder.resolve("lake"), folder, 1L << 30, 2, 256L << 20, 25),
                folder.resolve("work"),
                InstantSource.fixed(NOW),
                Loader::new);
    }

    LoadPlan plan(long number) {
        return new LoadPlan(
                "orders",
                number,
                "run-" + number,
                now,
                table,
                mode,
                new Contract(schemaMode, columns),
                key,
                order,
                partitionBy,
                threshold,
                recordPosition,
                sequence,
                missing);
    }

    LoadResult csv(String... files) {
        return load(CSV, files);
    }

    LoadResult load(Format format, String... contents) {
        List<byte[]> bytes = new ArrayList<>();
        for (String content : contents) {
            bytes.add(content.getBytes(StandardCharsets.UTF_8));
        }
        return loadBytes(format, bytes);
    }

    LoadResult loadBytes(Format format, List<byte[]> contents) {
        batch++;
        List<FileRef> files = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            files.add(file("b" + batch + "-f" + (i + 1), contents.get(i)));
        }
        return again(new FileScan(files, format));
    }

    LoadResult loadFiles(Format format, List<FileRef> files) {
        batch++;
        return again(new FileScan(files, format));
    }

    LoadResult replay(Format format, List<QuarantinedRow> rows) {
        batch++;
        return again(new Quarantined(
                rows.stream().map(QuarantinedRow::file).distinct().toList(), batch - 1, format));
    }

    /** Loads as the batch that was loaded last. */
    LoadResult again(Relation relation) {
        return lake.load(new Batch(relation, "{\"n\":" + batch + "}"), plan(batch), StepControl.NONE);
    }

    FileRef file(String name, byte[] content) {
        try {
            Path file = Files.createDirectories(folder.resolve("in")).resolve(name);
            Files.write(file, content);
            return ref(name, file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static FileRef ref(String name, Path file) {
        try {
            return new FileRef(name, file.toString(), Files.size(file), NOW, "sha256:0");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One text a row: {@code a|b|null}. */
    List<String> query(String sql) {
        try (Session session = lake.open(List.of())) {
            return session.query(sql, 100_000).rows().stream()
                    .map(row -> row.stream().map(LoadBench::text).collect(Collectors.joining("|")))
                    .toList();
        }
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    List<String> rows(String columns) {
        return query("select " + columns + " from bronze.t order by all");
    }

    List<String> types() {
        return lake.find(table).orElseThrow().schema().columns().stream()
                .filter(column -> !column.name().startsWith("_ingot_"))
                .map((Column column) -> column.name() + " " + column.type())
                .toList();
    }

    List<QuarantinedRow> quarantine() {
        return lake.quarantined(table, 100_000);
    }

    /** {@code file:position rule raw}. */
    List<String> bad() {
        return quarantine().stream()
                .map(row -> row.file() + ":" + row.position() + " " + row.rule() + " " + row.raw())
                .toList();
    }

    @Override
    public void close() {
        lake.close();
    }
}
