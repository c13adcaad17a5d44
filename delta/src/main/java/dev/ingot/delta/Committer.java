package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts plans into the log: on top of the newest version, again when somebody else was faster. */
final class Committer {

    private static final Logger LOGGER = LoggerFactory.getLogger(Committer.class);

    /** Each lost race is a commit of somebody else, so only a storm of writers can come near this. */
    private static final int ATTEMPTS = 1000;

    private static final int CHECKPOINT_INTERVAL = 25;

    /** Properties of new tables; a commit may set others. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "delta.checkpointInterval",
            Integer.toString(CHECKPOINT_INTERVAL),
            "delta.logRetentionDuration",
            "interval 7 days",
            "delta.deletedFileRetentionDuration",
            "interval 7 days");

    private final String root;
    private final LogFolder log;
    private final StateLoader loader;
    private final KernelLog kernel;
    private final InstantSource clock;

    Committer(String root, LogFolder log, StateLoader loader, KernelLog kernel, InstantSource clock) {
        this.root = root;
        this.log = log;
        this.loader = loader;
        this.kernel = kernel;
        this.clock = clock;
    }

    Plan plan(DeltaCommit commit) {
        TableSchema schema = commit.newSchema();
        if (commit.readVersion() < 0 && schema == null) {
            throw DeltaProblems.invalid(root, "a table is to be created without columns");
        }
        if (schema != null) {
            SchemaChange.requireValid(root, schema, commit.partitionColumns());
        }
        return new Plan(
                commit.operation(),
                commit.operationParameters(),
                commit.readVersion(),
                before -> changed(before, commit),
                commit.adds().stream().map(this::added).toList(),
                commit.removes().stream().map(DataFile::raw).toList(),
                commit.transaction(),
                commit.userMetadata(),
                commit.reads(),
                commit.dataChange(),
                false);
    }

    private LogFile added(NewFile file) {
        String location = LogPaths.absolute(file.file());
        try {
            long size = Files.size(file.file());
            if (size != file.size()) {
                throw DeltaProblems.invalid(
                        root, "the file '" + location + "' has " + size + " bytes, not " + file.size());
            }
            return new LogFile(
                    LogPaths.logPath(root, location),
                    location,
                    size,
                    Files.getLastModifiedTime(file.file()).toMillis(),
                    file.partitionValues(),
                    false,
                    file.stats().rows() < 0 ? null : StatsJson.write(file.stats()),
                    null);
        } catch (NoSuchFileException e) {
            throw DeltaProblems.invalid(root, "the file '" + location + "' is to be added but is not there");
        } catch (IOException e) {
            throw DeltaProblems.disk(location, "a new data file cannot be looked at", e);
        }
    }

    private Metadata changed(Metadata before, DeltaCommit commit) {
        TableSchema schema = commit.newSchema();
        String json = before.schemaJson();
        List<String> partitions = before.partitionColumns();
        if (schema != null) {
            boolean same = !json.isEmpty() && SchemaJson.read(root, json).equals(schema);
            json = same ? json : SchemaJson.write(root, schema, json.isEmpty() ? null : json);
            partitions = commit.partitionColumns();
        }
        Map<String, String> properties = new LinkedHashMap<>(before.configuration());
        properties.putAll(commit.newProperties());
        return new Metadata(
                before.id(),
                before.name(),
                before.description(),
                before.provider(),
                json,
                partitions,
                properties,
                before.createdTime());
    }

    /** Puts on top of a state what others committed since, and collects it. */
    TableState advance(TableState from, List<LogCommit> collected) {
        TableState state = from;
        while (true) {
            LogCommit next = loader.commit(state.version() + 1);
            if (next == null) {
                return state;
            }
            loader.requireNoDeletionVectors(next.adds());
            state = state.after(next, stamp(next.version()));
            collected.add(next);
        }
    }

    private CommitStamp stamp(long version) {
        try {
            CommitStamp stamp = log.stamp(version);
            return stamp == null ? CommitStamp.ofNoFile(clock.instant()) : stamp;
        } catch (IOException e) {
            throw DeltaProblems.disk(log.commitFile(version).toString(), "a commit cannot be looked at", e);
        }
    }

