package dev.ingot.delta;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Delta Kernel does for a table: finding the newest usable checkpoint, reading every kind of checkpoint, time
 * travel by time, writing checkpoints and cleaning the log up. The commits after a checkpoint are read by {@link
 * CommitReader}, because Kernel tells two spellings of one path apart and so may keep a removed file alive.
 */
final class KernelLog {

    private static final Logger LOGGER = LoggerFactory.getLogger(KernelLog.class);

    private final String root;
    private final Engine engine = new LocalEngine();

    KernelLog(String root) {
        this.root = root;
    }

    /** The version of a checkpoint to start from and what comes after it. */
    record Segment(long version, long checkpoint, Instant modified) {}

    Segment newest() {
        return segment(TableManager.loadSnapshot(root).build(engine));
    }

    Segment at(long version) {
        return segment(TableManager.loadSnapshot(root).atVersion(version).build(engine));
    }

    Segment at(Instant time) {
        Snapshot newest = TableManager.loadSnapshot(root).build(engine);
        return segment(TableManager.loadSnapshot(root)
                .atTimestamp(time.toEpochMilli(), newest)
                .build(engine));
    }

    private Segment segment(Snapshot snapshot) {
        long checkpoint = snapshot.getLogSegment().getCheckpointVersionOpt().orElse(-1L);
        return new Segment(snapshot.getVersion(), checkpoint, Instant.ofEpochMilli(snapshot.getTimestamp(engine)));
    }

    /** What a checkpoint holds. */
    record CheckpointContent(
            @Nullable Protocol protocol,
            @Nullable Metadata metadata,
            Map<String, LogFile> files,
            Map<String, Long> transactions) {}

    CheckpointContent checkpoint(long version) {
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
        } catch (IOException e) {
            throw DeltaProblems.disk(root, "checkpoint " + version + " cannot be read", e);
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
        LocalEngine() {
            super(new LocalFileIO());
        }
    }
}
