package dev.ingot.delta;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the state of a version from its checkpoint and the commits after it. */
final class StateLoader {

    private final String root;
    private final LogFolder log;
    private final KernelLog kernel;
    private final CommitReader reader;

    StateLoader(String root, LogFolder log, KernelLog kernel) {
        this.root = root;
        this.log = log;
        this.kernel = kernel;
        this.reader = new CommitReader(root);
    }

    TableState load(KernelLog.Segment segment) {
        Protocol protocol = null;
        Metadata metadata = null;
        Map<String, LogFile> files = new LinkedHashMap<>();
        Map<String, Long> transactions = new HashMap<>();
        if (segment.checkpoint() >= 0) {
            KernelLog.CheckpointContent content = kernel.checkpoint(segment.checkpoint());
            protocol = content.protocol();
            metadata = content.metadata();
            files.putAll(content.files());
            transactions.putAll(content.transactions());
        }
        for (long version = segment.checkpoint() + 1; version <= segment.version(); version++) {
            LogCommit commit = commit(version);
            if (commit == null) {
                throw DeltaProblems.corrupt(
                        log.commitFile(version).toString(), "version " + version + " is missing from the log");
            }
            protocol = commit.protocol() == null ? protocol : commit.protocol();
            metadata = commit.metadata() == null ? metadata : commit.metadata();
            commit.removedLocations().forEach(files::remove);
            commit.adds().forEach(file -> files.put(file.location, file));
            commit.transactions().forEach(one -> transactions.put(one.appId(), one.version()));
        }
        if (protocol == null || metadata == null) {
            throw DeltaProblems.corrupt(
                    log.folder().toString(),
                    "the log of version " + segment.version() + " has no "
                            + (protocol == null ? "protocol" : "metadata"));
        }
        Features.requireReadable(root, protocol, metadata);
        requireNoDeletionVectors(files.values());
        return new TableState(
                root,
                segment.version(),
                protocol,
                metadata,
                SchemaJson.read(root, metadata.schemaJson()),
                LiveFiles.of(files),
                transactions,
                stamp(segment));
    }

    /** A cleaned-up log may have the checkpoint of a version but no commit; then Kernel's time stands. */
    private CommitStamp stamp(KernelLog.Segment segment) {
        try {
            CommitStamp stamp = log.stamp(segment.version());
            return stamp == null ? new CommitStamp(null, segment.modified(), -1) : stamp;
        } catch (IOException e) {
            throw DeltaProblems.disk(
                    log.commitFile(segment.version()).toString(), "the newest commit cannot be looked at", e);
        }
    }

    /** Null where that version is not in the log. */
    @Nullable
    LogCommit commit(long version) {
        String file = log.commitFile(version).toString();
        try {
            byte[] content = log.read(version);
            return content == null ? null : reader.read(version, file, content);
        } catch (IOException e) {
            throw DeltaProblems.disk(file, "version " + version + " cannot be read", e);
        }
    }

    LogCommit parse(long version, byte[] content) {
        return reader.read(version, log.commitFile(version).toString(), content);
    }

    void requireNoDeletionVectors(Collection<LogFile> files) {
        for (LogFile file : files) {
            if (file.deletionVector) {
                throw DeltaProblems.unsupported(
                        root,
                        "deletionVectors",
                        "Rows of the file '" + file.path + "' are deleted by a deletion vector beside it.",
                        "Run REORG TABLE … APPLY (PURGE) with the engine that wrote it, and set the property"
                                + " delta.enableDeletionVectors to false.");
            }
        }
    }
}