    /** The commit is there: a failure now would make the caller take back the files that it names. */
    private CommitStamp stampOfOurs(long version, Instant time) {
        try {
            CommitStamp stamp = log.stamp(version);
            return stamp == null ? CommitStamp.ofNoFile(time) : stamp;
        } catch (IOException e) {
            LOGGER.warn(
                    "{}: version {} is made but cannot be looked at: {}", root, version, DeltaProblems.reason(e), e);
            return CommitStamp.ofNoFile(time);
        }
    }

    TableState commit(Plan plan, @Nullable TableState newest) {
        if (plan.readVersion() < 0) {
            if (newest != null) {
                throw tableExists();
            }
            syncFiles(plan.adds());
            return create(plan);
        }
        TableState state = newest;
        if (state == null || plan.readVersion() > state.version()) {
            throw DeltaProblems.invalid(root, "version " + plan.readVersion() + " was never there to be read");
        }
        syncFiles(plan.adds());
        ConflictCheck conflicts = new ConflictCheck(root, plan);
        List<LogCommit> winners = between(plan.readVersion(), state.version(), conflicts);
        boolean others = !winners.isEmpty();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            conflicts.check(state, winners);
            Metadata metadata = requireValid(plan, state, others ? conflicts : null);
            Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            CommitText text = new CommitText().info(plan, state.version(), time);
            Protocol protocol = state.protocol().forColumns(SchemaJson.read(root, metadata.schemaJson()));
            if (!protocol.equals(state.protocol())) {
                text.protocol(protocol);
            }
            if (!metadata.equals(state.metadata())) {
                text.metadata(metadata);
            }
            byte[] content = actions(text, plan, time).bytes();
            long version = state.version() + 1;
            if (put(version, content, time, state.stamp())) {
                TableState after = state.after(loader.parse(version, content), stampOfOurs(version, time));
                checkpointIfDue(after);
                return after;
            }
            winners = new ArrayList<>();
            state = advance(state, winners);
            others = true;
        }
        throw conflicts.conflict(state.version(), "other writers were faster " + ATTEMPTS + " times");
    }

    private TableState create(Plan plan) {
        Metadata empty = new Metadata(
                UUID.randomUUID().toString(), null, null, "parquet", "", List.of(), DEFAULTS, clock.millis());
        Metadata metadata = plan.metadata().apply(empty);
        TableSchema schema = SchemaJson.read(root, metadata.schemaJson());
        requirePartitionValues(plan.adds(), metadata.partitionColumns());
        TableState nothing = new TableState(
                root,
                -1,
                Protocol.PLAIN,
                metadata,
                schema,
                LiveFiles.NONE,
                Map.of(),
                CommitStamp.ofNoFile(Instant.EPOCH));
        new ConflictCheck(root, plan).check(nothing, List.of());
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        CommitText text = new CommitText()
                .info(plan, -1, time)
                .protocol(Protocol.PLAIN.forColumns(schema))
                .metadata(metadata);
        byte[] content = actions(text, plan, time).bytes();
        if (!put(0, content, time, nothing.stamp())) {
            throw tableExists();
        }
        return nothing.after(loader.parse(0, content), stampOfOurs(0, time));
    }

    private static CommitText actions(CommitText text, Plan plan, Instant time) {
        Transaction transaction = plan.transaction();
        if (transaction != null) {
            text.transaction(transaction, time);
        }
        plan.removes().forEach(file -> text.remove(file, plan.dataChange(), time));
        plan.adds().forEach(file -> text.add(file, plan.dataChange()));
        return text;
    }

    /** What the table's metadata will be, after everything was checked that would make readers misread it. */
    private Metadata requireValid(Plan plan, TableState state, @Nullable ConflictCheck afterOthers) {
        Features.requireWritable(root, state.protocol(), state.metadata());
        if (Features.appendOnly(state.metadata())
                && plan.dataChange()
                && !plan.removes().isEmpty()) {
            throw DeltaProblems.unsupported(
                    root,
                    "appendOnly",
                    "The property delta.appendOnly forbids to remove rows.",
                    "Append only, or set the property to false.");
        }
        Metadata metadata = plan.metadata().apply(state.metadata());
        boolean filesStay =
                !plan.restores() && state.files().count() > plan.removes().size();
        if (filesStay && !metadata.equals(state.metadata())) {
            try {
                requireFits(state, metadata);
            } catch (IngotException e) {
                throw afterOthers == null
                        ? e
                        : afterOthers.conflict(state.version(), "rows were added that do not fit the new columns");
            }
        }
        requirePartitionValues(plan.adds(), metadata.partitionColumns());
        return metadata;
    }

    private void requireFits(TableState state, Metadata metadata) {
        SchemaChange.requireReadableWithOldFiles(root, state.schema(), SchemaJson.read(root, metadata.schemaJson()));
        if (!metadata.partitionColumns().equals(state.metadata().partitionColumns())) {
            throw Problem.of(
                            DeltaError.INCOMPATIBLE_SCHEMA,
                            "the table is to be partitioned by " + metadata.partitionColumns() + " instead of "
                                    + state.metadata().partitionColumns() + ", but older files stay as they are")
                    .at(Place.of(root))
                    .fix("Rewrite the table (full refresh).")
                    .toException();
        }
    }

    private void requirePartitionValues(List<LogFile> files, List<String> columns) {
        for (LogFile file : files) {
            if (!file.partitionValues.keySet().equals(Set.copyOf(columns))) {
                throw DeltaProblems.invalid(
                        root,
                        "the file '" + file.path + "' has values for the partition columns "
                                + file.partitionValues.keySet() + ", the table has " + columns);
            }
        }
    }

    private List<LogCommit> between(long read, long newest, ConflictCheck conflicts) {
        List<LogCommit> commits = new ArrayList<>();
        for (long version = read + 1; version <= newest; version++) {
            LogCommit commit = loader.commit(version);
            if (commit == null) {
                throw conflicts.conflict(version, "that version is no longer in the log");
            }
            commits.add(commit);
        }
        return commits;
    }

    private boolean put(long version, byte[] content, Instant time, CommitStamp before) {
        try {
            return switch (log.commit(version, content, time, before)) {
                case COMMITTED -> true;
                case TAKEN -> false;
                case GONE ->
                    throw Problem.of(DeltaError.CONFLICT, "the table was dropped or made anew in between")
                            .at(Place.of(root))
                            .fix("Run the step again.")
                            .toException();
            };
        } catch (LogFolder.OutcomeUnknown e) {
            throw new IngotException(
                    Problem.of(
                                    DeltaError.OUTCOME_UNKNOWN,
                                    "it is not known whether version " + version + " was committed")
                            .at(Place.of(root))
                            .because(DeltaProblems.reason(e))
                            .fix("Look at the table's history before you run the step again."),
                    e);
        } catch (UnsupportedOperationException e) {
            throw new IngotException(
                    Problem.of(DeltaError.NO_HARD_LINKS, "the folder's file system has no hard links")
                            .at(Place.of(root))
                            .fix("Put the lake on another file system."),
                    e);
        } catch (IOException e) {
            throw DeltaProblems.disk(
                    log.commitFile(version).toString(), "version " + version + " was not committed", e);
        }
    }

    /** The rows must be on the disk before the log says so: after a power failure the log would name empty files. */
    private void syncFiles(List<LogFile> files) {
        Set<Path> folders = new LinkedHashSet<>();
        try {
            for (LogFile file : files) {
                Path path = Path.of(file.location);
                LogFolder.sync(path);
                folders.add(LogFolder.parent(path));
            }
            for (Path folder : folders) {
                LogFolder.sync(folder);
            }
        } catch (IOException e) {
            throw DeltaProblems.disk(root, "new data files could not be put on the disk for good", e);
        }
    }

    private void checkpointIfDue(TableState state) {
        int interval = checkpointInterval(state);
        if (state.version() % interval != 0) {
            return;
        }
        try {
            kernel.writeCheckpoint(clock);
        } catch (IOException | RuntimeException e) {
            // The commit stands, and readers do without the checkpoint.
            LOGGER.warn("{}: no checkpoint of version {}: {}", root, state.version(), DeltaProblems.reason(e), e);
        }
    }

    private static int checkpointInterval(TableState state) {
        String text = state.metadata().configuration().get("delta.checkpointInterval");
        try {
            return text == null ? CHECKPOINT_INTERVAL : Math.max(1, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            LOGGER.warn("the table property delta.checkpointInterval is no number: {}", text);
            return CHECKPOINT_INTERVAL;
        }
    }

    private IngotException tableExists() {
        return Problem.of(DeltaError.TABLE_EXISTS, "the table is already there")
                .at(Place.of(root))
                .fix("Run the step again.")
                .toException();
    }
}
