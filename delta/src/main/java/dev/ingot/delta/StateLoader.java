package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the state of a version from its checkpoint and the commits after it. */
final class StateLoader {

    private static final Logger LOGGER = LoggerFactory.getLogger(StateLoader.class);

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

    /**
     * The state from the newest checkpoint that can be read, or from the very first commit. What is wrong with a
     * checkpoint is only said aloud while the commits do without it.
     */
    TableState load(LogListing listing, long version) {
        IngotException damage = null;
        for (long checkpoint : listing.checkpoints().headMap(version, true).descendingKeySet()) {
            OptionalLong missing = listing.firstMissing(checkpoint + 1, version);
            if (missing.isPresent()) {
                break;
            }
            long needed = listing.firstMissing(0, checkpoint).orElse(-1);
            Collection<String> names = listing.checkpoints().getOrDefault(checkpoint, Collections.emptySortedSet());
            String file = log.folder().resolve(names.iterator().next()).toString();
            if (!listing.isWhole(checkpoint)) {
                LOGGER.warn("{}: parts of the checkpoint are missing; reading the commits before it instead", file);
                damage = damage == null ? DeltaProblems.damagedCheckpoint(file, needed, null) : damage;
            } else if (needed < 0 && kernel.isDamaged(names)) {
                LOGGER.debug("{}: still damaged", file);
            } else {
                try {
                    return replay(checkpoint, kernel.checkpoint(checkpoint, names), version);
                } catch (KernelLog.DamagedCheckpoint e) {
                    LOGGER.warn(
                            "{}: the checkpoint cannot be read ({}); reading the commits before it instead. Delete the"
                                    + " file; Ingot writes a new checkpoint with one of the next commits",
                            file,
                            DeltaProblems.reason(e));
                    damage = damage == null ? DeltaProblems.damagedCheckpoint(file, needed, e) : damage;
                }
            }
        }
        OptionalLong missing = listing.firstMissing(0, version);
        if (missing.isEmpty()) {
            return replay(-1, null, version);
        }
        throw damage == null ? missing(missing.getAsLong()) : damage;
    }

    private IngotException missing(long version) {
        return DeltaProblems.corrupt(
                log.commitFile(version).toString(), "version " + version + " is missing from the log");
    }

    private TableState replay(long checkpoint, KernelLog.@Nullable CheckpointContent content, long target) {
        Protocol protocol = null;
        Metadata metadata = null;
        Map<String, LogFile> files = new LinkedHashMap<>();
        Map<String, Long> transactions = new HashMap<>();
        if (content != null) {
            protocol = content.protocol();
            metadata = content.metadata();
            files.putAll(content.files());
            transactions.putAll(content.transactions());
        }
        for (long version = checkpoint + 1; version <= target; version++) {
            LogCommit commit = commit(version);
            if (commit == null) {
                throw missing(version);
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
                    "the log of version " + target + " has no " + (protocol == null ? "protocol" : "metadata"));
        }
        Features.requireReadable(root, protocol, metadata);
        requireNoDeletionVectors(files.values());
        return new TableState(
                root,
                target,
                protocol,
                metadata,
                SchemaJson.read(root, metadata.schemaJson()),
                LiveFiles.of(files),
                transactions,
                stamp(target));
    }

    /** A cleaned-up log may have the checkpoint of a version but no commit; then the checkpoint's time stands. */
    private CommitStamp stamp(long version) {
        try {
            CommitStamp stamp = log.stamp(version);
            if (stamp != null) {
                return stamp;
            }
            for (String name : log.list().checkpoints().getOrDefault(version, Collections.emptySortedSet())) {
                CommitStamp checkpoint = LogFolder.stamp(log.folder().resolve(name));
                if (checkpoint != null) {
                    return CommitStamp.ofNoFile(checkpoint.modified());
                }
            }
            return CommitStamp.ofNoFile(Instant.EPOCH);
        } catch (IOException e) {
            throw DeltaProblems.disk(log.commitFile(version).toString(), "the newest commit cannot be looked at", e);
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
