package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.TypedJson;
import dev.ingot.api.source.Relation.RawRecord;
import dev.ingot.api.source.Relation.RawRecords;
import dev.ingot.lake.internal.SqlRunner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records that were quarantined, from their raw text; they keep their file and position. */
final class ReplayReading implements Reading {

    private final Format format;
    private final List<Careful> copies = new ArrayList<>();
    private final List<TextFiles.Group> groups = new ArrayList<>();
    private final Map<String, String> headerOfFile = new LinkedHashMap<>();
    private final long bytes;

    /**
     * @param headers of the files that the records came from, by the records' ids
     */
    ReplayReading(RawRecords raw, Map<String, String> headers, Path work) {
        this.format = raw.format();
        this.bytes = raw.records().stream()
                .mapToLong(record -> record.raw().length())
                .sum();
        Map<String, List<RawRecord>> byHeader = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (RawRecord record : raw.records()) {
            String header = header(record, headers);
            if (header == null) {
                problems.add(Problem.of(
                        LoadError.UNREADABLE,
                        "Record " + record.position() + " of " + record.file()
                                + " cannot be replayed: the header of its file is not known."));
            } else {
                byHeader.computeIfAbsent(header, any -> new ArrayList<>()).add(record);
                headerOfFile.put(record.file(), header);
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        byHeader.forEach((header, records) -> write(header, records, work));
    }

    private @Nullable String header(RawRecord record, Map<String, String> headers) {
        if (!(format instanceof Delimited delimited)) {
            return Headers.json(List.of("line"));
        }
        return delimited.columns() != null ? Headers.json(delimited.columns()) : headers.get(record.id());
    }

    private void write(String header, List<RawRecord> records, Path work) {
        List<String> columns = Headers.read(header);
        List<String> files = records.stream().map(RawRecord::file).distinct().toList();
        try (Careful copy = new Careful(work)) {
            copies.add(copy);
            for (RawRecord record : records) {
                ByteArrayInputStream in = new ByteArrayInputStream(record.raw().getBytes(StandardCharsets.UTF_8));
                Delimited delimited = format instanceof Delimited text ? text : null;
                copy.replay(
                        new RecordReader(in, record.file(), delimited),
                        record,
                        files.indexOf(record.file()),
                        columns.size(),
                        delimited != null && delimited.trailingDelimiter(),
                        header);
            }
            groups.add(TextFiles.group(copy, columns, files, format instanceof Delimited delimited ? delimited : null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
