package dev.ingot.delta;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tables for tests. Their data files hold text: nothing in this module looks into them. */
final class Tables {

    static final TableSchema SCHEMA =
            new TableSchema(List.of(Column.of("id", Simple.BIGINT), Column.of("name", Simple.STRING)));

    private Tables() {}

    static DeltaTable at(Path folder) {
        return DeltaTable.at(folder, InstantSource.system());
    }

    static DeltaTable created(Path folder) {
        DeltaTable table = at(folder);
        table.commit(DeltaCommit.create(SCHEMA, List.of()));
        return table;
    }

    static NewFile file(Path folder, long rows) {
        return file(folder, UUID.randomUUID() + ".parquet", rows, Map.of());
    }

    static NewFile file(Path folder, String name, long rows, Map<String, String> partition) {
        return file(folder, name, partition, FileStats.ofRows(rows));
    }

    static NewFile file(Path folder, String name, Map<String, String> partition, FileStats stats) {
        try {
            Path path = folder.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "rows " + stats.rows());
            return new NewFile(path, Files.size(path), partition, stats);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DeltaCommit append(DeltaSnapshot snapshot, NewFile... files) {
        return DeltaCommit.on(snapshot, "WRITE", Reads.NOTHING).withAdds(List.of(files));
    }

    static DeltaSnapshot latest(DeltaTable table) {
        return table.latest().orElseThrow();
    }
}
