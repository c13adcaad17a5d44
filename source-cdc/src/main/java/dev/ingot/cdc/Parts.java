package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.StepControl;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a snapshot, one after the other; while one is loaded, the next is read. A part is gone when the next one is
 * asked for. For one thread.
 */
final class Parts implements AutoCloseable {

    private final TableSnapshot snapshot;
    private final WorkFiles work;
    private final StepControl control;
    private final StepControl.AutoUnregister hook;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "ingot-snapshot");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<TableSnapshot.Part> coming;
    private TableSnapshot.@Nullable Part current;

    /**
     * @param from behind what was read before
     */
    Parts(TableSnapshot snapshot, Position from, WorkFiles work, StepControl control) {
        this.snapshot = snapshot;
        this.work = work;
        this.control = control;
        this.hook = control.onCancel(snapshot::abort);
        this.coming = read(from);
    }

    private Future<TableSnapshot.Part> read(Position from) {
        return reader.submit(() -> snapshot.read(from, work));
    }

    /** The next one, or null at the end. */
    TableSnapshot.@Nullable Part next() {
        drop();
        Future<TableSnapshot.Part> expected = coming;
        if (expected == null) {
            return null;
        }
        TableSnapshot.Part part = await(expected);
        current = part;
        coming = part.next().isWhole() ? null : read(part.next());
        return part;
    }

    private TableSnapshot.Part await(Future<TableSnapshot.Part> expected) {
        try {
            return expected.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Feed.interrupted(e);
        } catch (ExecutionException e) {
            if (control.cancelled()) {
                throw Feed.interrupted(e);
            }
            if (e.getCause() instanceof IngotException told) {
                throw told;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void drop() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public void close() {
        hook.close();
        drop();
        Future<TableSnapshot.Part> expected = coming;
        coming = null;
        if (expected != null) {
            // Nobody will load it: what is being read is of no use any more.
            snapshot.abort();
            try {
                expected.get().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                System.getLogger(Parts.class.getName()).log(System.Logger.Level.DEBUG, "a part nobody waits for", e);
            }
        }
        reader.shutdown();
        snapshot.close();
    }
}
