package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.lake.LakeError;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.sql.Sql;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Delimited files and JSON lines. */
final class TextReading implements Reading {

    private static final Pattern FILE = Pattern.compile("file = (.+)");
    private static final Set<LakeError> FINAL =
            EnumSet.of(LakeError.SQL_INTERRUPTED, LakeError.SQL_MEMORY, LakeError.CLOSED);
    private static final int ONE_BY_ONE = 5;

    private final TextFiles files;
    private final Format format;
    private final long bytes;
    private List<TextFiles.Group> groups = List.of();
    private int failures;

    TextReading(List<FileRef> refs, Format format, Path work) {
        this.files = new TextFiles(refs, format instanceof Delimited delimited ? delimited : null, work);
        this.format = format;
        this.bytes = refs.stream().mapToLong(FileRef::size).sum();
    }

    @Override
    public Scan scan(SqlRunner runner) {
        groups = files.groups();
        return format instanceof Delimited delimited
                ? DelimitedScan.of(groups, delimited)
                : JsonScan.of(runner, groups, format);
    }

    @Override
    public boolean recover(IngotException failure) {
        boolean hopeless = failure.first().code() instanceof LakeError code && FINAL.contains(code);
        if (hopeless || !(failure.getCause() instanceof java.sql.SQLException)) {
            return false;
        }
        String message = String.valueOf(failure.getCause().getMessage());
        Matcher file = FILE.matcher(message);
        boolean named = failures++ < ONE_BY_ONE
                && file.find()
                && files.trouble(List.of(file.group(1).strip()));
        return named || files.troubleEverywhere();
    }

    @Override
    public boolean doubtful(SqlRunner runner, Stage stage) {
        boolean lineBreaks = stage.suspects(runner, true)
                || (groups.stream().anyMatch(TextFiles.Group::oddWithNewlines) && stage.badWithLineBreaks(runner));
        boolean again = lineBreaks && files.readSequentially();
        if (!again && stage.suspects(runner, false)) {
            again = files.quotesOutOfPlace(stage.filesWithOddQuotes(runner));
        }
        List<String> tables = runner.rows(
                "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, "
                        + Sql.text(files.rejectsPrefix()) + ")",
                row -> row.getString(1));
        Map<String, SortedSet<Long>> rejected = new TreeMap<>();
        for (String table : tables) {
            if (!table.endsWith("s")) {
                runner.rows(
                        "SELECT DISTINCT s.file_path, r.line_byte_position - 1 FROM " + Sql.id(table) + " r JOIN "
                                + Sql.id(table + "s") + " s ON s.scan_id = r.scan_id AND s.file_id = r.file_id",
                        row -> rejected.computeIfAbsent(row.getString(1), any -> new TreeSet<>())
                                .add(row.getLong(2)));
            }
        }
        for (String table : tables) {
            runner.execute("DROP TABLE " + Sql.id(table));
        }
        List<String> troubled = again ? List.copyOf(rejected.keySet()) : unexplained(runner, stage, rejected);
        if (!troubled.isEmpty()) {
            again |= files.trouble(troubled) || files.troubleEverywhere();
        }
        return again;
    }

    private List<String> unexplained(SqlRunner runner, Stage stage, Map<String, SortedSet<Long>> rejected) {
        if (rejected.isEmpty()) {
            return List.of();
        }
        Map<String, Long> read = new HashMap<>();
        runner.rows(
                "SELECT " + Names.SOURCE + ", count(*) FROM " + stage.relation() + " GROUP BY ALL",
                row -> read.put(row.getString(1), row.getLong(2)));
        return rejected.entrySet().stream()
                .filter(file -> !files.explains(file.getKey(), file.getValue(), read))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<Rejects> broken() {
        return files.rejects();
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        if (format instanceof Delimited delimited && delimited.columns() == null) {
            files.heads().forEach(head -> headers.put(head.file().path(), Headers.json(head.columns())));
        }
        return headers;
    }

    @Override
    public boolean keysVary() {
        return !(format instanceof Delimited);
    }

    @Override
    public boolean inferFromAll() {
        return keysVary();
    }

    @Override
    public boolean wholeFiles() {
        return true;
    }

    @Override
    public Optional<String> hint(String file) {
        if (!(format instanceof Delimited delimited)) {
            return Optional.empty();
        }
        return files.heads().stream()
                .filter(head -> head.file().path().equals(file))
                .findFirst()
                .flatMap(head -> FitHint.of(head, delimited));
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        files.close();
    }
}
