package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Warehouse.MaintenanceRequest;
import dev.ingot.api.warehouse.Warehouse.MaintenanceResult;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaCommit;
import dev.ingot.delta.DeltaError;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import dev.ingot.delta.Reads;
import dev.ingot.delta.VacuumResult;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merges small files into larger ones with the same rows in the same order, and removes files that are not needed. */
final class Maintenance {

    static final String OPTIMIZE = "OPTIMIZE";

    private final Lake lake;

    Maintenance(Lake lake) {
        this.lake = lake;
    }

    MaintenanceResult run(TableName table, MaintenanceRequest request) {
        Optional<DeltaSnapshot> snapshot = lake.catalog().latest(table);
        int merged = 0;
        int written = 0;
        int removed = 0;
        long bytes = 0;
        if (snapshot.isPresent() && request.optimize()) {
            List<List<DataFile>> bins = bins(snapshot.get());
            merged = bins.stream().mapToInt(List::size).sum();
            written = bins.isEmpty() || request.dryRun() ? bins.size() : merge(table, snapshot.get(), bins);
        }
        Duration retention = request.retention();
        if (retention != null) {
            if (snapshot.isPresent()) {
                VacuumResult vacuum = lake.catalog().table(table).vacuum(retention, request.dryRun());
                removed += vacuum.files();
                bytes += vacuum.bytes();
            }
            for (Path folder : expired(table, retention)) {
                Removed gone = remove(folder, request.dryRun());
                removed += gone.files;
                bytes += gone.bytes;
            }
        }
        return new MaintenanceResult(merged, written, removed, bytes);
    }

    /** Runs of small files of one partition, each run about as large as a file should be. */
    private List<List<DataFile>> bins(DeltaSnapshot snapshot) {
        Map<Map<String, String>, List<DataFile>> small = new HashMap<>();
        for (DataFile file : snapshot.files()) {
            if (file.size() < lake.targetFileBytes() / 2) {
                small.computeIfAbsent(new HashMap<>(file.partitionValues()), any -> new ArrayList<>())
                        .add(file);
            }
        }
        List<List<DataFile>> bins = new ArrayList<>();
        for (List<DataFile> files : small.values()) {
            List<DataFile> bin = new ArrayList<>();
            long size = 0;
            for (DataFile file : files) {
                if (size + file.size() > lake.targetFileBytes()) {
                    bins.add(bin);
                    bin = new ArrayList<>();
                    size = 0;
                }
                bin.add(file);
                size += file.size();
            }
            bins.add(bin);
        }
        bins.removeIf(bin -> bin.size() < 2);
        return bins;
    }

    private int merge(TableName table, DeltaSnapshot snapshot, List<List<DataFile>> bins) {
        Draft draft = new Draft(Optional.of(snapshot), snapshot.schema(), snapshot.partitionColumns());
        Path folder = lake.catalog().folder(table);
        boolean committed = false;
        try (SqlRunner runner = lake.engine().runner()) {
            ParquetOut out = new ParquetOut(runner, table, folder, lake.targetFileBytes(), StepControl.NONE);
            int written = 0;
            for (List<DataFile> bin : bins) {
                FileSet files = draft.files()
                        .withParts(bin.stream()
                                .map(file -> new FileSet.Part(file.location(), file.partitionValues(), file.rows()))
                                .toList());
                List<NewFile> merged = out.write(files.select(), "", snapshot.schema(), snapshot.partitionColumns());
                long rows = files.rows() >= 0
                        ? files.rows()
                        : runner.number("SELECT count(*) FROM (" + files.select() + ")", StepControl.NONE);
                ParquetOut.equal("rows of the small files", rows, "rows written", ParquetOut.rows(merged));
                draft.remove(files.parts());
                draft.add(merged);
                written += merged.size();
            }
            DeltaCommit commit = DeltaCommit.on(snapshot, OPTIMIZE, Reads.FILES)
                    .withAdds(draft.added())
                    .withRemoves(draft.removed())
                    .withoutDataChange();
            DeltaSnapshot after = lake.catalog().table(table).commit(commit);
            committed = true;
            lake.catalog().committed(table, after);
            return written;
        } catch (IngotException e) {
            committed |= e.first().code() == DeltaError.OUTCOME_UNKNOWN;
            throw e;
        } finally {
            if (!committed) {
                draft.deleteWritten(folder);
            }
        }
    }

    private List<Path> expired(TableName table, Duration retention) {
        Instant limit = lake.clock().instant().minus(retention);
        return lake.catalog().movedAside(table).stream()
                .filter(folder ->
                        Folders.disk(folder, () -> Catalog.movedAsideAt(folder).isBefore(limit)))
                .toList();
    }

    private record Removed(int files, long bytes) {}

    private static Removed remove(Path folder, boolean dryRun) {
        int[] files = new int[1];
        long[] bytes = new long[1];
        Folders.disk(
                folder,
                () -> Files.walkFileTree(folder, new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        files[0]++;
                        bytes[0] += attributes.size();
                        if (!dryRun) {
                            Files.deleteIfExists(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path dir, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        if (!dryRun) {
                            Files.deleteIfExists(dir);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                }));
        return new Removed(files[0], bytes[0]);
    }
}
