package dev.ingot.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A list of records as a result: a table for people, JSON for programs, CSV for spreadsheets. */
public final class Results {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final DateTimeFormatter WITH_SECONDS = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

    private final List<String> header;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private final Set<String> hidden = new HashSet<>();
    private final Set<String> hiddenWhereEmpty = new HashSet<>();

    /** How a result is written. The last three are dbt's for lists of nodes; where there are no nodes they mean text. */
    public enum Format {
        TEXT,
        JSON,
        CSV,
        NAME,
        PATH,
        SELECTOR
    }

    /**
     * A cell that people read otherwise than programs do.
     *
     * @param value for JSON and CSV
     * @param text for the table
     */
    public record Shown(@Nullable Object value, @Nullable String text) {

        /** A size: bytes for programs, {@code 1.2 MB} for people. */
        public static Shown bytes(long bytes) {
            return new Shown(bytes, Text.bytes(bytes));
        }

        /** An instant: to the millisecond for programs, to the second for people. */
        public static Shown time(@Nullable Instant instant) {
            return new Shown(instant, instant == null ? null : Text.time(instant));
        }

        /** A record of a file: the file for programs, {@code file #record} for people; record 0 is an unknown one. */
        public static Shown place(String file, long record) {
            return new Shown(file, record == 0 ? file : file + " #" + record);
        }
    }

    public Results(String... header) {
        this.header = List.of(header);
    }

    public Results(List<String> header) {
        this.header = List.copyOf(header);
    }

    /** These columns are for programs only. */
    public Results hide(String... columns) {
        hidden.addAll(List.of(columns));
        return this;
    }

    /** These columns are left out of the table where no row has anything but nothing or zero in them. */
    public Results hideWhereEmpty(String... columns) {
        hiddenWhereEmpty.addAll(List.of(columns));
        return this;
    }

    public Results row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
        return this;
    }

    public Results row(List<@Nullable Object> cells) {
        rows.add(new ArrayList<>(cells));
        return this;
    }

    /** Prints; where there is nothing, a text result is {@code nothing}. */
    public void print(Terminal terminal, Format format, String nothing) {
        switch (format) {
            case TEXT, NAME, PATH, SELECTOR -> {
                if (rows.isEmpty()) {
                    terminal.line(nothing);
                } else {
                    table().print(terminal);
                }
            }
            case JSON -> terminal.data(json(rows.stream().map(this::record).toList()));
            case CSV -> {
                terminal.data(csv(new ArrayList<>(header)));
                rows.forEach(row -> terminal.data(csv(row)));
            }
        }
    }

    private TextTable table() {
        List<Integer> columns =
                IntStream.range(0, header.size()).filter(this::isShown).boxed().toList();
        TextTable table = new TextTable(columns.stream().map(header::get).toList());
        rows.forEach(row ->
                table.row(columns.stream().map(column -> text(row.get(column))).toArray()));
        return table;
    }

    private boolean isShown(int column) {
        String name = header.get(column);
        return !hidden.contains(name)
                && (!hiddenWhereEmpty.contains(name)
                        || rows.stream().map(row -> text(row.get(column))).anyMatch(Results::saysSomething));
    }

    private static boolean saysSomething(@Nullable String text) {
        return text != null && !text.isEmpty() && !text.equals("0");
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** JSON on one line. */
    public static String jsonLine(Object value) {
        try {
            return JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    private Map<String, @Nullable Object> record(List<@Nullable Object> row) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            record.put(header.get(i), plain(row.get(i)));
        }
        return record;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Shown shown) {
            return plain(shown.value());
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, item) -> plain.put(String.valueOf(plain(key)), plain(item)));
            return plain;
        }
        if (value instanceof byte[] bytes) {
            return hex(bytes);
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> list = new ArrayList<>();
            items.forEach(item -> list.add(plain(item)));
            return list;
        }
        return value instanceof LocalDateTime time ? WITH_SECONDS.format(time) : value.toString();
    }

    /** Bytes as PostgreSQL writes them. */
    private static String hex(byte[] bytes) {
        return "\\x" + HexFormat.of().formatHex(bytes);
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof Shown shown) {
            return shown.text();
        }
        if (value instanceof Long number) {
            return number.toString();
        }
        if (value instanceof byte[] bytes) {
            return hex(bytes);
        }
        if (value instanceof LocalDateTime time) {
            return WITH_SECONDS.format(time);
        }
        if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
            return String.valueOf(plain(value));
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value == null ? null : value.toString();
    }

    private static String csv(List<@Nullable Object> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            String cell = text(value instanceof Shown shown ? shown.value() : value);
            line.append(i == 0 ? "" : ",");
            if (cell == null) {
                continue;
            }
            boolean quoted = cell.isEmpty()
                    || cell.contains(",")
                    || cell.contains("\"")
                    || cell.contains("\n")
                    || cell.contains("\r");
            line.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.toString();
    }
}
