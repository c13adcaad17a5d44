package dev.ingot.testing;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Relation.Chunks.ChunkColumn;
import dev.ingot.api.source.Source;
import dev.ingot.api.table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that reads the changes of a table into a log in memory. As the engine it keeps the rows of a batch together with
 * the position after them, and asks for the next batch only then. For one thread.
 */
final class Follower {

    private static final Pattern ID = Pattern.compile("\"id\":\"(-?\\d+)\"");

    private final String pipeline;
    private final String table;
    private final Supplier<Source> sources;
    private final List<Change> log = new ArrayList<>();
    private @Nullable String position;
    private int batches;

    /**
     * A row of the log.
     *
     * @param batch the number of the batch that brought it, from 1
     * @param values by column; bytes as hexadecimal digits
     */
    record Change(int batch, Map<String, @Nullable String> values) {

        @Nullable
        String value(String column) {
            return values.get(column);
        }

        long number(String column) {
            return Long.parseLong(String.valueOf(values.get(column)));
        }

        String op() {
            return String.valueOf(values.get("_ingot_op"));
        }
    }

    /**
     * @param table as a pipeline names it
     * @param sources opens the connection, as each new process does
     */
    Follower(String pipeline, String table, Supplier<Source> sources) {
        this.pipeline = pipeline;
        this.table = table;
        this.sources = sources;
    }

    ReadRequest request(boolean full) {
        return new ReadRequest(pipeline, Map.of("table", table), null, full, List.of(), position);
    }

    @Nullable
    String position() {
        return position;
    }

    int batches() {
        return batches;
    }

    /** A process that reads all there is; how many rows came. */
    int run() {
        return process(Integer.MAX_VALUE, false);
    }

    /** The same from the beginning; the log begins anew. */
    int refresh() {
        return process(Integer.MAX_VALUE, true);
    }

    /** A process that ends after so many batches: they are committed, and it never asked for more. */
    int dieAfter(int most) {
        return process(most, false);
    }

    private int process(int most, boolean full) {
        try (Source source = sources.get()) {
            return take(source, most, full).size();
        }
    }

    /** Reads all there is from a connection that is open; op and id of each change. */
    List<String> take(Source source) {
        return take(source, Integer.MAX_VALUE, false).stream()
                .map(change -> change.op() + change.value("id"))
                .toList();
    }

    private List<Change> take(Source source, int most, boolean full) {
        List<Change> taken = new ArrayList<>();
        try (Source.Batches found = source.read(request(full), StepControl.NONE)) {
            for (int i = 0; i < most; i++) {
                Batch batch = found.next();
                if (batch == null) {
                    return taken;
                }
                if (full && i == 0) {
                    log.clear();
                }
                List<Change> rows = rows(batch, ++batches);
                log.addAll(rows);
                position = batch.position();
                taken.addAll(rows);
            }
            return taken;
        }
    }

    /** Reads the rows of a batch that is never committed; op and id of each. */
    List<String> takeAndFail(Source source) {
        try (Source.Batches found = source.read(request(false), StepControl.NONE)) {
            Batch batch = found.next();
            return batch == null
                    ? List.of()
                    : rows(batch, 0).stream()
                            .map(change -> change.op() + change.value("id"))
                            .toList();
        }
    }

    static List<Change> rows(Batch batch, int number) {
        List<Change> rows = new ArrayList<>();
        if (batch.relation() instanceof Relation.Chunks chunks) {
            List<Column> columns =
                    chunks.columns().stream().map(ChunkColumn::column).toList();
            ChunkRows.of(chunks).forEach(row -> rows.add(change(number, columns, row)));
        } else if (batch.relation() instanceof Relation.Rows changes) {
            changes.rows().forEach(row -> rows.add(change(number, changes.columns(), row)));
        } else {
            throw new IllegalArgumentException("no changes: " + batch.relation());
        }
        return rows;
    }

    private static Change change(int batch, List<Column> columns, @Nullable Object[] row) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row[i];
            values.put(
                    columns.get(i).name(),
                    value == null
                            ? null
                            : value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString());
        }
        return new Change(batch, values);
    }

    /** The log in the order of its places. */
    List<Change> log() {
        return log.stream()
                .sorted(Comparator.<Change>comparingLong(change -> change.number("_ingot_lsn"))
                        .thenComparingLong(change -> change.number("_ingot_ordinal")))
                .toList();
    }

    /** The log in the order of its places, each change as the values of these columns with bars between. */
    List<String> log(String... columns) {
        return log().stream()
                .map(change -> Stream.of(columns)
                        .map(column -> String.valueOf(change.value(column)))
                        .collect(Collectors.joining("|")))
                .toList();
    }

    /** How often a place is in the log, of those that are there more than once. */
    Map<String, Long> placesTwice() {
        Map<String, Long> places = log.stream()
                .collect(Collectors.groupingBy(
                        change -> change.value("_ingot_lsn") + "/" + change.value("_ingot_ordinal"),
                        TreeMap::new,
                        Collectors.counting()));
        places.values().removeIf(count -> count == 1);
        return places;
    }

    /** What a table {@code (id, v)} is after all its changes, by id. */
    List<String> replayed() {
        Map<Long, String> rows = new TreeMap<>();
        for (Change change : log()) {
            switch (change.op()) {
                case "t" -> rows.clear();
                case "d" -> rows.remove(change.number("id"));
                default -> {
                    Matcher before = ID.matcher(String.valueOf(change.value("_ingot_before")));
                    if (before.find()) {
                        rows.remove(Long.parseLong(before.group(1)));
                    }
                    rows.put(change.number("id"), String.valueOf(change.value("v")));
                }
            }
        }
        return rows.entrySet().stream()
                .map(row -> row.getKey() + "|" + row.getValue())
                .toList();
    }
}
