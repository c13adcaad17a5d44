package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.lake.internal.SqlRunner;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Files that are one JSON array or object as a whole: taken apart into lines, then read as these. */
final class ArrayReading implements Reading {

    private final List<Path> lines = new ArrayList<>();
    private final TextReading reading;

    ArrayReading(List<FileRef> files, Format format, Path work) {
        List<FileRef> split = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            for (FileRef file : files) {
                Path target = work.resolve("lines-" + UUID.randomUUID() + ".jsonl");
                lines.add(target);
                split(file, target, problems);
                split.add(new FileRef(
                        file.path(), target.toString(), Files.size(target), file.modified(), file.fingerprint()));
            }
        } catch (IOException e) {
            close(lines);
            throw new UncheckedIOException(e);
        }
        if (!problems.isEmpty()) {
            close(lines);
            throw new IngotException(problems);
        }
        this.reading = new TextReading(split, format, work);
    }

    private static void split(FileRef file, Path target, List<Problem> problems) throws IOException {
        try (InputStream in = Compression.open(Path.of(file.location()));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            ArraySplitter splitter = new ArraySplitter(in, out);
            String wrong = splitter.run();
            if (!wrong.isEmpty()) {
                problems.add(
                        Problem.of(LoadError.UNREADABLE, "The file " + file.path() + " is no JSON array or object.")
                                .at(Place.of(file.path(), splitter.line(), 0))
                                .because(wrong)
                                .fix("Mend the file, or state the format json_lines if it has one object a line."));
            }
        } catch (IOException e) {
            problems.addAll(Head.unreadable(file, e).problems());
        }
    }

    @Override
    public Scan scan(SqlRunner runner) {
        return reading.scan(runner);
    }

    @Override
    public boolean recover(IngotException failure) {
        return reading.recover(failure);
    }

    @Override
    public boolean doubtful(SqlRunner runner, Stage stage) {
        return reading.doubtful(runner, stage);
    }

    @Override
    public List<Rejects> broken() {
        return reading.broken();
    }

    @Override
    public boolean keysVary() {
        return true;
    }

    @Override
    public boolean inferFromAll() {
        return true;
    }

    @Override
    public boolean wholeFiles() {
        return true;
    }

    @Override
    public long bytes() {
        return reading.bytes();
    }

    @Override
    public void close() {
        reading.close();
        close(lines);
    }

    private static void close(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
