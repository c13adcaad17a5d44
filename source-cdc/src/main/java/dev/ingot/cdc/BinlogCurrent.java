package dev.ingot.cdc;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Source.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All of a table as a snapshot sees it, to look at: its position means nothing. For one thread. */
final class BinlogCurrent implements Batches {

    private final BinlogSnapshot snapshot;
    private final Path work;
    private final StepControl.AutoUnregister hook;
    private @Nullable Path file;

    BinlogCurrent(BinlogSnapshot snapshot, Path work, StepControl control) {
        this.snapshot = snapshot;
        this.work = work;
        this.hook = control.onCancel(snapshot::abort);
    }

    @Override
    public @Nullable Batch next() {
        if (file != null) {
            return null;
        }
        try {
            Files.createDirectories(work);
            Path rows = Files.createTempFile(work, "current-", ".copy");
            file = rows;
            return new Batch(snapshot.read(rows), "{}");
        } catch (IOException e) {
            throw Spool.failed(e);
        }
    }

    @Override
    public void close() {
        hook.close();
        snapshot.close();
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Spool.failed(e);
        }
    }
}
