package dev.ingot.lake.internal;

import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.FileStats;
import dev.ingot.delta.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a table while its next state is being made: those it keeps, those it loses, those that are new. For one
 * thread.
 */
final class Draft {

    private final Optional<DeltaSnapshot> base;
    private final TableSchema schema;
    private final List<String> partitionColumns;
    private final Map<String, DataFile> kept = new LinkedHashMap<>();
    private final List<DataFile> removed = new ArrayList<>();
    private final Map<String, NewFile> added = new LinkedHashMap<>();
    private final Set<Path> written = new LinkedHashSet<>();

    Draft(Optional<DeltaSnapshot> base, TableSchema schema, List<String> partitionColumns) {
        this.base = base;
        this.schema = schema;
        this.partitionColumns = List.copyOf(partitionColumns);
        base.ifPresent(snapshot -> snapshot.files().forEach(file -> kept.put(file.location(), file)));
    }

    Optional<DeltaSnapshot> base() {
        return base;
    }

    TableSchema schema() {
        return schema;
    }

    List<String> partitionColumns() {
        return partitionColumns;
    }

    void add(List<NewFile> files) {
        for (NewFile file : files) {
            added.put(file.file().toString(), file);
            written.add(file.file());
        }
    }

    void removeAll() {
        remove(parts());
    }

    void remove(List<FileSet.Part> parts) {
        for (FileSet.Part part : parts) {
            DataFile old = kept.remove(part.location());
            if (old != null) {
                removed.add(old);
            } else {
                added.remove(part.location());
            }
        }
    }

    /** What the table will consist of, as far as it is known. */
    List<FileSet.Part> parts() {
        List<FileSet.Part> parts = new ArrayList<>();
        kept.values()
                .forEach(file -> parts.add(new FileSet.Part(file.location(), file.partitionValues(), file.rows())));
        added.values()
                .forEach(file -> parts.add(new FileSet.Part(
                        file.file().toString(),
                        file.partitionValues(),
                        file.stats().rows())));
        return parts;
    }

    FileSet files() {
        return new FileSet(schema, partitionColumns, parts());
    }

    FileStats stats(FileSet.Part part) {
        DataFile old = kept.get(part.location());
        if (old != null) {
            return old.stats();
        }
        NewFile file = added.get(part.location());
        return file == null ? FileStats.UNKNOWN : file.stats();
    }

    List<DataFile> removed() {
        return removed;
    }

    List<NewFile> added() {
        return List.copyOf(added.values());
    }

    boolean empty() {
        return removed.isEmpty() && added.isEmpty();
    }

    /** Deletes everything that was written for this draft, and the folders that were made for it. */
    void deleteWritten(Path folder) {
        written.forEach(file -> delete(file, folder));
    }

    /** Deletes what was written on the way and is not part of the result. */
    void deleteSuperseded(Path folder) {
        written.stream().filter(file -> !added.containsKey(file.toString())).forEach(file -> delete(file, folder));
    }

    private static void delete(Path file, Path folder) {
        Folders.disk(file, () -> {
            Files.deleteIfExists(file);
            Path parent = file.getParent();
            while (parent != null && parent.startsWith(folder) && isEmpty(parent)) {
                Files.deleteIfExists(parent);
                parent = parent.getParent();
            }
            return file;
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
