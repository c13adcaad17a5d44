package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.TypedJson;
import dev.ingot.api.source.Relation.Quarantined;
import dev.ingot.lake.internal.SqlRunner;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records that were quarantined, from their raw text; they keep their file and position. */
final class ReplayReading implements Reading {

    /** As the engine writes the records that it takes out of the quarantine. */
    private static final Delimited QUOTED = new Delimited(',', '"', '"', false, null, List.of(), 0);

    private static final int MOST_TOLD = 20;

    private final Format format;
    private final List<Careful> copies = new ArrayList<>();
    private final List<TextFiles.Group> groups = new ArrayList<>();
    private final Map<String, String> headerOfFile = new LinkedHashMap<>();
    private final long bytes;

    private ReplayReading(Format format, long bytes) {
        this.format = format;
        this.bytes = bytes;
    }

    /** Copies the records out of the quarantine, one after the other. */
    static ReplayReading of(
            Quarantine quarantine,
            SqlRunner runner,
            LoadPlan plan,
            Quarantined records,
            Path work,
            StepControl control) {
        Path file = work.resolve("replayed-" + UUID.randomUUID() + ".csv");
        try {
            ReplayReading reading =
                    new ReplayReading(records.format(), quarantine.write(runner, plan, records, file, control));
            try {
                if (reading.bytes > 0) {
                    reading.copy(file, work);
                }
            } catch (IOException | RuntimeException e) {
                reading.close();
                throw e;
            } finally {
                Files.deleteIfExists(file);
            }
            return reading;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(Path file, Path work) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            copy(new RecordReader(in, file.toString(), QUOTED), work);
        }
    }

    private void copy(RecordReader stored, Path work) throws IOException {
        List<Problem> problems = new ArrayList<>();
        boolean more = stored.next();
        while (more) {
            String kept = text(stored, 0);
            String header = header(kept);
            if (header == null) {
                problems.add(Problem.of(
                        LoadError.UNREADABLE,
                        "Record " + text(stored, 2) + " of " + text(stored, 1)
                                + " cannot be replayed: the header of its file is not known."));
                more = problems.size() < MOST_TOLD && stored.next();
            } else {
                more = copy(stored, kept, header, work);
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private @Nullable String header(String kept) {
        if (!(format instanceof Delimited delimited)) {
            return Headers.json(List.of("line"));
        }
        return delimited.columns() != null ? Headers.json(delimited.columns()) : kept.isEmpty() ? null : kept;
    }

    /** Copies the records of one header; whether there is another one behind them. */
    private boolean copy(RecordReader stored, String kept, String header, Path work) throws IOException {
        Delimited delimited = format instanceof Delimited text ? text : null;
        List<String> columns = Headers.read(header);
        Map<String, Integer> files = new LinkedHashMap<>();
        boolean more = true;
        try (Careful copy = new Careful(work)) {
            copies.add(copy);
            while (more && text(stored, 0).equals(kept)) {
                String file = text(stored, 1);
                headerOfFile.put(file, header);
                byte[] raw = stored.fields().get(3);
                copy.replay(
                        new RecordReader(new ByteArrayInputStream(raw), file, delimited),
                        file,
                        files.computeIfAbsent(file, any -> files.size()),
                        Long.parseLong(text(stored, 2)),
                        new String(raw, StandardCharsets.UTF_8),
                        columns.size(),
                        delimited != null && delimited.trailingDelimiter(),
                        header);
                more = stored.next();
            }
            groups.add(TextFiles.group(copy, columns, List.copyOf(files.keySet()), delimited));
        }
        return more;
    }

    private static String text(RecordReader record, int field) {
        return new String(record.fields().get(field), StandardCharsets.UTF_8);
    }

    @Override
    public Scan scan(SqlRunner runner) {
        return format instanceof Delimited delimited
                ? DelimitedScan.of(groups, delimited)
                : JsonScan.of(runner, groups, format);
    }

    @Override
    public List<Rejects> broken() {
        return copies.stream().map(Careful::rejects).toList();
    }

    @Override
    public Map<String, String> headers() {
        return format instanceof Delimited delimited && delimited.columns() == null ? headerOfFile : Map.of();
    }

    @Override
    public boolean keysVary() {
        return !(format instanceof Delimited);
    }

    @Override
    public boolean inferFromAll() {
        return true;
    }

    @Override
    public boolean keepsTypes() {
        return format instanceof TypedJson;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        for (Careful copy : copies) {
            try {
                copy.delete();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
