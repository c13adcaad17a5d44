package dev.ingot.lake.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaCommit;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import dev.ingot.delta.Reads;
import dev.ingot.lake.LakeError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Puts tables back to earlier versions, dropped ones included. */
final class Restores {

    static final String OPERATION = "RESTORE";

    /** In the commit's note: the version whose rows the table has again. */
    static final String RESTORED = "restoredVersion";

    private final Lake lake;

    Restores(Lake lake) {
        this.lake = lake;
    }

    TableChange restore(TableName table, long version, WriteTag tag) {
        Optional<DeltaSnapshot> now = lake.catalog().latest(table);
        if (version < 0) {
            return new TableChange(table, new Drops(lake).drop(table, tag), -1);
        }
        if (now.isPresent() && version <= now.get().version()) {
            return restore(table, now.get(), version, tag);
        }
        Path dropped = dropped(table, version);
        long before = now.map(DeltaSnapshot::version).orElse(-1L);
        if (now.isPresent()) {
            new Drops(lake).drop(table, tag);
        }
        lake.catalog().moveBack(table, dropped);
        lake.catalog().removeView(table);
        DeltaSnapshot back = lake.catalog().latest(table).orElseThrow();
        return new TableChange(table, before, restore(table, back, version, tag).after());
    }

    /** Refuses a version that is no longer there, before anything is changed. */
    void require(TableName table, long version) {
        Optional<DeltaSnapshot> now = lake.catalog().latest(table);
        if (version >= 0 && now.isPresent() && version <= now.get().version()) {
            requireFiles(table, lake.catalog().table(table).at(version));
        } else if (version >= 0) {
            dropped(table, version);
        }
    }

    private Path dropped(TableName table, long version) {
        return lake.catalog().movedAside(table).stream()
                .filter(folder -> Folders.newestVersion(folder) > version)
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                LakeError.VERSION_GONE,
                                "Version " + version + " of " + table + " cannot be brought back: there is no such"
                                        + " table, and none was dropped that had this version.")
                        .fix("Build the table again.")
                        .toException());
    }

    private TableChange restore(TableName table, DeltaSnapshot now, long version, WriteTag tag) {
        if (version == now.version()) {
            return new TableChange(table, version, version);
        }
        DeltaSnapshot then = lake.catalog().table(table).at(version);
        requireFiles(table, then);
        boolean newColumns =
                !then.schema().equals(now.schema()) || !then.partitionColumns().equals(now.partitionColumns());
        Set<DataFile> keep = newColumns ? Set.of() : new HashSet<>(then.files());
        keep = intersection(keep, now.files());
        List<NewFile> adds = new ArrayList<>();
        for (DataFile file : then.files()) {
            if (!keep.contains(file)) {
                adds.add(newFile(file, now.files().contains(file)));
            }
        }
        List<DataFile> removes = new ArrayList<>(now.files());
        removes.removeAll(keep);
        DeltaCommit commit = DeltaCommit.on(now, OPERATION, Reads.TABLE)
                .withAdds(adds)
                .withRemoves(removes)
                .withNote(
                        Map.of("version", Long.toString(version)),
                        Map.of(
                                CommitNote.NODE,
                                tag.node(),
                                CommitNote.RUN,
                                tag.run(),
                                RESTORED,
                                Long.toString(version)));
        if (newColumns) {
            commit = commit.withSchema(then.schema(), then.partitionColumns());
        }
        DeltaSnapshot after = lake.catalog().table(table).commit(commit);
        lake.catalog().committed(table, after);
        return new TableChange(table, now.version(), after.version());
    }

    private static Set<DataFile> intersection(Set<DataFile> one, List<DataFile> other) {
        Set<DataFile> both = new HashSet<>(one);
        both.retainAll(new HashSet<>(other));
        return both;
    }

    private static NewFile newFile(DataFile file, boolean live) {
        Path path = Path.of(file.location());
        if (!live) {
            return new NewFile(path, file.size(), file.partitionValues(), file.stats());
        }
        // Where the columns change, no file may stay; a second name of the same file is one that comes anew.
        Path link = path.resolveSibling("part-" + UUID.randomUUID() + ".parquet");
        Folders.disk(link, () -> Files.createLink(link, path));
        return new NewFile(link, file.size(), file.partitionValues(), file.stats());
    }

    private static void requireFiles(TableName table, DeltaSnapshot then) {
        long gone = then.files().stream()
                .filter(file -> !Presence.isThere(Path.of(file.location())))
                .count();
        if (gone > 0) {
            throw Problem.of(
                            LakeError.VERSION_GONE,
                            "Version " + then.version() + " of " + table + " cannot be brought back: " + gone
                                    + " of its " + then.files().size() + " files were removed.")
                    .because("Vacuum removes files that no version within its retention needs.")
                    .toException();
        }
    }
}
