package dev.ingot.lake.internal;

import static dev.ingot.lake.internal.Folders.disk;

import dev.ingot.api.error.Problem;
import dev.ingot.api.file.OwnerOnly;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.DeltaTable;
import dev.ingot.lake.LakeError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables and views below the lake's path. The disk is the truth: there is no other register, so several processes
 * see the same. Thread-safe.
 */
public final class Catalog {

    private static final DateTimeFormatter MOVED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MOVED_LENGTH = "yyyyMMddTHHmmssSSS".length();
    private static final int RANDOM_LENGTH = 8;

    private final Path root;
    private final InstantSource clock;
    private final Map<TableName, DeltaTable> handles = new ConcurrentHashMap<>();
    private final Map<TableName, DeltaSnapshot> snapshots = new ConcurrentHashMap<>();

    public Catalog(Path root, InstantSource clock) {
        this.root = root.toAbsolutePath().normalize();
        this.clock = clock;
    }

    public Path root() {
        return root;
    }

    /** Makes the folder of a schema, where it is not there, so that only its owner can read it. */
    public void makePrivate(String schema) {
        Path folder = root.resolve(schema);
        Folders.disk(folder, () -> OwnerOnly.folder(folder));
    }

    /** The folder of a table, there or not. */
    public Path folder(TableName name) {
        return root.resolve(Folders.encode(name.schema())).resolve(Folders.encode(name.name()));
    }

    /** The table's log, there or not. */
    public DeltaTable table(TableName name) {
        return handles.computeIfAbsent(name, any -> DeltaTable.at(folder(name), clock));
    }

    /** The newest state; empty where there is no such table. */
    public Optional<DeltaSnapshot> latest(TableName name) {
        long version = Folders.newestVersion(folder(name));
        return version < 0 ? Optional.empty() : Optional.of(at(name, version));
    }

    /** The state of a version that is there. */
    DeltaSnapshot at(TableName name, long version) {
        DeltaSnapshot known = snapshots.get(name);
        if (known != null && known.version() == version) {
            return known;
        }
        Optional<DeltaSnapshot> latest = table(name).latest();
        if (latest.isPresent() && latest.get().version() == version) {
            snapshots.put(name, latest.get());
            return latest.get();
        }
        return table(name).at(version);
    }

    /** After a commit: the next reader need not read the log. */
    void committed(TableName name, DeltaSnapshot snapshot) {
        snapshots.put(name, snapshot);
    }

    /** What is there now. */
    Listing listing() {
        Map<TableName, Long> tables = new HashMap<>();
        Map<TableName, StoredView> views = new HashMap<>();
        for (String schema : Folders.names(root)) {
            if (schema.equals(Folders.DROPPED)) {
                continue;
            }
            Path schemaFolder = root.resolve(schema);
            for (String entry : Folders.names(schemaFolder)) {
                if (entry.equals(Folders.VIEWS)) {
                    readViews(schema, schemaFolder.resolve(entry), views);
                    continue;
                }
                long version = Folders.newestVersion(schemaFolder.resolve(entry));
                if (version >= 0) {
                    tables.put(Folders.name(schema, entry), version);
                }
            }
        }
        return new Listing(tables, views);
    }

    private static void readViews(String schema, Path folder, Map<TableName, StoredView> views) {
        for (String file : Folders.names(folder)) {
            if (file.endsWith(".sql") && !file.startsWith(".")) {
                TableName name = Folders.name(schema, file.substring(0, file.length() - 4));
                read(name, folder.resolve(file)).ifPresent(view -> views.put(name, view));
            }
        }
    }

    Optional<StoredView> view(TableName name) {
        return read(name, viewFile(name));
    }

    private static Optional<StoredView> read(TableName name, Path file) {
        return disk(file, () -> {
            try {
                return Optional.of(StoredView.parse(name, Files.readString(file), file.toString()));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    private Path viewFile(TableName name) {
        return root.resolve(Folders.encode(name.schema()))
                .resolve(Folders.VIEWS)
                .resolve(Folders.encode(name.name()) + ".sql");
    }

    void storeView(TableName name, String select, WriteTag tag) {
        checkName(name);
        Path file = viewFile(name);
        StoredView view = new StoredView(
                name, tag.node(), tag.run(), clock.instant(), tag.comment() == null ? "" : tag.comment(), select);
        disk(file, () -> {
            Files.createDirectories(file.getParent());
            Path aside = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
            Files.writeString(aside, view.text(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            return Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    boolean removeView(TableName name) {
        Path file = viewFile(name);
        return disk(file, () -> Files.deleteIfExists(file));
    }

    /** Moves the folder of a table aside, under a name that says when. */
    Path moveAside(TableName name) {
        Path from = folder(name);
        String stamp = MOVED.format(clock.instant());
        Path to = root.resolve(Folders.DROPPED)
                .resolve(Folders.encode(name.schema()))
                .resolve(Folders.encode(name.name()) + "-" + stamp + "-"
                        + UUID.randomUUID().toString().substring(0, RANDOM_LENGTH));
        return disk(from, () -> {
            Files.createDirectories(to.getParent());
            forget(name);
            return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** The folders of dropped tables of this name, newest first. */
    List<Path> movedAside(TableName name) {
        Path folder = root.resolve(Folders.DROPPED).resolve(Folders.encode(name.schema()));
        String prefix = Folders.encode(name.name()) + "-";
        return Folders.names(folder).stream()
                .filter(entry -> entry.startsWith(prefix)
                        && entry.substring(prefix.length()).matches("\\d{8}T\\d{9}-[0-9a-f]{8}"))
                .sorted(java.util.Comparator.reverseOrder())
                .map(folder::resolve)
                .toList();
    }

    /** When a folder of {@link #movedAside} was moved. */
    static Instant movedAsideAt(Path folder) {
        String name = folder.getFileName().toString();
        int end = name.length() - RANDOM_LENGTH - 1;
        return Instant.from(MOVED.parse(name.substring(end - MOVED_LENGTH, end)));
    }

    /** Brings a dropped table's folder back. */
    void moveBack(TableName name, Path from) {
        Path to = folder(name);
        disk(to, () -> {
            Files.createDirectories(to.getParent());
            forget(name);
            return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private void forget(TableName name) {
        handles.remove(name);
        snapshots.remove(name);
    }

    /** Refuses a name that differs from one that is there only in case. */
    void checkName(TableName name) {
        Folders.encode(name.schema());
        Folders.encode(name.name());
        for (String schema : Folders.names(root)) {
            String known = Folders.decode(schema);
            if (known.equalsIgnoreCase(name.schema()) && !known.equals(name.schema())) {
                throw taken("schema " + known, "schema " + name.schema());
            }
        }
        Path schemaFolder = root.resolve(Folders.encode(name.schema()));
        for (String entry : Folders.names(schemaFolder)) {
            checkName(name, Folders.decode(entry));
        }
        for (String file : Folders.names(schemaFolder.resolve(Folders.VIEWS))) {
            checkName(name, Folders.decode(file.replaceAll("\\.sql$", "")));
        }
    }

    private static void checkName(TableName name, String known) {
        if (known.equalsIgnoreCase(name.name()) && !known.equals(name.name())) {
            throw taken(name.schema() + "." + known, name.toString());
        }
    }

    private static RuntimeException taken(String known, String name) {
        return Problem.of(LakeError.NAME_TAKEN, name + " cannot be made: " + known + " is already there.")
                .fix("Use the name as it is written there, or another one.")
                .toException();
    }
}
