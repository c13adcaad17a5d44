package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Delta Lake table in a folder of the local disk (<a
 * href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md">protocol</a>): versions, commits, history, vacuum. No
 * query engine: rows are read and written as the Parquet files of a version. Thread-safe, and safe among processes on
 * one machine; keep one object per table and process, because it remembers the newest version.
 *
 * <p>Failures are {@link IngotException}s with the codes of {@link DeltaError}.
 */
public final class DeltaTable {

    private final String root;
    private final Path folder;
    private final InstantSource clock;
    private final LogFolder log;
    private final KernelLog kernel;
    private final StateLoader loader;
    private final Committer committer;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable DeltaSnapshot newest;

    DeltaTable(Path folder, InstantSource clock, LogFolder log) {
        this.root = LogPaths.absolute(folder);
        this.folder = Path.of(root);
        this.clock = clock;
        this.log = log;
        this.kernel = new KernelLog(root, log.folder());
        this.loader = new StateLoader(root, log, kernel);
        this.committer = new Committer(root, log, loader, kernel, clock);
    }

    /** The table in a folder, which need not exist yet. */
    public static DeltaTable at(Path folder, InstantSource clock) {
        Path log = Path.of(LogPaths.absolute(folder)).resolve("_delta_log");
        return new DeltaTable(folder, clock, new LogFolder(log));
    }

    public Path folder() {
        return folder;
    }

    /** The newest version; empty if there is no table in the folder. */
    public Optional<DeltaSnapshot> latest() {
        lock.lock();
        try {
            refresh();
            return Optional.ofNullable(newest);
        } finally {
            lock.unlock();
        }
    }

    /** An earlier version. */
    public DeltaSnapshot at(long version) {
        lock.lock();
        try {
            TableState state = requireTable();
            DeltaSnapshot latest = newest;
            if (latest != null && version == latest.version()) {
                return latest;
            }
            LogListing listing = list();
            // What lies behind a gap is there, but cannot be read: loading it names what is missing.
            if (version < 0 || version > Math.max(state.version(), listing.newest())) {
                throw noSuchVersion("there is no version " + version, listing);
            }
            if (version < listing.oldest()) {
                throw noSuchVersion("version " + version + " is no longer in the log", listing);
            }
            return new DeltaSnapshot(loader.load(listing, version));
        } finally {
            lock.unlock();
        }
    }

    /** The version that was the newest at a time. */
    public DeltaSnapshot at(Instant time) {
        lock.lock();
        try {
            TableState state = requireTable();
            if (!time.isBefore(state.stamp().modified())) {
                return new DeltaSnapshot(state);
            }
            LogListing listing = list();
            long version = versionAt(time, state, listing);
            if (version < 0) {
                throw noSuchVersion("there is no version from " + time + " or before", listing);
            }
            return new DeltaSnapshot(loader.load(listing, version));
        } finally {
            lock.unlock();
        }
    }

    /** The newest version whose time is not after another; times of commits rise, whatever a clock says. */
    private long versionAt(Instant time, TableState state, LogListing listing) {
        Map<String, String> properties = state.metadata().configuration();
        boolean inCommit = Boolean.parseBoolean(properties.get("delta.enableInCommitTimestamps"));
        long found = -1;
        Instant before = Instant.MIN;
        for (long version :
                listing.commits().subSet(Math.min(listing.oldest(), state.version()), true, state.version(), true)) {
            Instant committed = inCommit ? inCommitTime(version) : modified(version);
            before = committed.isAfter(before) ? committed : before.plusMillis(1);
            if (!before.isAfter(time)) {
                found = version;
            }
        }
        return found;
    }

    private Instant inCommitTime(long version) {
        LogCommit commit = loader.commit(version);
        long time = commit == null || commit.info() == null
                ? -1
                : commit.info().path("inCommitTimestamp").asLong(-1);
        return time < 0 ? modified(version) : Instant.ofEpochMilli(time);
    }

    private Instant modified(long version) {
        try {
            CommitStamp stamp = log.stamp(version);
            return stamp == null ? Instant.EPOCH : stamp.modified();
        } catch (IOException e) {
            throw DeltaProblems.disk(log.commitFile(version).toString(), "a commit cannot be looked at", e);
        }
    }

    /**
     * Makes a change visible, whole or not at all. What others committed since {@link DeltaCommit#readVersion} is
     * looked at: the change goes on top of it or fails with a conflict, by {@link DeltaCommit#reads}.
     *
     * @return the table with the change, and with what others committed before it
     */
    public DeltaSnapshot commit(DeltaCommit commit) {
        lock.lock();
        try {
            return run(committer.plan(commit));
        } finally {
            lock.unlock();
        }
    }

    private DeltaSnapshot run(Plan plan) {
        TableState base = plan.readVersion() < 0 ? refresh() : requireTable();
        // If it fails, or its outcome is unknown, the next look starts from the disk.
        newest = null;
        DeltaSnapshot after = new DeltaSnapshot(committer.commit(plan, base));
        newest = after;
        return after;
    }

    /** What was done, newest first, as far back as the log goes. */
    public List<CommitInfo> history(int limit) {
        lock.lock();
        try {
            TableState state = requireTable();
            List<CommitInfo> history = new ArrayList<>();
            for (long version = state.version(); version >= 0 && history.size() < limit; version--) {
                LogCommit commit = loader.commit(version);
                CommitStamp stamp = log.stamp(version);
                if (commit == null || stamp == null) {
                    break;
                }
                history.add(History.info(commit, stamp));
            }
            return Collections.unmodifiableList(history);
        } catch (IOException e) {
            throw DeltaProblems.disk(log.folder().toString(), "the log cannot be listed", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes an older version's rows, columns and properties the newest ones again, as a new version. The applications'
     * numbers stay as they are: what was committed stays committed.
     *
     * @param userMetadata as in {@link DeltaCommit#userMetadata}
     */
    public DeltaSnapshot restore(long version, Map<String, String> userMetadata) {
        lock.lock();
        try {
            TableState target = at(version).state();
            TableState current = requireTable();
            return run(Restore.plan(root, current, target, userMetadata));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the files that no version within the retention has, and files that no commit knows once they are older
     * than the retention and than 24 hours (a younger one may belong to a writer that is about to commit). Folders and
     * files whose names begin with {@code _} or a point are left alone, but for old leftovers in {@code _stage}.
     * Versions older than the retention can no longer be read afterwards.
     *
     * @param retention zero removes all that the newest version does not need; readers of older ones then fail
     * @param dryRun only say what would be removed
     */
    public VacuumResult vacuum(Duration retention, boolean dryRun) {
        if (retention.isNegative()) {
            throw new IllegalArgumentException("the retention is negative: " + retention);
        }
        TableState state;
        lock.lock();
        try {
            state = requireTable();
        } finally {
            lock.unlock();
        }
        try {
            return new Vacuum(root, log, loader, state, clock.instant(), retention, dryRun).run();
        } catch (IOException e) {
            throw DeltaProblems.disk(root, "vacuum stopped", e);
        }
    }

    private TableState requireTable() {
        TableState state = refresh();
        if (state == null) {
            throw Problem.of(DeltaError.NO_SUCH_TABLE, "there is no Delta table here")
                    .at(Place.of(root))
                    .toException();
        }
        return state;
    }

    /** The newest state: the remembered one if nobody committed since, that with the new commits on top, or all anew. */
    private @Nullable TableState refresh() {
        DeltaSnapshot known = newest;
        newest = null;
        try {
            if (known != null && known.state().stamp().equals(log.stamp(known.version()))) {
                TableState state = committer.advance(known.state(), new ArrayList<>());
                newest = state.version() == known.version() ? known : new DeltaSnapshot(state);
                return state;
            }
        } catch (IOException e) {
            throw DeltaProblems.disk(log.folder().toString(), "the log cannot be listed", e);
        }
        LogListing listing = list();
        if (listing.newest() < 0) {
            return null;
        }
        TableState state = loadNewest(listing);
        newest = new DeltaSnapshot(state);
        return state;
    }

    /** Another process may clean the log up, or drop the table, between listing and reading; then the list is stale. */
    private TableState loadNewest(LogListing listing) {
        try {
            return loader.load(listing, listing.newest());
        } catch (IngotException e) {
            LogListing now = list();
            if (now.newest() < 0 || now.equals(listing)) {
                throw e;
            }
            return loader.load(now, now.newest());
        }
    }

    private LogListing list() {
        try {
            return log.list();
        } catch (IOException e) {
            throw DeltaProblems.disk(log.folder().toString(), "the log cannot be listed", e);
        }
    }

    /** The newest version in a table's folder, by the names of its log's files alone; −1 where there is no table. */
    public static long newestVersion(Path folder) throws IOException {
        return LogListing.of(folder.resolve("_delta_log")).newest();
    }

    private IngotException noSuchVersion(String what, LogListing listing) {
        return Problem.of(DeltaError.NO_SUCH_VERSION, what)
                .at(Place.of(root))
                .because("The log has versions " + listing.oldest() + " to " + listing.newest() + ".")
                .fix("Choose one of them.")
                .toException();
    }
}
