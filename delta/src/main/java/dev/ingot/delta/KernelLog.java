package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.checkpoints.Checkpointer;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Delta Kernel does for a table: reading every kind of checkpoint, writing checkpoints and cleaning the log up. The
 * commits after a checkpoint are read by {@link CommitReader}, because Kernel tells two spellings of one path apart and
 * so may keep a removed file alive. Kernel does not see the pointer {@code _last_checkpoint}, which may be wrong, nor
 * checkpoints that turned out to be damaged: with those in sight it would never write a new one.
 */
final class KernelLog {

    private static final Logger LOGGER = LoggerFactory.getLogger(KernelLog.class);

    private final String root;
    private final Path folder;
    private final Map<Path, CommitStamp> damaged = new ConcurrentHashMap<>();
    private final Engine engine = new LocalEngine(this::isHidden);

    KernelLog(String root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** A file that somebody put back since it was found damaged is looked at again. */
    private boolean isHidden(Path file) {
        CommitStamp known = damaged.get(file);
        try {
            return file.endsWith("_last_checkpoint") || (known != null && known.equals(LogFolder.stamp(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkpoint whose content could not be read. */
    static final class DamagedCheckpoint extends Exception {

        final Path file;

        DamagedCheckpoint(Path file, Throwable cause) {
            super(cause);
            this.file = file;
        }
    }

    /** What a checkpoint holds. */
    record CheckpointContent(
            Protocol protocol, Metadata metadata, Map<String, LogFile> files, Map<String, Long> transactions) {}

    /**
     * Whether a checkpoint was found damaged and is still the same.
     *
     * @param names its files
     */
    boolean isDamaged(Collection<String> names) {
        return names.stream().allMatch(name -> isHidden(folder.resolve(name)));
    }

    /** @param names the files of the version's checkpoint */
    CheckpointContent checkpoint(long version, Collection<String> names) throws DamagedCheckpoint {
        names.forEach(name -> damaged.remove(folder.resolve(name)));
        try {
            return read(version);
        } catch (IngotException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw DeltaProblems.disk(root, "reading checkpoint " + version + " was interrupted", e);
            }
            Optional<IngotException> unsupported = KernelProblems.unsupported(root, e);
            if (unsupported.isPresent()) {
                throw unsupported.get();
            }
            throw damaged(names, e);
        }
    }

    private DamagedCheckpoint damaged(Collection<String> names, Exception cause) {
        for (String name : names) {
            Path file = folder.resolve(name);
            try {
                CommitStamp stamp = LogFolder.stamp(file);
                if (stamp != null) {
                    damaged.put(file, stamp);
                }
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
        return new DamagedCheckpoint(folder.resolve(names.iterator().next()), cause);
    }

    private CheckpointContent read(long version) throws IOException {
        Snapshot snapshot = TableManager.loadSnapshot(root).atVersion(version).build(engine);
        Protocol protocol = null;
        Metadata metadata = null;
        Map<String, LogFile> files = new LinkedHashMap<>();
        Set<String> removed = new HashSet<>();
        Map<String, Long> transactions = new HashMap<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = snapshot.getCreateCheckpointIterator(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        Row row = rows.next();
                        Row add = struct(row, "add");
                        if (add != null) {
                            LogFile file = file(add);
                            files.put(file.location, file);
                            continue;
                        }
                        Row remove = struct(row, "remove");
                        if (remove != null) {
                            removed.add(LogPaths.location(root, text(remove, "path")));
                            continue;
                        }
                        Row txn = struct(row, "txn");
                        if (txn != null) {
                            transactions.put(text(txn, "appId"), number(txn, "version"));
                            continue;
                        }
                        Row meta = struct(row, "metaData");
                        if (meta != null) {
                            metadata = metadata(io.delta.kernel.internal.actions.Metadata.fromRow(meta));
                            continue;
                        }
                        Row proto = struct(row, "protocol");
                        if (proto != null) {
                            protocol = protocol(io.delta.kernel.internal.actions.Protocol.fromRow(proto));
                        }
                    }
                }
            }
        }
        if (protocol == null || metadata == null) {
            throw new IOException("it holds no " + (protocol == null ? "protocol" : "metadata"));
        }
        for (String location : removed) {
            LogFile file = files.get(location);
            if (file != null && !file.deletionVector) {
                throw DeltaProblems.corrupt(
                        root,
                        "checkpoint " + version + " has the file '" + location
                                + "' both as live and as removed, in two spellings");
            }
        }
        return new CheckpointContent(protocol, metadata, files, transactions);
    }

    /**
     * Writes a checkpoint of the newest version, the pointer to it, and removes log files that the table's retention
     * has let expire.
     *
     * @param clock tells what has expired; the public way to write a checkpoint knows the machine's clock only
     */
    void writeCheckpoint(InstantSource clock) throws IOException {
        Snapshot snapshot = TableManager.loadSnapshot(root).build(engine);
        try {
            Checkpointer.checkpoint(engine, clock::millis, (SnapshotImpl) snapshot);
        } catch (CheckpointAlreadyExistsException e) {
            LOGGER.debug("{}: another writer was faster with the checkpoint", root, e);
        }
    }

    private LogFile file(Row add) {
        String path = text(add, "path");
        MapValue tags = map(add, "tags");
        int stats = index(add, "stats");
        MapValue partitions = map(add, "partitionValues");
        return new LogFile(
                path,
                LogPaths.location(root, path),
                number(add, "size"),
                number(add, "modificationTime"),
                partitions == null ? Map.of() : texts(partitions),
                struct(add, "deletionVector") != null,
                stats < 0 || add.isNullAt(stats) ? null : add.getString(stats),
                tags == null ? null : texts(tags));
    }

    private static Metadata metadata(io.delta.kernel.internal.actions.Metadata metadata) {
        ArrayValue partitions = metadata.getPartitionColumns();
        List<String> names = new ArrayList<>(VectorUtils.<String>toJavaList(partitions));
        return new Metadata(
                metadata.getId(),
                metadata.getName().orElse(null),
                metadata.getDescription().orElse(null),
                metadata.getFormat().getProvider(),
                metadata.getSchemaString(),
                names,
                metadata.getConfiguration(),
                metadata.getCreatedTime().orElse(null));
    }

    private static Protocol protocol(io.delta.kernel.internal.actions.Protocol protocol) {
        return new Protocol(
                protocol.getMinReaderVersion(),
                protocol.getMinWriterVersion(),
                protocol.getReaderFeatures(),
                protocol.getWriterFeatures());
    }

    private static Map<String, @Nullable String> texts(MapValue map) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < map.getSize(); i++) {
            texts.put(
                    map.getKeys().getString(i),
                    map.getValues().isNullAt(i) ? null : map.getValues().getString(i));
        }
        return Collections.unmodifiableMap(texts);
    }

    private static int index(Row row, String name) {
        return row.getSchema().indexOf(name);
    }

    private static @Nullable Row struct(Row row, String name) {
        int index = index(row, name);
        return index < 0 || row.isNullAt(index) ? null : row.getStruct(index);
    }

    private static @Nullable MapValue map(Row row, String name) {
        int index = index(row, name);
        return index < 0 || row.isNullAt(index) ? null : row.getMap(index);
    }

    private static String text(Row row, String name) {
        return row.getString(index(row, name));
    }

    private static long number(Row row, String name) {
        return row.getLong(index(row, name));
    }

    /** By its constructor, because its factory methods drag Hadoop's classes into the compilation. */
    private static final class LocalEngine extends DefaultEngine {
        LocalEngine(Predicate<Path> hidden) {
            super(new LocalFileIO(hidden));
        }
    }
}
