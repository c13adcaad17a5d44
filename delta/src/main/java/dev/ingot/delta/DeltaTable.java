package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import io.delta.kernel.exceptions.InvalidTableException;
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
        this.kernel = new KernelLog(root);
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
            if (version < 0 || version > state.version()) {
                throw noSuchVersion("there is no version " + version, state);
            }
            try {
                return new DeltaSnapshot(loader.load(kernel.at(version)));
            } catch (RuntimeException e) {
                throw kernelProblem(e, state, "version " + version + " is no longer in the log");
            }
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
            try {
                return new DeltaSnapshot(loader.load(kernel.at(time)));
            } catch (RuntimeException e) {
                throw kernelProblem(e, state, "there is no version from " + time + " or before");
            }
        } finally {
            lock.unlock();
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
            if (!log.hasTable()) {
                return null;
            }
        } catch (IOException e) {
            throw DeltaProblems.disk(log.folder().toString(), "the log cannot be listed", e);
        }
        try {
            TableState state = loader.load(kernel.newest());
            newest = new DeltaSnapshot(state);
            return state;
        } catch (RuntimeException e) {
            throw damagedCommit(e).orElseGet(() -> KernelProblems.translate(root, e));
        }
    }

    /** Kernel does not say which file it could not read; our own reader does. */
    private Optional<RuntimeException> damagedCommit(RuntimeException thrown) {
        if (thrown instanceof IngotException || thrown instanceof InvalidTableException) {
            return Optional.empty();
        }
        try {
            log.versions().forEach(loader::commit);
            return Optional.empty();
        } catch (IngotException e) {
            e.addSuppressed(thrown);
            return Optional.of(e);
        } catch (IOException e) {
            thrown.addSuppressed(e);
            return Optional.empty();
        }
    }

    private RuntimeException kernelProblem(RuntimeException thrown, TableState state, String gone) {
        RuntimeException problem = KernelProblems.translate(root, thrown);
        boolean ours = thrown instanceof IngotException;
        return ours || !KernelProblems.isAboutMissingVersion(thrown) ? problem : noSuchVersion(gone, state);
    }

    private IngotException noSuchVersion(String what, TableState state) {
        try {
            List<Long> versions = log.versions();
            String range = versions.isEmpty()
                    ? "The newest version is " + state.version() + "."
                    : "The log has versions " + versions.get(0) + " to " + state.version() + ".";
            return Problem.of(DeltaError.NO_SUCH_VERSION, what)
                    .at(Place.of(root))
                    .because(range)
                    .fix("Choose one of them.")
                    .toException();
        } catch (IOException e) {
            throw DeltaProblems.disk(log.folder().toString(), "the log cannot be listed", e);
        }
    }
}
