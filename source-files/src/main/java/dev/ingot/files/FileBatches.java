package dev.ingot.files;

import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the files into batches: files of one batch have one date and one format, and keep the limits of the pipeline.
 * A full reading knows no limits, because each batch of it may replace the one before, and neither does one whose
 * batches are each the whole table.
 */
final class FileBatches implements Source.Batches {

    private final Deque<FoundFile> waiting;
    private final FilesOptions options;
    private final boolean full;
    private final boolean singly;
    private final FilePreparer preparer;
    private final WorkFolder work;
    private final List<Problem> found;
    private final List<Problem> notes = new ArrayList<>();
    /** Prepared, and found to belong into the next batch. */
    private Preparation.@Nullable Ready carried;

    private final Runnable done;
    private boolean mixed;

    /**
     * @param full whether all files of a date are one batch
     * @param singly whether each file is a batch
     * @param found notes about what was found and is not read
     * @param done runs where all files were read and none was left
     */
    FileBatches(
            List<FoundFile> files,
            FilesOptions options,
            boolean full,
            boolean singly,
            Path parent,
            StepControl control,
            List<Problem> found,
            Runnable done) {
        this.found = List.copyOf(found);
        this.done = done;
        this.waiting = new ArrayDeque<>(files);
        this.options = options;
        this.full = full;
        this.singly = singly;
        this.work = new WorkFolder(parent);
        long bytes = files.stream().mapToLong(FoundFile::size).sum();
        this.preparer = new FilePreparer(options, work, new Progress(control, bytes));
    }

    @Override
    public @Nullable Batch next() {
        Preparation.Ready first = carried;
        carried = null;
        work.clearExcept(first == null ? null : first.ref().location());
        List<Preparation.Ready> batch = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        if (first != null) {
            batch.add(first);
        }
        long bytes = first == null ? 0 : first.file().size();
        int files = batch.size();
        FoundFile begin = first == null ? null : first.file();
        while (carried == null && !waiting.isEmpty()) {
            FoundFile file = waiting.peek();
            if (begin != null
                    && (!Objects.equals(file.date(), begin.date()) || exceeds(files + 1, bytes + file.size()))) {
                if (!batch.isEmpty() || !problems.isEmpty()) {
                    break;
                }
                files = 0;
                bytes = 0;
            }
            waiting.remove();
            begin = file;
            files++;
            bytes += file.size();
            take(file, batch, problems);
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        if (!batch.isEmpty()) {
            return batchOf(batch);
        }
        if (notes.isEmpty()) {
            done.run();
        }
        return null;
    }

    private boolean exceeds(int files, long bytes) {
        return !full && (files > (singly ? 1 : options.maxBatchFiles()) || bytes > options.maxBatchBytes());
    }

    private void take(FoundFile file, List<Preparation.Ready> batch, List<Problem> problems) {
        Preparation prepared;
        try {
            prepared = preparer.prepare(file);
        } catch (IngotException e) {
            if (e.first().code().exit() == ExitCode.INTERRUPTED) {
                throw e;
            }
            problems.addAll(e.problems()); // the other files may be bad too: all are told at once
            return;
        }
        if (prepared instanceof Preparation.Left left) {
            // A table that is replaced would lack the file's rows.
            (full && left.note().code() == FilesError.REFUSED ? problems : notes).add(left.note());
        } else if (prepared instanceof Preparation.Ready ready) {
            if (batch.isEmpty() || batch.get(0).format().equals(ready.format())) {
                batch.add(ready);
            } else if (full && Objects.equals(batch.get(0).file().date(), file.date())) {
                if (!mixed) {
                    problems.add(differentFormats(batch.get(0), ready)); // one pair tells it
                }
                mixed = true;
            } else {
                carried = ready;
            }
        }
    }

    private static Problem differentFormats(Preparation.Ready one, Preparation.Ready other) {
        return Problem.of(
                        FilesError.BAD_OPTION,
                        "'" + one.file().path() + "' and '" + other.file().path()
                                + "' have different formats, so one full reading cannot take both.")
                .at(Place.of(other.file().path()))
                .because(inWords(one.format()) + " and " + inWords(other.format()))
                .fix("Set format:, or make two pipelines with narrower paths.");
    }

    private static String inWords(Format format) {
        if (format instanceof Format.Delimited text) {
            return "text with " + (text.delimiter().equals("\t") ? "tabs" : "'" + text.delimiter() + "'")
                    + " between fields";
        }
        return format instanceof Format.JsonLines
                ? "one JSON object a line"
                : format instanceof Format.JsonArray ? "one JSON document" : "Parquet";
    }

    private static Batch batchOf(List<Preparation.Ready> batch) {
        FilesPosition position = new FilesPosition(batch.stream()
                .map(Preparation.Ready::ref)
                .map(ref -> new FilesPosition.Entry(ref.path(), ref.size(), ref.fingerprint(), ref.modified()))
                .toList());
        return new Batch(
                new Relation.FileScan(
                        batch.stream().map(Preparation.Ready::ref).toList(),
                        batch.get(0).format()),
                position.toJson());
    }

    @Override
    public List<Problem> notes() {
        return Stream.concat(found.stream(), notes.stream()).toList();
    }

    @Override
    public void close() {
        work.close();
    }
}
